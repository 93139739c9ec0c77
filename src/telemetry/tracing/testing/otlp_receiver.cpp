#include "telemetry/tracing/testing/otlp_receiver.hpp"

#include <utility>

#include <boost/json.hpp>

namespace lectern::telemetry::testing {
OtlpReceiver::~OtlpReceiver() {
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    changed_.notify_all();
}

void OtlpReceiver::answer(unsigned status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
}

void OtlpReceiver::hang(bool is_hanging) {
    const std::lock_guard lock(mutex_);
    is_hanging_ = is_hanging;
    changed_.notify_all();
}

void OtlpReceiver::wait_for_requests(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return received_.size() >= count; });
}

std::vector<OtlpReceiver::Received> OtlpReceiver::received() {
    const std::lock_guard lock(mutex_);
    return received_;
}

std::vector<boost::json::object> OtlpReceiver::spans() {
    std::vector<boost::json::object> spans;
    for (const Received& request : received()) {
        for (const auto& resource : request.body.at("resourceSpans").as_array()) {
            for (const auto& scope : resource.at("scopeSpans").as_array()) {
                for (const auto& span : scope.at("spans").as_array())
                    spans.push_back(span.as_object());
            }
        }
    }
    return spans;
}

std::string OtlpReceiver::answer_to(const HttpPeer::Request& request) {
    const unsigned status = take(
        {.path = request.path(),
         .headers = request.headers,
         .body = boost::json::parse(request.body).as_object()}
    );
    return http_answer(
        std::to_string(status) + " Told", "{}", "Content-Type: application/json\r\n"
    );
}

unsigned OtlpReceiver::take(Received request) {
    std::unique_lock lock(mutex_);
    received_.push_back(std::move(request));
    changed_.notify_all();
    changed_.wait(lock, [this] { return !is_hanging_ || is_over_; });
    return status_;
}

std::string attribute(const boost::json::object& span, std::string_view name) {
    const auto* attributes = span.if_contains("attributes");
    if (attributes == nullptr) return "(none)";
    for (const auto& one : attributes->as_array()) {
        if (one.at("key").as_string() != name) continue;
        const auto& value = one.at("value").as_object();
        const auto& first = value.begin()->value();
        return first.is_string() ? std::string(first.as_string()) : boost::json::serialize(first);
    }
    return "(none)";
}

}  // namespace lectern::telemetry::testing
