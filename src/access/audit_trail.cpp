#include "access/audit_trail.hpp"

#include <algorithm>
#include <utility>

#include "access/audit_chain.hpp"
#include "core/assert.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::access {
namespace {

constexpr std::chrono::seconds call_timeout{30};
constexpr int patient_races = 10;  // lost one after the other before it counts as a failure

RequestContext writer_context() {
    RequestContext context;
    context.deadline = std::chrono::steady_clock::now() + call_timeout;
    return context;
}

}  // namespace

AuditTrail::AuditTrail(
    ports::AuditLog& log,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options,
    SteadyClock now
)
    : log_(log),
      clock_(clock),
      telemetry_(telemetry),
      options_(options),
      now_(std::move(now)),
      folder_(options.folding),
      writer_([this](const std::stop_token& stop) { run(stop); }) {
    LECTERN_ASSERT(options_.queue_capacity > 0 && options_.max_batch > 0);
}

AuditTrail::~AuditTrail() {
    {
        const std::lock_guard lock(mutex_);
        stop_deadline_ = std::chrono::steady_clock::now() + options_.stop_patience;
    }
    writer_.request_stop();
    writer_.join();
}

void AuditTrail::add(domain::AuditRecord record) {
    record.time = clock_.now();
    Lock lock(mutex_);
    fold_out(false);
    enqueue(lock, std::move(record));
}

void AuditTrail::add_refusal(domain::AuditRecord record) {
    record.time = clock_.now();
    Lock lock(mutex_);
    fold_out(false);
    if (auto first = folder_.take(std::move(record), now_())) enqueue(lock, std::move(*first));
}

Result<void> AuditTrail::flush(std::chrono::milliseconds patience) {
    Lock lock(mutex_);
    fold_out(true);
    const std::uint64_t target = added_;
    if (settled_change_.wait_for(lock, patience, [&] { return settled_ >= target; })) return {};
    return fail(ErrorCode::deadline_exceeded, "the audit trail could not be written in time");
}

void AuditTrail::enqueue(Lock& lock, domain::AuditRecord record) {
    const bool has_room = room_.wait_for(lock, options_.longest_wait, [this] {
        return queue_.size() < options_.queue_capacity;
    });
    if (!has_room) {
        lock.unlock();
        report_dropped(record, "the queue is full");
        return;
    }
    queue_.push_back(std::move(record));
    ++added_;
    wake_.notify_one();
}

// Beyond the queue's capacity if need be: there are at most as many as open windows.
void AuditTrail::fold_out(bool all) {
    for (domain::AuditRecord& folded : folder_.end_windows(now_(), all)) {
        queue_.push_back(std::move(folded));
        ++added_;
    }
    if (!queue_.empty()) wake_.notify_one();
}

void AuditTrail::run(const std::stop_token& stop) {
    while (true) {
        Lock lock(mutex_);
        Batch batch = take_batch(lock, stop);
        lock.unlock();
        if (batch.empty()) return;
        settle(batch, stop);
        lock.lock();
        settled_ += batch.size();
        settled_change_.notify_all();
    }
}

AuditTrail::Batch AuditTrail::take_batch(Lock& lock, const std::stop_token& stop) {
    const auto has_work = [this] { return !queue_.empty(); };
    while (queue_.empty() && !stop.stop_requested()) {
        const auto window_end = folder_.next_end();
        if (window_end) {
            wake_.wait_for(lock, stop, *window_end - now_(), has_work);
        } else {
            wake_.wait(lock, stop, has_work);
        }
        fold_out(false);
    }
    if (stop.stop_requested()) fold_out(true);
    const auto count = std::min(queue_.size(), options_.max_batch);
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(count);
    Batch batch(std::move_iterator(queue_.begin()), std::move_iterator(end));
    queue_.erase(queue_.begin(), end);
    room_.notify_all();
    return batch;
}

// Tries until the batch is appended or, at the end, until patience is over.
void AuditTrail::settle(Batch& batch, const std::stop_token& stop) {
    int races = 0;
    while (true) {
        const auto appended = append(batch);
        if (appended) {
            telemetry_.metrics.add(
                telemetry::catalog::audit_records_total, {}, static_cast<double>(batch.size())
            );
            if (options_.is_logged) log_appended(batch);
            return;
        }
        if (stop.stop_requested() && is_out_of_patience()) break;
        // Somebody else's records came first: go on behind them.
        const bool raced = appended.error().code == ErrorCode::failed_precondition;
        if (raced && ++races < patient_races) continue;
        telemetry_.metrics.add(telemetry::catalog::audit_append_failures_total);
        telemetry_.log.write(
            telemetry::LogLevel::error,
            nullptr,
            "audit trail cannot be written",
            {{"error", appended.error().message}, {"count", batch.size()}}
        );
        std::this_thread::sleep_for(options_.retry_delay);
    }
    for (const domain::AuditRecord& record : batch) report_dropped(record, "the server stops");
}

Result<void> AuditTrail::append(Batch& batch) {
    const RequestContext context = writer_context();
    if (!knows_last_) {
        const auto stood = stands(batch, context);
        if (!stood) return fail(stood.error());
        auto last = log_.last(context);
        if (!last) return fail(last);
        last_ = std::move(*last);
        knows_last_ = true;
        if (*stood) return {};
    }
    const domain::AuditRecord* before = last_ ? &*last_ : nullptr;
    for (domain::AuditRecord& record : batch) {
        link(record, before);
        before = &record;
    }
    auto appended = log_.append(context, batch);
    if (appended) {
        last_ = batch.back();
    } else {
        knows_last_ = false;
    }
    return appended;
}

// Whether an attempt that seemed to fail did append the batch. All of it or nothing is there, and
// others may have gone on behind it.
Result<bool> AuditTrail::stands(const Batch& batch, const RequestContext& context) {
    const domain::AuditRecord& first = batch.front();
    if (first.sequence == 0) return false;  // not tried yet
    const auto found = log_.read(context, first.sequence - 1, 1);
    if (!found) return fail(found.error());
    return !found->empty() && found->front().hash == first.hash;
}

bool AuditTrail::is_out_of_patience() {
    const std::lock_guard lock(mutex_);
    return stop_deadline_ && *stop_deadline_ <= std::chrono::steady_clock::now();
}

// A stream of its own within the log, whatever the level: a collector tells it apart by `stream`.
void AuditTrail::log_appended(const Batch& batch) const {
    for (const domain::AuditRecord& record : batch) {
        telemetry_.log.record(
            nullptr,
            "audit record",
            {{"stream", "audit"},
             {"sequence", record.sequence},
             {"tenant", record.tenant.value},
             {"subject", record.subject},
             {"key_id", record.key.value},
             {"protocol", record.protocol},
             {"operation", record.operation},
             {"outcome", record.outcome},
             {"target", record.target},
             {"count", record.repeated},
             {"request_id", record.request_id},
             {"trace_id", record.trace_id},
             {"remote_address", record.remote_address}}
        );
    }
}

// What the trail cannot hold stands in the log at least.
void AuditTrail::report_dropped(const domain::AuditRecord& record, std::string_view reason) {
    telemetry_.metrics.add(telemetry::catalog::audit_records_dropped_total);
    telemetry_.log.write(
        telemetry::LogLevel::error,
        nullptr,
        "audit record dropped",
        {{"reason", reason},
         {"tenant", record.tenant.value},
         {"key_id", record.key.value},
         {"protocol", record.protocol},
         {"operation", record.operation},
         {"outcome", record.outcome},
         {"request_id", record.request_id},
         {"remote_address", record.remote_address}}
    );
}

}  // namespace lectern::access
