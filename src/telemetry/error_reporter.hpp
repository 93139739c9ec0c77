#pragma once

#include <string>
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
    /// Called while an exception is handled, the report is about that one.
    virtual void report(
        const RequestContext* context, const Error& error, std::string_view detail
    ) = 0;
};

/// Does nothing without a sink. The sink outlives it.
class ErrorReporter final {
  public:
    ErrorReporter() = default;
    explicit ErrorReporter(ErrorSink& sink) : sink_(&sink) {}

    void report(const RequestContext& context, const Error& error, std::string_view detail) const;

    /// For an adapter that answers with `error`: reports it when it is `internal`, unless what led
    /// to it was reported during the thread's active request.
    void report_answer(const RequestContext& context, const Error& error) const;

  private:
    ErrorSink* sink_ = nullptr;
};

/// What the exception that is being handled says of itself, or that it is none of the standard
/// library. Call it in a handler.
std::string text_of_exception();

}  // namespace lectern::telemetry
