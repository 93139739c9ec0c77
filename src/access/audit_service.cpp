#include "access/audit_service.hpp"

namespace lectern::access {
namespace {

constexpr std::size_t part = 1'000;

}  // namespace

Result<domain::Page<domain::AuditRecord>> AuditService::list(
    const RequestContext& context, const AuditFilter& filter, const domain::PageRequest& page
) {
    if (filter.from && filter.until && *filter.from > *filter.until)
        return fail(ErrorCode::invalid_argument, "from is after until");
    return log_.list(context, context.principal.tenant, filter, page);
}

Result<AuditFinding> AuditService::verify(
    const RequestContext& context, const std::optional<AuditAnchor>& anchor
) {
    AuditWalk walk(anchor);
    std::uint64_t after = 0;
    while (true) {
        if (auto alive = context.check(); !alive) return fail(alive);
        auto records = log_.read(context, after, part);
        if (!records) return fail(records);
        if (records->empty() || !walk.go_on(*records)) return walk.finish();
        after = records->back().sequence;
    }
}

}  // namespace lectern::access
