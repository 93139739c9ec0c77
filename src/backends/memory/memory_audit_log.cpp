#include "backends/memory/memory_audit_log.hpp"

#include <algorithm>
#include <limits>
#include <mutex>

#include "backends/memory/paging.hpp"

namespace lectern::backends::memory {
namespace {

bool matches(const std::string& wanted, const std::string& value) {
    return wanted.empty() || wanted == value;
}

bool matches(const ports::AuditFilter& filter, const domain::AuditRecord& record) {
    if (filter.from && record.time < *filter.from) return false;
    if (filter.until && record.time >= *filter.until) return false;
    return matches(filter.subject, record.subject) && matches(filter.operation, record.operation) &&
           matches(filter.outcome, record.outcome);
}

}  // namespace

Result<std::optional<domain::AuditRecord>> MemoryAuditLog::last(const RequestContext&) {
    const std::lock_guard lock(state_.mutex);
    if (state_.audit.empty()) return std::nullopt;
    return state_.audit.back();
}

Result<void> MemoryAuditLog::append(
    const RequestContext&, std::span<const domain::AuditRecord> records
) {
    const std::lock_guard lock(state_.mutex);
    std::uint64_t next = state_.audit.size() + 1;
    for (const domain::AuditRecord& record : records) {
        if (record.sequence != next++) {
            return fail(
                ErrorCode::failed_precondition, "audit records must go on from the last one"
            );
        }
    }
    state_.audit.insert(state_.audit.end(), records.begin(), records.end());
    return {};
}

Result<domain::Page<domain::AuditRecord>> MemoryAuditLog::list(
    const RequestContext&,
    const TenantId& tenant,
    const ports::AuditFilter& filter,
    const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    auto before = std::numeric_limits<std::int64_t>::max();
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("audit", page.cursor, {.numbers = 1});
        if (!position) return fail(position);
        before = position->numbers.front();
    }
    const std::lock_guard lock(state_.mutex);
    return collect_page<domain::AuditRecord>(
        state_.audit.rbegin(),
        state_.audit.rend(),
        page.limit,
        "audit",
        [&](const domain::AuditRecord& record) -> std::optional<domain::AuditRecord> {
            const bool is_wanted = record.tenant == tenant &&
                                   std::cmp_less(record.sequence, before) &&
                                   matches(filter, record);
            return is_wanted ? std::optional(record) : std::nullopt;
        },
        [](const domain::AuditRecord& last) {
            return domain::CursorPosition{.numbers = {static_cast<std::int64_t>(last.sequence)}};
        }
    );
}

Result<std::vector<domain::AuditRecord>> MemoryAuditLog::read(
    const RequestContext&, std::uint64_t after, std::size_t limit
) {
    const std::lock_guard lock(state_.mutex);
    const std::span all(state_.audit);
    const auto rest = all.subspan(std::min<std::size_t>(after, all.size()));
    const auto part = rest.first(std::min(limit, rest.size()));
    return std::vector<domain::AuditRecord>(part.begin(), part.end());
}

}  // namespace lectern::backends::memory
