#include "backends/localindex/merger.hpp"

namespace lectern::backends::localindex {

Merger::Merger(ListDatasets list, telemetry::Log log)
    : list_(std::move(list)),
      log_(log),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Merger::wake() {
    {
        const std::scoped_lock lock(mutex_);
        is_due_ = true;
    }
    changed_.notify_one();
}

void Merger::run(const std::stop_token& stop) {
    while (true) {
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [this] { return is_due_; })) return;
            is_due_ = false;
        }
        merge_all(stop);
    }
}

void Merger::merge_all(const std::stop_token& stop) {
    for (const auto& dataset : list_()) {
        bool merged = true;
        while (merged && !stop.stop_requested()) {
            const auto done = dataset->index().merge_once(stop);
            merged = done && *done;
            if (done || done.error().code == ErrorCode::cancelled) continue;
            log_.write(
                telemetry::LogLevel::warning,
                nullptr,
                "index merge failed",
                {{"tenant", dataset->key().tenant.value},
                 {"dataset", dataset->key().dataset.value},
                 {"error", done.error().message}}
            );
        }
    }
}

}  // namespace lectern::backends::localindex
