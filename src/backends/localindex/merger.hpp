#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "backends/localindex/dataset_index.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/log.hpp"

namespace lectern::backends::localindex {

/// Does the merges that are due, on a thread of its own, whenever it is told that there may be
/// some. Thread-safe.
class Merger final {
  public:
    using ListDatasets = std::function<std::vector<std::shared_ptr<DatasetIndex>>()>;

    Merger(ListDatasets list, telemetry::Log log);
    /// Stops a merge under way, which is then as if it had not begun.
    ~Merger() = default;
    Merger(const Merger&) = delete;
    Merger& operator=(const Merger&) = delete;

    void wake();

  private:
    void run(const std::stop_token& stop);
    void merge_all(const std::stop_token& stop);

    const ListDatasets list_;
    const telemetry::Log log_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool is_due_ LECTERN_GUARDED_BY(mutex_) = false;
    std::jthread thread_;  // last: it uses all of the above
};

}  // namespace lectern::backends::localindex
