#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "core/testing/http_peer.hpp"

namespace lectern::telemetry::testing {

/// A collector of OTLP over HTTP with JSON, on a port of loopback: keeps what it is sent, and
/// answers as it is told to.
class OtlpReceiver final {
  public:
    struct Received {
        std::string path;
        std::map<std::string, std::string> headers;  ///< Names in lower case.
        boost::json::object body;
    };

    OtlpReceiver() = default;
    ~OtlpReceiver();
    OtlpReceiver(const OtlpReceiver&) = delete;
    OtlpReceiver& operator=(const OtlpReceiver&) = delete;

    std::string url() const { return peer_.url(); }

    void answer(unsigned status);
    /// Whether requests wait for their answer.
    void hang(bool is_hanging);
    void wait_for_requests(std::size_t count);

    std::vector<Received> received();
    /// Every span of every request, in order.
    std::vector<boost::json::object> spans();

  private:
    unsigned take(Received request);
    std::string answer_to(const HttpPeer::Request& request);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Received> received_;
    unsigned status_ = 200;
    bool is_hanging_ = false;
    bool is_over_ = false;
    HttpPeer peer_{[this](const HttpPeer::Request& request) { return answer_to(request); }};
};

/// An attribute's value as text, or `(none)`.
std::string attribute(const boost::json::object& span, std::string_view name);

}  // namespace lectern::telemetry::testing
