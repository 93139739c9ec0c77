#include "backends/memory/queue_table.hpp"

#include <algorithm>

#include "domain/lease_order.hpp"

namespace lectern::backends::memory {

void QueueTable::add(const ports::QueueEntry& entry) {
    const auto [place, added] =
        positions_.try_emplace({entry.job, entry.ordinal}, last_position_ + 1);
    if (!added) return;
    ++last_position_;
    index(records_.emplace(last_position_, Record{.entry = entry, .position = last_position_})
              .first->second);
}

void QueueTable::erase(const JobId& job, std::uint32_t ordinal) {
    const auto place = positions_.find({job, ordinal});
    if (place == positions_.end()) return;
    const auto record = records_.find(place->second);
    unindex(record->second);
    records_.erase(record);
    positions_.erase(place);
}

std::vector<ports::Lease> QueueTable::take(
    std::size_t max_entries, Timestamp now, std::chrono::milliseconds duration
) {
    make_due_ready(now);
    std::vector<ports::Lease> leases;
    if (ready_by_rank_.empty() || max_entries == 0) return leases;
    const bool by_age = domain::lease_order(leases_++) == domain::LeaseOrder::by_age;
    while (leases.size() < max_entries && !ready_by_rank_.empty()) {
        const Position next =
            by_age ? ages(Phase::ready).begin()->second : std::get<2>(*ready_by_rank_.begin());
        leases.push_back(lease_out(records_.at(next), now + duration));
    }
    return leases;
}

std::optional<ports::Lease> QueueTable::extend(
    const ports::Lease& lease, Timestamp now, std::chrono::milliseconds duration
) {
    Record* record = find_leased(lease, now);
    if (record == nullptr) return std::nullopt;
    move(*record, Phase::leased, now + duration);
    return ports::Lease{
        .token = record->token, .entry = record->entry, .expires_at = record->until
    };
}

void QueueTable::release(
    const ports::Lease& lease, Timestamp now, std::chrono::milliseconds delay
) {
    Record* record = find_leased(lease, now);
    if (record == nullptr) return;
    ++record->entry.attempt;
    move(*record, delay > delay.zero() ? Phase::delayed : Phase::ready, now + delay);
}

void QueueTable::acknowledge(const ports::Lease& lease, Timestamp now) {
    if (find_leased(lease, now) != nullptr) erase(lease.entry.job, lease.entry.ordinal);
}

ports::QueueDepth QueueTable::depth(Timestamp now) {
    make_due_ready(now);
    ports::QueueDepth depth{
        .ready = ages(Phase::ready).size(),
        .delayed = ages(Phase::delayed).size(),
        .leased = ages(Phase::leased).size(),
    };
    for (const Phase phase : {Phase::ready, Phase::delayed}) {
        if (ages(phase).empty()) continue;
        const Timestamp oldest = ages(phase).begin()->first;
        const bool first = depth.oldest_accepted_at == Timestamp{};
        depth.oldest_accepted_at = first ? oldest : std::min(oldest, depth.oldest_accepted_at);
    }
    return depth;
}

std::optional<Timestamp> QueueTable::next_due() const {
    return due_.empty() ? std::nullopt : std::optional(due_.begin()->first);
}

QueueTable::Rank QueueTable::rank_of(const Record& record) {
    return {-static_cast<int>(record.entry.priority), record.entry.accepted_at, record.position};
}

void QueueTable::index(const Record& record) {
    ages(record.phase).emplace(record.entry.accepted_at, record.position);
    if (record.phase == Phase::ready) {
        ready_by_rank_.insert(rank_of(record));
    } else {
        due_.emplace(record.until, record.position);
    }
}

void QueueTable::unindex(const Record& record) {
    ages(record.phase).erase({record.entry.accepted_at, record.position});
    if (record.phase == Phase::ready) {
        ready_by_rank_.erase(rank_of(record));
    } else {
        due_.erase({record.until, record.position});
    }
}

void QueueTable::move(Record& record, Phase phase, Timestamp until) {
    unindex(record);
    record.phase = phase;
    record.until = until;
    if (phase != Phase::leased) record.token.clear();
    index(record);
}

void QueueTable::make_due_ready(Timestamp now) {
    while (!due_.empty() && due_.begin()->first <= now) {
        Record& record = records_.at(due_.begin()->second);
        if (record.phase == Phase::leased) ++record.entry.attempt;
        move(record, Phase::ready, {});
    }
}

QueueTable::Record* QueueTable::find_leased(const ports::Lease& lease, Timestamp now) {
    make_due_ready(now);
    const auto place = positions_.find({lease.entry.job, lease.entry.ordinal});
    if (place == positions_.end()) return nullptr;
    Record& record = records_.at(place->second);
    return record.phase == Phase::leased && record.token == lease.token ? &record : nullptr;
}

ports::Lease QueueTable::lease_out(Record& record, Timestamp until) {
    record.token = "lease_" + std::to_string(++last_token_);
    move(record, Phase::leased, until);
    return {.token = record.token, .entry = record.entry, .expires_at = until};
}

}  // namespace lectern::backends::memory
