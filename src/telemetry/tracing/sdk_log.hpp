#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "telemetry/log.hpp"

namespace lectern::telemetry {

/// While it lives, what the SDK has to say to operators is a line of our log, at most one in ten
/// seconds, rather than text on standard output. The SDK has one such place in a process, hence one
/// of these at a time. What `log` writes to outlives it.
class SdkLog final {
  public:
    explicit SdkLog(const Log& log);
    ~SdkLog();
    SdkLog(const SdkLog&) = delete;
    SdkLog& operator=(const SdkLog&) = delete;

    /// How many errors the SDK has told until now, those without a line too. Thread-safe.
    std::uint64_t errors() const { return errors_->load(); }

  private:
    /// Shared with what the SDK holds on to.
    const std::shared_ptr<std::atomic<std::uint64_t>> errors_;
};

}  // namespace lectern::telemetry
