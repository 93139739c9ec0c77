#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/audit.hpp"
#include "domain/page.hpp"

namespace lectern::ports {

struct AuditFilter {
    std::optional<Timestamp> from{};   ///< Inclusive.
    std::optional<Timestamp> until{};  ///< Exclusive.
    std::string subject{};             ///< Empty: any.
    std::string operation{};           ///< Empty: any.
    std::string outcome{};             ///< Empty: any.
};

/// The audit trail: records are added and never changed or removed. Thread-safe.
class AuditLog {
  public:
    virtual ~AuditLog() = default;

    /// The record with the highest sequence; nothing when the trail is empty.
    virtual Result<std::optional<domain::AuditRecord>> last(const RequestContext& context) = 0;

    /// Adds records whose sequences go on from the last one, all or none; `failed_precondition`
    /// when they do not. A success is durable.
    virtual Result<void> append(
        const RequestContext& context, std::span<const domain::AuditRecord> records
    ) = 0;

    /// Of one tenant, newest first.
    virtual Result<domain::Page<domain::AuditRecord>> list(
        const RequestContext& context,
        const TenantId& tenant,
        const AuditFilter& filter,
        const domain::PageRequest& page
    ) = 0;

    /// Records of all tenants with a sequence above `after`, in order, at most `limit`; for
    /// verification.
    virtual Result<std::vector<domain::AuditRecord>> read(
        const RequestContext& context, std::uint64_t after, std::size_t limit
    ) = 0;
};

}  // namespace lectern::ports
