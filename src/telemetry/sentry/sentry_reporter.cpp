#include "telemetry/sentry/sentry_reporter.hpp"

#include <charconv>
#include <typeinfo>
#include <utility>

#include <cxxabi.h>

#include "telemetry/active_request.hpp"
#include "telemetry/sentry/stack_trace.hpp"
#include "telemetry/sentry/symbolizer.hpp"
#include "telemetry/sentry/tenant_mark.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::size_t longest_detail = 8192;

bool is_thrown() { return abi::__cxa_current_exception_type() != nullptr; }

// The type of the exception that is being handled, or the code.
std::string type_of(const Error& error) {
    if (const std::type_info* type = abi::__cxa_current_exception_type())
        return demangle(type->name());
    return std::string(to_string(error.code));
}

std::string value_of(const Error& error, std::string_view detail) {
    if (detail.empty()) return error.message;
    return error.message + ": " + std::string(detail.substr(0, longest_detail));
}

// A thread that has no context at hand may still work on a request.
const RequestContext& context_of(const RequestContext* given, const ActiveRequest* active) {
    static const RequestContext none;
    const bool is_known = given != nullptr && !given->request_id.empty();
    if (is_known || active == nullptr) return given == nullptr ? none : *given;
    return active->context();
}

// All reports of a trace or none, where there is a trace.
bool is_sampled(double rate, const Event& event) {
    if (rate >= 1) return true;
    const std::string id = event.trace.is_valid() ? event.trace.trace_id_hex() : event.id;
    // The last digits are random in trace ids of every maker (W3C Trace Context, level 2).
    std::uint32_t random = 0;
    std::from_chars(id.data() + 24, id.data() + 32, random, 16);
    return random < rate * 4'294'967'296.0;
}

}  // namespace

SentryReporter::SentryReporter(
    Options options, const Clock& clock, const Breadcrumbs& breadcrumbs, DeliveryQueue& queue
)
    : options_(std::move(options)),
      clock_(clock),
      breadcrumbs_(breadcrumbs),
      queue_(queue),
      repetitions_(options_.repetitions) {}

void SentryReporter::report(
    const RequestContext* given, const Error& error, std::string_view detail
) {
    if (!is_unexpected(error.code)) return;
    const ActiveRequest* active = ActiveRequest::current();
    const RequestContext& context = context_of(given, active);
    Event event{
        .id = make_event_id(),
        .type = type_of(error),
        .is_handled = !is_thrown(),
        .trace = context.trace
    };
    if (active != nullptr) {
        event.tags.emplace_back("protocol", active->protocol());
        event.tags.emplace_back("endpoint", active->endpoint());
        event.fingerprint.emplace_back(active->endpoint());
    }
    const std::string kind = event.type + '\n' + error.message +
                             (active == nullptr ? "" : '\n' + std::string(active->endpoint()));
    const auto left_out = repetitions_.admit(kind, std::chrono::steady_clock::now());
    if (!left_out || !is_sampled(options_.sample_rate, event)) return;

    event.repetitions_left_out = *left_out;
    event.time = clock_.now();
    event.release = options_.origin.release;
    event.environment = options_.origin.environment;
    event.server_name = options_.origin.server_name;
    event.value = value_of(error, detail);
    event.fingerprint.insert(
        event.fingerprint.begin(), {std::string(to_string(error.code)), event.type}
    );
    event.tags.emplace_back("code", to_string(error.code));
    fill_request(event, context);
    StackTrace stack;
    walk_stack(stack);
    event.stack.assign(stack.frames().begin(), stack.frames().end());
    queue_.put(std::move(event));
}

void SentryReporter::fill_request(Event& event, const RequestContext& context) const {
    event.tags.emplace_back("request_id", scrubbed(context.request_id, context));
    event.tags.emplace_back("correlation_id", scrubbed(context.correlation_id, context));
    event.breadcrumbs = breadcrumbs_.last(context.request_id, options_.breadcrumb_count);
    if (!context.request_id.empty()) {
        const std::string& tenant = context.principal.tenant.value;
        event.tags.emplace_back("tenant_hash", tenant_mark(tenant, options_.tenant_key));
    }
}

std::string SentryReporter::scrubbed(std::string_view text, const RequestContext& context) const {
    std::string clean;
    const bool is_changed = options_.scrubber != nullptr &&
                            options_.scrubber->scrub(text, clean, context.principal.tenant.value);
    return is_changed ? clean : std::string(text);
}

bool is_unexpected(ErrorCode code) {
    switch (code) {
        case ErrorCode::internal:
        case ErrorCode::unavailable:
            return true;
        case ErrorCode::invalid_argument:
        case ErrorCode::unauthenticated:
        case ErrorCode::permission_denied:
        case ErrorCode::not_found:
        case ErrorCode::already_exists:
        case ErrorCode::failed_precondition:
        case ErrorCode::resource_exhausted:
        case ErrorCode::deadline_exceeded:
        case ErrorCode::cancelled:
        case ErrorCode::unimplemented:
            return false;
    }
    return false;
}

}  // namespace lectern::telemetry::sentry
