#include "telemetry/error_reporter.hpp"

#include <exception>

#include "telemetry/active_request.hpp"

namespace lectern::telemetry {

void ErrorReporter::report(
    const RequestContext& context, const Error& error, std::string_view detail
) const {
    if (sink_ == nullptr) return;
    sink_->report(&context, error, detail);
    if (auto* active = ActiveRequest::current()) active->mark_reported();
}

void ErrorReporter::report_answer(const RequestContext& context, const Error& error) const {
    if (error.code != ErrorCode::internal) return;
    const auto* active = ActiveRequest::current();
    if (active == nullptr || !active->is_reported()) report(context, error, {});
}

std::string text_of_exception() {
    try {
        throw;
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "something that is no std::exception was thrown";
    }
}

}  // namespace lectern::telemetry
