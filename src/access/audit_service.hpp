#pragma once

#include <optional>

#include "access/audit_chain.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/page.hpp"
#include "ports/audit_log.hpp"

namespace lectern::access {

/// Which records to list.
using AuditFilter = ports::AuditFilter;

/// Shows the audit trail. Whether the caller may see it is the gate's business. Thread-safe.
class AuditService final {
  public:
    /// `log` outlives the service.
    explicit AuditService(ports::AuditLog& log) : log_(log) {}

    /// Of the caller's tenant, newest first. `invalid_argument` when `from` is after `until`.
    Result<domain::Page<domain::AuditRecord>> list(
        const RequestContext& context, const AuditFilter& filter, const domain::PageRequest& page
    );

    /// Reads the whole trail, of all tenants, and checks every link of its chain. Takes as long as
    /// reading takes, in constant memory; ends early with the context's deadline or stop. Records
    /// that are added meanwhile are checked too.
    Result<AuditFinding> verify(
        const RequestContext& context, const std::optional<AuditAnchor>& anchor = std::nullopt
    );

  private:
    ports::AuditLog& log_;
};

}  // namespace lectern::access
