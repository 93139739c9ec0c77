#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "core/request_context.hpp"
#include "core/request_progress.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// The stages that a request is done with and how long each took in milliseconds, in the order in
/// which they began: `lexical=1.204 fuse=0.031`.
std::string stage_split(const RequestProgress& progress);
/// The stages that it is in, and for how long in milliseconds: `vector=812.330`.
std::string running_stages(const RequestProgress& progress);

/// The requests that are being worked on. One that takes longer than a threshold is logged when it
/// passes it, while it runs, with what it did so far: a request that hangs would otherwise be seen
/// only when it no longer does. Thread-safe.
class RunningRequests final {
  public:
    struct Request {
        RequestContext context;  ///< With a progress.
        std::string protocol;
        std::string endpoint;
        std::string method;
    };

    /// `threshold` is above zero. Both outlive it.
    RunningRequests(std::chrono::milliseconds threshold, Log log, Metrics metrics);
    RunningRequests(const RunningRequests&) = delete;
    RunningRequests& operator=(const RunningRequests&) = delete;

    /// A request among these, until it goes: then it is marked as slow if it was. Its stay ends
    /// before the requests do.
    class Stay final {
      public:
        Stay(RunningRequests& requests, Request request);
        ~Stay();
        Stay(const Stay&) = delete;
        Stay& operator=(const Stay&) = delete;

      private:
        friend class RunningRequests;
        struct Entry;

        RunningRequests& requests_;
        std::shared_ptr<Entry> entry_;  // shared with the watcher, while it writes a line about it
        std::list<std::shared_ptr<Entry>>::iterator place_;
    };

  private:
    using Clock = std::chrono::steady_clock;

    void run(const std::stop_token& stop);
    void report(const Stay::Entry& entry) const;

    const std::chrono::milliseconds threshold_;
    const Log log_;
    const Metrics metrics_;
    std::mutex mutex_;
    std::condition_variable_any stopped_;
    /// In the order in which they came, which is that in which they become slow.
    std::list<std::shared_ptr<Stay::Entry>> fresh_ LECTERN_GUARDED_BY(mutex_);
    std::list<std::shared_ptr<Stay::Entry>> slow_ LECTERN_GUARDED_BY(mutex_);
    std::jthread watcher_;  // the last member, as it uses all others
};

}  // namespace lectern::telemetry
