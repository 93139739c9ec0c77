#pragma once

#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::telemetry {

/// Where unexpected failures go: bugs and broken data, never a client's mistake. Thread-safe; must
/// not block on I/O.
class ErrorSink {
  public:
    virtual ~ErrorSink() = default;
    /// `detail` is for operators: an exception's text, a file's name. It never reaches a client.
    virtual void report(
        const RequestContext* context, const Error& error, std::string_view detail
    ) = 0;
};

/// Does nothing without a sink. The sink outlives it.
class ErrorReporter final {
  public:
    ErrorReporter() = default;
    explicit ErrorReporter(ErrorSink& sink) : sink_(&sink) {}

    void report(const RequestContext& context, const Error& error, std::string_view detail) const {
        if (sink_ != nullptr) sink_->report(&context, error, detail);
    }

  private:
    ErrorSink* sink_ = nullptr;
};

}  // namespace lectern::telemetry
