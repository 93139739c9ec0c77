#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "access/refusal_folder.hpp"
#include "access/steady_clock.hpp"
#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "domain/audit.hpp"
#include "ports/audit_log.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::access {

/// Takes records from requests and has one thread number, chain and append them in batches, so that
/// a request does not wait for the disk.
///
/// What a crash loses: the records that were added but not yet appended, usually those of the last
/// milliseconds, at most `queue_capacity` and one batch; and how often folded refusals were
/// repeated in the current window. What was appended is durable. `flush`, or the destructor, leaves
/// nothing behind. While the log cannot be written, records wait in the queue and the writer tries
/// again; when the queue is full, requests wait up to `longest_wait` each, and what then finds no
/// room is dropped, counted (`audit_records_dropped_total`) and logged as an error.
///
/// Several processes may append to one log: who finds that another was faster chains anew behind
/// it. Thread-safe.
class AuditTrail final {
  public:
    struct Options {
        std::size_t queue_capacity = 8'192;              ///< At least 1.
        std::size_t max_batch = 256;                     ///< At least 1.
        std::chrono::milliseconds longest_wait{200};     ///< Of a request, for room in the queue.
        std::chrono::milliseconds retry_delay{200};      ///< After a failed append.
        std::chrono::milliseconds stop_patience{5'000};  ///< Of the destructor.
        RefusalFolder::Options folding{};
        bool is_logged = false;  ///< Every record that was appended is a log line too.
    };

    /// `log` and `clock` outlive the trail.
    AuditTrail(
        ports::AuditLog& log,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options,
        SteadyClock now = &std::chrono::steady_clock::now
    );
    /// Appends what is left, if that is possible within `stop_patience`.
    ~AuditTrail();
    AuditTrail(const AuditTrail&) = delete;
    AuditTrail& operator=(const AuditTrail&) = delete;

    /// Takes a record of something done. Time, sequence and hashes are filled in here.
    void add(domain::AuditRecord record);

    /// Takes a record of something refused. Of equal ones within a window the first stands in the
    /// trail at once, and the rest as one, with `repeated`, when the window ends.
    void add_refusal(domain::AuditRecord record);

    /// Waits until everything added before is appended, folded refusals too. `deadline_exceeded`
    /// when that takes longer.
    Result<void> flush(std::chrono::milliseconds patience);

  private:
    using Lock = std::unique_lock<std::mutex>;
    using Batch = std::vector<domain::AuditRecord>;

    void enqueue(Lock& lock, domain::AuditRecord record);
    void fold_out(bool all) LECTERN_REQUIRES(mutex_);
    void run(const std::stop_token& stop);
    Batch take_batch(Lock& lock, const std::stop_token& stop);
    void settle(Batch& batch, const std::stop_token& stop);
    Result<void> append(Batch& batch);
    Result<bool> stands(const Batch& batch, const RequestContext& context);
    bool is_out_of_patience();
    void log_appended(const Batch& batch) const;
    void report_dropped(const domain::AuditRecord& record, std::string_view reason);

    ports::AuditLog& log_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
    const SteadyClock now_;

    std::mutex mutex_;  // not held while the log is written
    std::condition_variable_any wake_;
    std::condition_variable room_;
    std::condition_variable settled_change_;
    std::deque<domain::AuditRecord> queue_ LECTERN_GUARDED_BY(mutex_);
    RefusalFolder folder_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t added_ LECTERN_GUARDED_BY(mutex_) = 0;
    std::uint64_t settled_ LECTERN_GUARDED_BY(mutex_) = 0;  // appended or given up
    std::optional<SteadyTime> stop_deadline_ LECTERN_GUARDED_BY(mutex_);

    // The writer's own.
    bool knows_last_ = false;
    std::optional<domain::AuditRecord> last_;
    std::jthread writer_;
};

}  // namespace lectern::access
