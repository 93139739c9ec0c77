#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/processor.h>

#include "core/thread_annotations.hpp"

namespace lectern::telemetry {

/// Keeps ended spans in a bounded queue and exports them in batches from its own thread. A span
/// that finds the queue full is dropped, and so is a batch whose export fails (the protocol's
/// exporters consume what they are given): both are counted, which the SDK's own processor does
/// not. Thread-safe.
class BatchProcessor final : public opentelemetry::sdk::trace::SpanProcessor {
  public:
    struct Options {
        std::size_t queue_size = 2048;
        std::size_t batch_size = 512;  ///< At most `queue_size`; a full batch goes at once.
        std::chrono::milliseconds delay{5'000};  ///< After which one that is not full goes too.
    };

    /// `on_export` (may be null) is told about every export, on the thread.
    BatchProcessor(
        std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter,
        Options options,
        std::function<void(bool is_success)> on_export
    );
    ~BatchProcessor() override;

    std::uint64_t exported() const { return exported_.load(std::memory_order_relaxed); }
    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

    std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
    void OnStart(
        opentelemetry::sdk::trace::Recordable& span, const opentelemetry::trace::SpanContext& parent
    ) noexcept override;
    void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& span) noexcept override;

    /// Whether all that had ended before was exported, or at least tried, in time.
    bool ForceFlush(std::chrono::microseconds timeout) noexcept override;

    /// Flushes, and drops what is left when the time is up. Spans that end later are dropped. Takes
    /// at most `timeout` and what an exporter needs to give up the export that it is at.
    bool Shutdown(std::chrono::microseconds timeout) noexcept override;

  private:
    using Spans = std::vector<std::unique_ptr<opentelemetry::sdk::trace::Recordable>>;

    void work();
    Spans take_batch();
    void export_batch(Spans batch);

    const std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> exporter_;
    const Options options_;
    const std::function<void(bool)> on_export_;
    std::atomic<std::uint64_t> exported_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;

    std::mutex mutex_;
    std::condition_variable wake_;     // of the thread
    std::condition_variable settled_;  // of those who flush
    Spans queue_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t accepted_ LECTERN_GUARDED_BY(mutex_) = 0;
    std::uint64_t handled_ LECTERN_GUARDED_BY(mutex_) = 0;  // of those accepted
    std::uint64_t wanted_ LECTERN_GUARDED_BY(mutex_) = 0;   // up to here without delay
    bool is_closed_ LECTERN_GUARDED_BY(mutex_) = false;     // to spans
    bool is_stopping_ LECTERN_GUARDED_BY(mutex_) = false;
    std::thread thread_;
};

}  // namespace lectern::telemetry
