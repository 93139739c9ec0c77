#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "core/thread_annotations.hpp"
#include "ports/audit_log.hpp"

namespace lectern::access::testing {

/// Keeps the trail in memory, and stalls or fails when it is told to. Thread-safe.
class FakeAuditLog final : public ports::AuditLog {
  public:
    Result<std::optional<domain::AuditRecord>> last(const RequestContext&) override {
        const std::lock_guard lock(mutex_);
        if (failure_) return fail(*failure_);
        if (records_.empty()) return std::optional<domain::AuditRecord>();
        return std::optional(records_.back());
    }

    Result<void> append(const RequestContext&, std::span<const domain::AuditRecord> records)
        override {
        std::unique_lock lock(mutex_);
        ++appends_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !stalled_; });
        if (failure_) return fail(*failure_);
        if (records.front().sequence != records_.size() + 1)
            return fail(ErrorCode::failed_precondition, "the trail goes on elsewhere");
        records_.insert(records_.end(), records.begin(), records.end());
        if (loses_answer_) {
            loses_answer_ = false;
            return fail(ErrorCode::unavailable, "the answer was lost");
        }
        return {};
    }

    Result<domain::Page<domain::AuditRecord>>
    list(const RequestContext&, const TenantId& tenant, const ports::AuditFilter&, const domain::PageRequest&)
        override {
        const std::lock_guard lock(mutex_);
        domain::Page<domain::AuditRecord> page;
        for (auto record = records_.rbegin(); record != records_.rend(); ++record) {
            if (record->tenant == tenant) page.items.push_back(*record);
        }
        return page;
    }

    Result<std::vector<domain::AuditRecord>> read(
        const RequestContext&, std::uint64_t after, std::size_t limit
    ) override {
        const std::lock_guard lock(mutex_);
        if (failure_) return fail(*failure_);
        std::vector<domain::AuditRecord> found;
        for (const domain::AuditRecord& record : records_) {
            if (record.sequence > after && found.size() < limit) found.push_back(record);
        }
        return found;
    }

    std::vector<domain::AuditRecord> records() const {
        const std::lock_guard lock(mutex_);
        return records_;
    }
    void set_records(std::vector<domain::AuditRecord> records) {
        const std::lock_guard lock(mutex_);
        records_ = std::move(records);
    }
    void fail_with(std::optional<Error> failure) {
        const std::lock_guard lock(mutex_);
        failure_ = std::move(failure);
    }
    /// The next append succeeds and says that it did not.
    void lose_answer() {
        const std::lock_guard lock(mutex_);
        loses_answer_ = true;
    }
    void stall(bool stalled) {
        const std::lock_guard lock(mutex_);
        stalled_ = stalled;
        changed_.notify_all();
    }
    /// Waits until `append` was called so often, whatever came of it.
    void await_appends(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this, count] { return appends_ >= count; });
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<domain::AuditRecord> records_ LECTERN_GUARDED_BY(mutex_);
    std::optional<Error> failure_ LECTERN_GUARDED_BY(mutex_);
    bool loses_answer_ LECTERN_GUARDED_BY(mutex_) = false;
    bool stalled_ LECTERN_GUARDED_BY(mutex_) = false;
    int appends_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace lectern::access::testing
