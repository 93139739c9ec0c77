#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/executor.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/server.hpp"

namespace lectern::transport::http::testing {

/// Answers as a test says, and remembers how exchanges ended. The path is the endpoint. Thread-safe
/// once serving.
class ScriptedHandler final : public Handler {
  public:
    using Script = std::function<Response(Request&)>;
    struct Ended {
        RequestHead head;
        Completion completion;
    };

    /// Says method, target and body again at `/echo`.
    ScriptedHandler();

    void on(
        std::string path, Script script, RoutePlan plan = {.max_body_bytes = std::size_t{1} << 20}
    );

    RoutePlan plan(const RequestHead& head) override;
    Response handle(Request& request, const RoutePlan& plan) override;
    void finished(const RequestHead& head, const Completion& completion) override;

    /// All that ended, once there are `count`.
    std::vector<Ended> await_ended(std::size_t count);

  private:
    std::map<std::string, std::pair<Script, RoutePlan>, std::less<>> routes_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Ended> ended_;
};

/// A started server with its pool.
class RunningServer final {
  public:
    explicit RunningServer(
        ScriptedHandler& handler,
        ServerOptions options = {},
        Executor::Options pool = {.name = "requests", .threads = 4, .queue_capacity = 256},
        const telemetry::Telemetry& telemetry = {}
    );

    std::uint16_t port() const { return server_.port(); }
    Server& server() { return server_; }
    Executor& pool() { return pool_; }

  private:
    Executor pool_;
    Server server_;
};

/// Opens once, for good. Thread-safe.
class Gate final {
  public:
    void open();
    void wait();

  private:
    std::mutex mutex_;
    std::condition_variable opened_;
    bool is_open_ = false;
};

/// A streamed answer that a test feeds. Shared by the test and the source made from it.
/// Thread-safe.
class Feed final : public std::enable_shared_from_this<Feed> {
  public:
    void push(std::string part);
    void end();
    void fail();
    std::unique_ptr<BodySource> make_source(std::string heartbeat = {});
    /// Waits until the source made from it was destroyed.
    void await_release();

  private:
    class Source;

    void wake();

    std::mutex mutex_;
    std::condition_variable released_;
    std::vector<std::string> parts_;
    std::function<void()> wake_;
    bool has_ended_ = false;
    bool has_failed_ = false;
    bool is_released_ = false;
};

}  // namespace lectern::transport::http::testing
