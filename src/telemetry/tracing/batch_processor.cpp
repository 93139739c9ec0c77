#include "telemetry/tracing/batch_processor.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <pthread.h>

namespace lectern::telemetry {
namespace {

namespace sdk = opentelemetry::sdk;

// Waiting "for ever", as the SDK asks for it, would overflow a deadline.
std::chrono::steady_clock::time_point deadline_after(std::chrono::microseconds timeout) {
    constexpr std::chrono::hours longest{24};
    return std::chrono::steady_clock::now() + std::min<std::chrono::microseconds>(timeout, longest);
}

}  // namespace

BatchProcessor::BatchProcessor(
    std::unique_ptr<sdk::trace::SpanExporter> exporter,
    Options options,
    std::function<void(bool is_success)> on_export
)
    : exporter_(std::move(exporter)), options_(options), on_export_(std::move(on_export)) {
    thread_ = std::thread([this] { work(); });
}

BatchProcessor::~BatchProcessor() { Shutdown(std::chrono::microseconds{0}); }

std::unique_ptr<sdk::trace::Recordable> BatchProcessor::MakeRecordable() noexcept {
    return exporter_->MakeRecordable();
}

void BatchProcessor::
    OnStart(sdk::trace::Recordable&, const opentelemetry::trace::SpanContext&) noexcept {}

void BatchProcessor::OnEnd(std::unique_ptr<sdk::trace::Recordable>&& span) noexcept {
    bool is_batch = false;
    {
        const std::lock_guard lock(mutex_);
        if (is_closed_ || queue_.size() >= options_.queue_size) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        queue_.push_back(std::move(span));
        ++accepted_;
        is_batch = queue_.size() == options_.batch_size;
    }
    if (is_batch) wake_.notify_one();
}

bool BatchProcessor::ForceFlush(std::chrono::microseconds timeout) noexcept {
    const auto deadline = deadline_after(timeout);
    std::unique_lock lock(mutex_);
    const std::uint64_t target = accepted_;
    wanted_ = std::max(wanted_, target);
    wake_.notify_one();
    return settled_.wait_until(lock, deadline, [&] { return handled_ >= target; });
}

bool BatchProcessor::Shutdown(std::chrono::microseconds timeout) noexcept {
    const auto deadline = deadline_after(timeout);
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
    }
    const bool is_flushed = ForceFlush(timeout);
    {
        const std::lock_guard lock(mutex_);
        if (std::exchange(is_stopping_, true)) return is_flushed;
        dropped_.fetch_add(queue_.size(), std::memory_order_relaxed);
        handled_ += queue_.size();
        queue_.clear();
    }
    wake_.notify_one();
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        deadline - std::chrono::steady_clock::now()
    );
    exporter_->Shutdown(std::max(left, std::chrono::microseconds{0}));
    thread_.join();
    return is_flushed;
}

void BatchProcessor::work() {
    ::pthread_setname_np(::pthread_self(), "spans");
    while (true) {
        Spans batch;
        {
            std::unique_lock lock(mutex_);
            wake_.wait_for(lock, options_.delay, [this] {
                return is_stopping_ || handled_ < wanted_ || queue_.size() >= options_.batch_size;
            });
            if (is_stopping_) return;
            batch = take_batch();
        }
        if (!batch.empty()) export_batch(std::move(batch));
    }
}

// With the mutex.
BatchProcessor::Spans BatchProcessor::take_batch() {
    const auto size = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_size));
    Spans batch(
        std::make_move_iterator(queue_.begin()), std::make_move_iterator(queue_.begin() + size)
    );
    queue_.erase(queue_.begin(), queue_.begin() + size);
    return batch;
}

void BatchProcessor::export_batch(Spans batch) {
    const std::size_t count = batch.size();
    const auto result = exporter_->Export({batch.data(), batch.size()});
    const bool is_success = result == sdk::common::ExportResult::kSuccess;
    (is_success ? exported_ : dropped_).fetch_add(count, std::memory_order_relaxed);
    if (on_export_) on_export_(is_success);
    {
        const std::lock_guard lock(mutex_);
        handled_ += count;
    }
    settled_.notify_all();
}

}  // namespace lectern::telemetry
