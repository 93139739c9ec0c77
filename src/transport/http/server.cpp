#include "transport/http/server.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include "core/thread_annotations.hpp"
#include "transport/http/answering.hpp"
#include "transport/http/session.hpp"
#include "transport/http/site.hpp"
#include "transport/http/tls_context.hpp"

namespace lectern::transport::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// The listening socket, the I/O threads and the set of sessions.
class Server::Core final {
  public:
    Core(
        Handler& handler,
        Executor& pool,
        const telemetry::Telemetry& telemetry,
        ServerOptions options
    )
        : site_{.handler = handler, .pool = pool, .telemetry = telemetry, .options = std::move(options)},
          io_(static_cast<int>(std::max<std::size_t>(site_.options.io_threads, 1))),
          work_(asio::make_work_guard(io_)),
          acceptor_(asio::make_strand(io_)),
          pause_(acceptor_.get_executor()) {}

    ~Core() { stop(std::chrono::milliseconds{0}); }
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    Result<void> start();
    std::uint16_t port() const { return port_; }
    void stop(std::chrono::milliseconds grace);

  private:
    enum class Welcome { serve, turn_away, drop };

    Result<void> listen();
    void run_io();
    void accept_next();
    void admit(tcp::socket socket);
    Welcome welcome_next();
    void start_session(tcp::socket socket, Welcome welcome);
    void forget(const std::shared_ptr<Session>& session);
    void close_acceptor();

    Site site_;
    std::unique_ptr<asio::ssl::context> tls_;
    asio::io_context io_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::uint16_t port_ = 0;
    std::vector<std::jthread> threads_;

    std::mutex stop_mutex_;
    std::mutex sessions_mutex_;
    std::condition_variable session_ended_;
    // Shared with the coroutine that runs each.
    std::unordered_set<std::shared_ptr<Session>> sessions_ LECTERN_GUARDED_BY(sessions_mutex_);
    bool is_crowded_ LECTERN_GUARDED_BY(sessions_mutex_) = false;
};

Result<void> Server::Core::start() {
    if (site_.options.tls) {
        auto context = make_tls_context(*site_.options.tls);
        if (!context) return fail(context);
        tls_ = std::move(*context);
    }
    const auto listening = listen();
    if (!listening) return listening;
    accept_next();
    const auto count = std::max<std::size_t>(site_.options.io_threads, 1);
    for (std::size_t i = 0; i < count; ++i) threads_.emplace_back([this] { run_io(); });
    return {};
}

Result<void> Server::Core::listen() {
    const auto& options = site_.options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error)
        return fail(ErrorCode::invalid_argument, "'" + options.address + "' is not an IP address");
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (!error) return {};
    const auto place = options.address + ":" + std::to_string(options.port);
    return fail(ErrorCode::invalid_argument, "cannot listen on " + place + ": " + error.message());
}

void Server::Core::run_io() {
    while (true) {
        try {
            io_.run();
            return;
        } catch (...) {
            report_exception(site_, RequestContext{}, "an I/O thread threw");
        }
    }
}

void Server::Core::accept_next() {
    acceptor_.async_accept(asio::make_strand(io_), [this](error_code error, tcp::socket socket) {
        if (site_.is_stopping.load() || error == asio::error::operation_aborted) return;
        if (!error) {
            admit(std::move(socket));
            accept_next();
            return;
        }
        // Out of descriptors, most likely: trying again at once would only burn time.
        site_.telemetry.log.write(
            telemetry::LogLevel::warning,
            nullptr,
            "cannot accept a connection",
            {{"detail", error.message()}}
        );
        pause_.expires_after(std::chrono::milliseconds{100});
        pause_.async_wait([this](error_code stopped) {
            if (!stopped) accept_next();
        });
    });
}

/// A few connections beyond the limit get an answer; the others are closed, so that no flood costs
/// memory.
Server::Core::Welcome Server::Core::welcome_next() {
    constexpr std::size_t most_turned_away = 64;
    const std::lock_guard lock(sessions_mutex_);
    const bool was_crowded =
        std::exchange(is_crowded_, sessions_.size() >= site_.options.max_connections);
    if (!is_crowded_) return Welcome::serve;
    if (!was_crowded) {
        site_.telemetry.log.write(
            telemetry::LogLevel::warning, nullptr, "connection limit reached"
        );
    }
    return sessions_.size() < site_.options.max_connections + most_turned_away ? Welcome::turn_away
                                                                               : Welcome::drop;
}

void Server::Core::admit(tcp::socket socket) {
    const auto welcome = welcome_next();
    if (welcome == Welcome::drop) return;
    try {
        start_session(std::move(socket), welcome);
    } catch (...) {
        report_exception(site_, RequestContext{}, "a session did not start");
    }
}

void Server::Core::start_session(tcp::socket socket, Welcome welcome) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    auto session = std::make_shared<Session>(site_, make_wire(std::move(socket), tls_.get()));
    {
        const std::lock_guard lock(sessions_mutex_);
        if (site_.is_stopping.load()) return;
        sessions_.insert(session);
    }
    asio::co_spawn(
        session->executor(),
        welcome == Welcome::serve ? session->run() : session->turn_away(),
        [this, session](std::exception_ptr thrown) {
            try {
                if (thrown) std::rethrow_exception(thrown);
            } catch (...) {
                report_exception(site_, RequestContext{}, "a session threw");
                session->abort();
            }
            forget(session);
        }
    );
}

void Server::Core::forget(const std::shared_ptr<Session>& session) {
    const std::lock_guard lock(sessions_mutex_);
    sessions_.erase(session);
    session_ended_.notify_all();
}

void Server::Core::close_acceptor() {
    asio::post(acceptor_.get_executor(), [this] {
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
    });
}

void Server::Core::stop(std::chrono::milliseconds grace) {
    const std::lock_guard one_at_a_time(stop_mutex_);
    site_.is_stopping.store(true);
    close_acceptor();
    {
        std::unique_lock lock(sessions_mutex_);
        const auto all_ended = [this] { return sessions_.empty(); };
        for (const auto& session : sessions_) session->stop_soon();
        if (!session_ended_.wait_for(lock, grace, all_ended)) {
            for (const auto& session : sessions_) session->abort();
            session_ended_.wait(lock, all_ended);
        }
    }
    work_.reset();
    threads_.clear();
}

Server::Server(
    Handler& handler, Executor& pool, const telemetry::Telemetry& telemetry, ServerOptions options
)
    : core_(std::make_unique<Core>(handler, pool, telemetry, std::move(options))) {}

Server::~Server() = default;

Result<void> Server::start() { return core_->start(); }

std::uint16_t Server::port() const { return core_->port(); }

void Server::stop(std::chrono::milliseconds grace) { core_->stop(grace); }

}  // namespace lectern::transport::http
