#include "transport/rest/codec_access.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

Result<http::Response> list(access::AuditService& audit, Call& call) {
    auto filter = decode_audit_filter(call.parameters);
    if (!filter) return fail(filter);
    auto page = audit.list(call.context, *filter, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::AuditRecord& record) {
        return encode(record);
    }));
}

Result<http::Response> verify(access::AuditService& audit, Call& call) {
    auto anchor = decode_anchor(call.parameters);
    if (!anchor) return fail(anchor);
    auto finding = audit.verify(call.context, *anchor);
    if (!finding) return fail(finding);
    return json_response(encode(*finding));
}

}  // namespace

void bind_audit(Bindings& bindings, access::AuditService& audit) {
    bindings.bind("listAuditRecords", [&audit](Call& call) { return list(audit, call); });
    bindings.bind("verifyAudit", [&audit](Call& call) { return verify(audit, call); });
}

}  // namespace lectern::transport::rest
