#include "access/refusal_folder.hpp"

#include <utility>

#include "access/address_owner.hpp"

namespace lectern::access {
namespace {

std::string join(std::initializer_list<std::string_view> parts) {
    std::string joined;
    for (const std::string_view part : parts) joined.append(part).append(1, '\0');
    return joined;
}

std::string kind_of(const domain::AuditRecord& record) {
    return join(
        {record.outcome,
         record.tenant.value,
         record.protocol,
         record.operation,
         record.subject,
         address_owner(record.remote_address)}
    );
}

std::string rough_kind_of(const domain::AuditRecord& record) {
    return join({record.outcome, record.tenant.value, record.protocol, record.operation});
}

}  // namespace

std::optional<domain::AuditRecord> RefusalFolder::take(domain::AuditRecord record, SteadyTime now) {
    if (options_.window.count() == 0) return record;
    std::string kind = kind_of(record);
    auto window = open_.find(kind);
    if (window == open_.end() && open_.size() >= options_.max_open) {
        kind = rough_kind_of(record);
        window = open_.find(kind);
    }
    if (window == open_.end()) {
        const auto opened = open_.emplace(std::move(kind), Window{.end = now + options_.window});
        order_.push_back(opened.first);
        return record;
    }
    ++window->second.counted;
    window->second.latest = std::move(record);
    return std::nullopt;
}

std::vector<domain::AuditRecord> RefusalFolder::end_windows(SteadyTime now, bool all) {
    std::vector<domain::AuditRecord> folded;
    while (!order_.empty() && (all || order_.front()->second.end <= now)) {
        Window& window = order_.front()->second;
        if (window.counted > 0) {
            window.latest.repeated = window.counted - 1;
            folded.push_back(std::move(window.latest));
        }
        open_.erase(order_.front());
        order_.pop_front();
    }
    return folded;
}

std::optional<SteadyTime> RefusalFolder::next_end() const {
    if (order_.empty()) return std::nullopt;
    return order_.front()->second.end;
}

}  // namespace lectern::access
