#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/clock.hpp"
#include "core/testing/http_peer.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::telemetry::sentry::testing {

/// A web server on a loopback port that answers as a test says. Thread-safe.
class ScriptedServer final {
  public:
    struct Answer {
        std::string status = "200 OK";
        std::string headers{};  ///< Each with its line end.
        std::string body = "{}";
        bool is_garbage = false;  ///< `body` alone, which is no HTTP.
        bool is_silent = false;   ///< No answer until the server ends.
    };
    struct Request {
        std::string line{};
        std::map<std::string, std::string> headers{};  ///< Names in lower case.
        std::string body{};                            ///< Without its content coding.
        std::chrono::steady_clock::time_point at{};
    };

    std::uint16_t port() const { return peer_.port(); }
    /// `http://key@127.0.0.1:<port>/7`.
    std::string dsn() const;

    /// To the next request that has none; without one it is 200.
    void answer_next(Answer answer);
    /// To all requests from now on that have none of their own.
    void answer_all(Answer answer);

    /// Waits until there were so many requests.
    std::vector<Request> wait_for(std::size_t count);
    std::vector<Request> requests() const;

  private:
    std::optional<std::string> answer(HttpPeer::Request request);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Answer> next_ LECTERN_GUARDED_BY(mutex_);
    Answer otherwise_ LECTERN_GUARDED_BY(mutex_);
    std::vector<Request> requests_ LECTERN_GUARDED_BY(mutex_);
    HttpPeer peer_{[this](HttpPeer::Request request) { return answer(std::move(request)); }};
};

}  // namespace lectern::telemetry::sentry::testing
