#pragma once

#include <cstdint>
#include <string>

#include "core/clock.hpp"
#include "core/ids.hpp"

namespace lectern::domain {

/// One line of the audit trail: who did, or tried to do, what, and how it ended.
struct AuditRecord {
    std::uint64_t sequence = 0;  ///< From 1, without gaps, over all tenants.
    Timestamp time{};
    TenantId tenant{};        ///< Empty when the credential did not verify.
    std::string subject{};    ///< Empty when the credential did not verify.
    KeyId key{};              ///< Of the API key that was shown, also one that did not verify.
    std::string protocol{};   ///< `rest`, `graphql`, `grpc` or `cli`.
    std::string operation{};  ///< An operationId; empty when none was reached.
    std::string target{};     ///< What it was about, e.g. a dataset or key id; may be empty.
    std::string outcome{};    ///< `ok` or an error code.
    std::string request_id{};
    std::string trace_id{};  ///< 32 hexadecimal digits, or empty.
    std::string remote_address{};
    std::uint64_t repeated = 0;   ///< How many more like it were left out, so that a flood of
                                  ///< refused attempts does not drown the trail.
    std::string previous_hash{};  ///< `hash` of the record before; 64 zeros for the first.
    std::string hash{};           ///< SHA-256 over `previous_hash` and every member above.

    bool operator==(const AuditRecord&) const = default;
};

/// What `hash` of a record must be, by its other members.
std::string audit_hash(const AuditRecord& record);

}  // namespace lectern::domain
