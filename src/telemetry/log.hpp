#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "core/request_context.hpp"
#include "telemetry/field.hpp"

namespace lectern::telemetry {

enum class LogLevel { debug, info, warning, error };

std::string_view to_string(LogLevel level);
std::optional<LogLevel> parse_log_level(std::string_view name);

/// Where log lines go. Thread-safe; must not block on I/O (a full buffer drops and counts).
class LogSink {
  public:
    virtual ~LogSink() = default;
    virtual bool is_enabled(LogLevel level) const = 0;
    /// `context` may be null, for lines that belong to no request. Everything is copied before it
    /// returns.
    virtual void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) = 0;
};

/// What code that logs holds: `log.info(context, "job accepted", {{"job_id", job.id.value}});`.
/// Messages are constant, lower case; what varies stands in fields. Does nothing without a sink.
/// The sink outlives it.
class Log final {
  public:
    using Fields = std::initializer_list<Field>;

    Log() = default;
    explicit Log(LogSink& sink) : sink_(&sink) {}

    void debug(const RequestContext& context, std::string_view message, Fields fields = {}) const {
        write(LogLevel::debug, &context, message, fields);
    }
    void info(const RequestContext& context, std::string_view message, Fields fields = {}) const {
        write(LogLevel::info, &context, message, fields);
    }
    void warning(const RequestContext& context, std::string_view message, Fields fields = {})
        const {
        write(LogLevel::warning, &context, message, fields);
    }
    void error(const RequestContext& context, std::string_view message, Fields fields = {}) const {
        write(LogLevel::error, &context, message, fields);
    }
    /// For lines that belong to no request: start, stop, background work.
    void write(
        LogLevel level, const RequestContext* context, std::string_view message, Fields fields = {}
    ) const {
        write(level, context, message, std::span(fields.begin(), fields.size()));
    }
    /// For lines whose fields are not always the same.
    void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) const {
        if (sink_ != nullptr && sink_->is_enabled(level))
            sink_->write(level, context, message, fields);
    }

    /// For lines that no level hides.
    void record(const RequestContext* context, std::string_view message, Fields fields) const {
        if (sink_ != nullptr)
            sink_->write(
                LogLevel::info, context, message, std::span(fields.begin(), fields.size())
            );
    }

  private:
    LogSink* sink_ = nullptr;
};

}  // namespace lectern::telemetry
