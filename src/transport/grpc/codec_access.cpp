#include "transport/grpc/codec_access.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {
namespace {

constexpr std::size_t longest_word = 64;
constexpr std::uint64_t largest_sequence = 9'007'199'254'740'991;

bool is_hash(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char digit) {
               return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f');
           });
}

v1::AuditBreach encode(access::AuditBreach breach) {
    switch (breach) {
        case access::AuditBreach::missing:
            return v1::AUDIT_BREACH_MISSING;
        case access::AuditBreach::misplaced:
            return v1::AUDIT_BREACH_MISPLACED;
        case access::AuditBreach::changed:
            return v1::AUDIT_BREACH_CHANGED;
        case access::AuditBreach::off_anchor:
            return v1::AUDIT_BREACH_OFF_ANCHOR;
    }
    std::unreachable();
}

}  // namespace

access::NewKey decode(const v1::CreateKeyRequest& request, Violations& violations) {
    access::NewKey wanted{.name = request.name()};
    for (int i = 0; i < request.scopes_size(); ++i) {
        const auto scope = parse_scope(request.scopes(i));
        if (scope)
            wanted.scopes.add(*scope);
        else
            violations.add("/scopes/" + std::to_string(i), "is no scope");
    }
    if (request.has_tenant()) wanted.tenant = TenantId{request.tenant()};
    if (request.has_expires_at())
        wanted.expires_at = decode(request.expires_at(), "/expires_at", violations);
    return wanted;
}

ports::AuditFilter decode(const v1::ListAuditRecordsRequest& request, Violations& violations) {
    ports::AuditFilter filter{
        .subject = request.subject(),
        .operation = request.operation(),
        .outcome = request.outcome(),
    };
    if (request.has_from()) filter.from = decode(request.from(), "/from", violations);
    if (request.has_until()) filter.until = decode(request.until(), "/until", violations);
    violations.check_length("/subject", filter.subject, 0, Violations::longest_name);
    violations.check_length("/operation", filter.operation, 0, longest_word);
    violations.check_length("/outcome", filter.outcome, 0, longest_word);
    return filter;
}

std::optional<access::AuditAnchor> decode(
    const v1::VerifyAuditRequest& request, Violations& violations
) {
    if (!request.has_sequence() && !request.has_hash()) return std::nullopt;
    violations.check_range("/sequence", request.sequence(), 1, largest_sequence);
    if (!is_hash(request.hash())) violations.add("/hash", "is not 64 hexadecimal digits");
    return access::AuditAnchor{.sequence = request.sequence(), .hash = request.hash()};
}

v1::Key encode(const domain::ApiKey& key) {
    v1::Key encoded;
    encoded.set_id(key.id.value);
    encoded.set_tenant(key.tenant.value);
    encoded.set_name(key.name);
    for (const Scope scope : key.scopes.list()) encoded.add_scopes(std::string(to_string(scope)));
    *encoded.mutable_created_at() = encode(key.created_at);
    if (key.expires_at) *encoded.mutable_expires_at() = encode(*key.expires_at);
    if (key.revoked_at) *encoded.mutable_revoked_at() = encode(*key.revoked_at);
    if (key.previous_expires_at)
        *encoded.mutable_previous_expires_at() = encode(*key.previous_expires_at);
    return encoded;
}

v1::AuditRecord encode(const domain::AuditRecord& record) {
    v1::AuditRecord encoded;
    encoded.set_sequence(record.sequence);
    *encoded.mutable_time() = encode(record.time);
    encoded.set_tenant(record.tenant.value);
    encoded.set_subject(record.subject);
    encoded.set_key(record.key.value);
    encoded.set_protocol(record.protocol);
    encoded.set_operation(record.operation);
    encoded.set_target(record.target);
    encoded.set_outcome(record.outcome);
    encoded.set_request_id(record.request_id);
    encoded.set_trace_id(record.trace_id);
    encoded.set_remote_address(record.remote_address);
    encoded.set_repeated_count(record.repeated);
    encoded.set_previous_hash(record.previous_hash);
    encoded.set_hash(record.hash);
    return encoded;
}

v1::VerifyAuditResponse encode(const access::AuditFinding& finding) {
    v1::VerifyAuditResponse encoded;
    encoded.set_intact(finding.is_intact());
    encoded.set_good(finding.good);
    encoded.set_last_hash(finding.last_hash);
    if (finding.breach) {
        encoded.set_breach(encode(*finding.breach));
        encoded.set_broken_sequence(finding.broken_sequence);
    }
    return encoded;
}

}  // namespace lectern::transport::grpc
