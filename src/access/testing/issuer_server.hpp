#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "core/testing/http_peer.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::access::testing {

/// A web server on a loopback port that plays the issuer of tokens. Thread-safe.
class IssuerServer final {
  public:
    struct Page {
        std::string body{};
        std::string headers{};  ///< Further ones, each with its line end.
        std::string status = "200 OK";
    };

    /// `http://127.0.0.1:<port>`.
    std::string url() const { return peer_.url(); }
    /// What the path answers from now on; without a page it is 404.
    void publish(const std::string& path, Page page);
    /// Connections are closed without an answer while it is down.
    void set_down(bool down);
    /// Called for every request before it is answered.
    void on_request(std::function<void()> hook);
    /// How often the path was asked for, also while down.
    int requests(const std::string& path) const;

  private:
    std::string answer(const std::string& path);

    mutable std::mutex mutex_;
    std::map<std::string, Page> pages_ LECTERN_GUARDED_BY(mutex_);
    std::map<std::string, int> requests_ LECTERN_GUARDED_BY(mutex_);
    std::function<void()> hook_ LECTERN_GUARDED_BY(mutex_);
    bool down_ LECTERN_GUARDED_BY(mutex_) = false;
    HttpPeer peer_{[this](const HttpPeer::Request& request) { return answer(request.path()); }};
};

}  // namespace lectern::access::testing
