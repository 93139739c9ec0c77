#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/object.hpp>

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

    OtlpReceiver();
    ~OtlpReceiver();
    OtlpReceiver(const OtlpReceiver&) = delete;
    OtlpReceiver& operator=(const OtlpReceiver&) = delete;

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    void answer(unsigned status);
    /// Whether requests wait for their answer.
    void hang(bool is_hanging);
    void wait_for_requests(std::size_t count);

    std::vector<Received> received();
    /// Every span of every request, in order.
    std::vector<boost::json::object> spans();

  private:
    void serve();
    void serve_one(int connection);
    unsigned take(Received request);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Received> received_;
    unsigned status_ = 200;
    bool is_hanging_ = false;
    bool is_over_ = false;
    std::jthread thread_;
};

/// An attribute's value as text, or `(none)`.
std::string attribute(const boost::json::object& span, std::string_view name);

}  // namespace lectern::telemetry::testing
