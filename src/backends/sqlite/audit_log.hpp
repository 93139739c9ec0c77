#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/audit_log.hpp"

namespace lectern::backends::sqlite {

/// The audit trail. Triggers of the schema keep every statement from changing or removing records.
class SqliteAuditLog final : public ports::AuditLog {
  public:
    explicit SqliteAuditLog(Database& database) : database_(database) {}

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
    Database& database_;
};

}  // namespace lectern::backends::sqlite
