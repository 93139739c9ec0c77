#include "telemetry/active_request.hpp"

#include <utility>

namespace lectern::telemetry {
namespace {

// A signal handler has nothing else to start from. Constant at first, so that reading it never runs
// anything.
constinit thread_local ActiveRequest* active = nullptr;

}  // namespace

ActiveRequest::ActiveRequest(
    const RequestContext& context, std::string_view protocol, std::string_view endpoint
)
    : context_(context),
      protocol_(protocol),
      endpoint_(endpoint),
      outer_(std::exchange(active, this)) {}

ActiveRequest::~ActiveRequest() { active = outer_; }

ActiveRequest* ActiveRequest::current() noexcept { return active; }

}  // namespace lectern::telemetry
