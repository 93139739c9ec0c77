#include <cstdint>
#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::AuditRecord;

ports::AuditFilter decode_filter(const Arguments& arguments) {
    const language::Object* object = arguments.object("filter");
    if (object == nullptr) return {};
    const Arguments input(*object);
    return {
        .from = input.time("from"),
        .until = input.time("until"),
        .subject = input.text("subject"),
        .operation = input.text("operation"),
        .outcome = input.text("outcome"),
    };
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    return connection_of(
        call.state.administration().audit.list(call.context, decode_filter(call.arguments), *page)
    );
}

Result<std::optional<access::AuditAnchor>> decode_anchor(const Arguments& arguments) {
    constexpr std::size_t digits = 64;
    const language::Object* object = arguments.object("anchor");
    if (object == nullptr) return std::nullopt;
    const Arguments input(*object);
    const std::int64_t sequence = input.whole("sequence", 0);
    const std::string hash = input.text("hash");
    std::vector<FieldViolation> violations;
    if (sequence < 1)
        violations.push_back({.field = "/anchor/sequence", .description = "is not at least 1"});
    if (hash.size() != digits || hash.find_first_not_of("0123456789abcdef") != std::string::npos) {
        violations.push_back(
            {.field = "/anchor/hash", .description = "is not 64 lower-case hexadecimal digits"}
        );
    }
    if (violations.empty())
        return access::AuditAnchor{.sequence = static_cast<std::uint64_t>(sequence), .hash = hash};
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "the input is not valid",
        .violations = std::move(violations),
    });
}

Resolved verify(RootCall& call) {
    const auto anchor = decode_anchor(call.arguments);
    if (!anchor) return anchor.error();
    auto finding = call.state.administration().audit.verify(call.context, *anchor);
    if (!finding) return fail(finding);
    return Source::of(std::move(*finding));
}

void bind_verification(Resolvers& resolvers) {
    using T = access::AuditFinding;
    bind_root(resolvers, "Query.auditVerification", "verifyAudit", verify);
    resolvers.get<T>("AuditVerification.intact", [](const T& it) { return it.is_intact(); });
    resolvers.get<T>("AuditVerification.good", [](const T& it) { return encode_whole(it.good); });
    resolvers.get<T>("AuditVerification.lastHash", [](const T& it) { return it.last_hash; });
    resolvers.get<T>("AuditVerification.breach", [](const T& it) -> language::Value {
        if (!it.breach) return nullptr;
        return enum_value(to_string(*it.breach));
    });
    resolvers.get<T>("AuditVerification.brokenSequence", [](const T& it) -> language::Value {
        if (!it.breach) return nullptr;
        return encode_whole(it.broken_sequence);
    });
}

language::Value text_or_null(const std::string& text) {
    if (text.empty()) return nullptr;
    return text;
}

}  // namespace

void bind_audit(Resolvers& resolvers) {
    using T = AuditRecord;
    bind_root(resolvers, "Query.auditRecords", "listAuditRecords", list);
    bind_verification(resolvers);
    bind_connection(resolvers, "AuditRecord");
    resolvers.get<T>("AuditRecord.sequence", [](const T& it) { return encode_whole(it.sequence); });
    resolvers.get<T>("AuditRecord.time", [](const T& it) { return encode(it.time); });
    resolvers.get<T>("AuditRecord.tenant", [](const T& it) { return it.tenant.value; });
    resolvers.get<T>("AuditRecord.subject", [](const T& it) { return it.subject; });
    resolvers.get<T>("AuditRecord.keyId", [](const T& it) { return text_or_null(it.key.value); });
    resolvers.get<T>("AuditRecord.protocol", [](const T& it) { return it.protocol; });
    resolvers.get<T>("AuditRecord.operation", [](const T& it) { return it.operation; });
    resolvers.get<T>("AuditRecord.target", [](const T& it) { return it.target; });
    resolvers.get<T>("AuditRecord.outcome", [](const T& it) { return it.outcome; });
    resolvers.get<T>("AuditRecord.requestId", [](const T& it) { return it.request_id; });
    resolvers.get<T>("AuditRecord.traceId", [](const T& it) { return text_or_null(it.trace_id); });
    resolvers.get<T>("AuditRecord.remoteAddress", [](const T& it) { return it.remote_address; });
    resolvers.get<T>("AuditRecord.repeated", [](const T& it) { return encode_whole(it.repeated); });
    resolvers.get<T>("AuditRecord.previousHash", [](const T& it) { return it.previous_hash; });
    resolvers.get<T>("AuditRecord.hash", [](const T& it) { return it.hash; });
}

}  // namespace lectern::transport::graphql
