#include "transport/rest/codec_access.hpp"

#include <utility>

#include "core/assert.hpp"
#include "core/time_format.hpp"
#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

Result<std::optional<Timestamp>> decode_time(
    const std::optional<std::string>& text, const std::string& field
) {
    if (!text) return std::nullopt;
    const auto time = parse_timestamp(*text);
    if (time) return time;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "a time is not as RFC 3339 wants it in UTC, e.g. 2026-11-24T09:30:00Z",
        .violations = {{.field = field, .description = "is not a time"}},
    });
}

Scopes decode_scopes(const json::object& body) {
    Scopes scopes;
    for (const std::string& name : texts_of(body, "scopes")) {
        const auto scope = parse_scope(name);
        LECTERN_ASSERT(scope.has_value());  // the contract lists them
        scopes.add(*scope);
    }
    return scopes;
}

json::array encode_scopes(Scopes scopes) {
    json::array names;
    for (const Scope scope : scopes.list()) names.emplace_back(to_string(scope));
    return names;
}

void set_if(json::object& object, std::string_view name, const std::string& text) {
    if (!text.empty()) object[name] = text;
}

void set_if(json::object& object, std::string_view name, const std::optional<Timestamp>& time) {
    if (time) object[name] = encode(*time);
}

}  // namespace

Result<access::NewKey> decode_new_key(const json::object& body) {
    std::optional<std::string> expires_at;
    if (body.contains("expires_at")) expires_at = text_or(body, "expires_at");
    auto expiry = decode_time(expires_at, "/expires_at");
    if (!expiry) return fail(expiry);
    access::NewKey wanted{
        .name = text_or(body, "name"), .scopes = decode_scopes(body), .expires_at = *expiry
    };
    if (body.contains("tenant")) wanted.tenant = TenantId{text_or(body, "tenant")};
    return wanted;
}

Result<ports::AuditFilter> decode_audit_filter(const Parameters& parameters) {
    auto from = decode_time(parameters.optional_text("from"), "query:from");
    if (!from) return fail(from);
    auto until = decode_time(parameters.optional_text("until"), "query:until");
    if (!until) return fail(until);
    return ports::AuditFilter{
        .from = *from,
        .until = *until,
        .subject = parameters.text("subject"),
        .operation = parameters.text("operation"),
        .outcome = parameters.text("outcome"),
    };
}

Result<std::optional<access::AuditAnchor>> decode_anchor(const Parameters& parameters) {
    const auto sequence = parameters.whole_number("sequence");
    auto hash = parameters.optional_text("hash");
    if (sequence.has_value() != hash.has_value()) {
        return fail(ErrorCode::invalid_argument, "sequence and hash belong together");
    }
    if (!sequence) return std::nullopt;
    return access::AuditAnchor{
        .sequence = static_cast<std::uint64_t>(*sequence), .hash = std::move(*hash)
    };
}

json::object encode(const domain::ApiKey& key) {
    json::object object{
        {"id", key.id.value},
        {"tenant", key.tenant.value},
        {"name", key.name},
        {"scopes", encode_scopes(key.scopes)},
        {"created_at", encode(key.created_at)},
    };
    set_if(object, "expires_at", key.expires_at);
    set_if(object, "revoked_at", key.revoked_at);
    set_if(object, "previous_expires_at", key.previous_expires_at);
    return object;
}

json::object encode(const access::IssuedKey& issued) {
    return {{"key", encode(issued.key)}, {"secret", issued.text}};
}

json::object encode(const domain::AuditRecord& record) {
    json::object object{{"sequence", record.sequence}, {"time", encode(record.time)}};
    set_if(object, "tenant", record.tenant.value);
    object["subject"] = record.subject;
    set_if(object, "key", record.key.value);
    object["protocol"] = record.protocol;
    object["operation"] = record.operation;
    object["target"] = record.target;
    object["outcome"] = record.outcome;
    object["request_id"] = record.request_id;
    set_if(object, "trace_id", record.trace_id);
    object["remote_address"] = record.remote_address;
    object["repeated"] = record.repeated;
    object["previous_hash"] = record.previous_hash;
    object["hash"] = record.hash;
    return object;
}

json::object encode(const access::AuditFinding& finding) {
    json::object object{
        {"intact", finding.is_intact()}, {"good", finding.good}, {"last_hash", finding.last_hash}
    };
    if (finding.breach) {
        object["breach"] = to_string(*finding.breach);
        object["broken_sequence"] = finding.broken_sequence;
    }
    return object;
}

}  // namespace lectern::transport::rest
