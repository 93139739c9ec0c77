#pragma once

#include "backends/memory/state.hpp"
#include "ports/audit_log.hpp"

namespace lectern::backends::memory {

/// The audit trail in memory. `state` outlives it.
class MemoryAuditLog final : public ports::AuditLog {
  public:
    explicit MemoryAuditLog(State& state) : state_(state) {}

    Result<std::optional<domain::AuditRecord>> last(const RequestContext& context) override;
    Result<void> append(const RequestContext& context, std::span<const domain::AuditRecord> records)
        override;
    Result<domain::Page<domain::AuditRecord>> list(
        const RequestContext& context,
        const TenantId& tenant,
        const ports::AuditFilter& filter,
        const domain::PageRequest& page
    ) override;
    Result<std::vector<domain::AuditRecord>> read(
        const RequestContext& context, std::uint64_t after, std::size_t limit
    ) override;

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
