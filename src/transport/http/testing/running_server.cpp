#include "transport/http/testing/running_server.hpp"

#include <stdexcept>

#include "core/assert.hpp"

namespace lectern::transport::http::testing {

ScriptedHandler::ScriptedHandler() {
    on("/echo", [](Request& request) {
        const auto& head = request.head;
        return Response{
            .headers = {{"Content-Type", "text/plain"}},
            .body = head.method + " " + head.target + " " + request.body,
        };
    });
}

void ScriptedHandler::on(std::string path, Script script, RoutePlan plan) {
    plan.endpoint = path;
    routes_[std::move(path)] = {std::move(script), std::move(plan)};
}

RoutePlan ScriptedHandler::plan(const RequestHead& head) {
    const auto found = routes_.find(head.path);
    return found == routes_.end() ? RoutePlan{} : found->second.second;
}

Response ScriptedHandler::handle(Request& request, const RoutePlan& plan) {
    const auto found = routes_.find(plan.endpoint);
    if (found == routes_.end()) return Response{.status = 404, .body = "nothing here"};
    return found->second.first(request);
}

void ScriptedHandler::finished(const RequestHead& head, const Completion& completion) {
    const std::lock_guard lock(mutex_);
    ended_.push_back({head, completion});
    changed_.notify_all();
}

std::vector<ScriptedHandler::Ended> ScriptedHandler::await_ended(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return ended_.size() >= count; });
    return ended_;
}

RunningServer::RunningServer(
    ScriptedHandler& handler,
    ServerOptions options,
    Executor::Options pool,
    const telemetry::Telemetry& telemetry
)
    : pool_(std::move(pool)), server_(handler, pool_, telemetry, std::move(options)) {
    const auto started = server_.start();
    LECTERN_ASSERT(started.has_value());
}

void Gate::open() {
    const std::lock_guard lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
}

void Gate::wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return is_open_; });
}

class Feed::Source final : public BodySource {
  public:
    Source(std::shared_ptr<Feed> feed, std::string heartbeat)
        : feed_(std::move(feed)), heartbeat_(std::move(heartbeat)) {}

    ~Source() override {
        const std::lock_guard lock(feed_->mutex_);
        feed_->wake_ = nullptr;
        feed_->is_released_ = true;
        feed_->released_.notify_all();
    }

    std::optional<std::string> next() override {
        const std::lock_guard lock(feed_->mutex_);
        if (feed_->has_failed_) throw std::runtime_error("a scripted failure");
        if (feed_->parts_.empty())
            return feed_->has_ended_ ? std::nullopt : std::optional<std::string>("");
        auto part = std::move(feed_->parts_.front());
        feed_->parts_.erase(feed_->parts_.begin());
        return part;
    }

    void on_ready(std::function<void()> wake) override {
        const std::lock_guard lock(feed_->mutex_);
        feed_->wake_ = std::move(wake);
    }

    std::string heartbeat() const override { return heartbeat_; }

  private:
    const std::shared_ptr<Feed> feed_;  // the test holds it too
    const std::string heartbeat_;
};

std::unique_ptr<BodySource> Feed::make_source(std::string heartbeat) {
    return std::make_unique<Source>(shared_from_this(), std::move(heartbeat));
}

void Feed::wake() {
    if (wake_) wake_();
}

void Feed::push(std::string part) {
    const std::lock_guard lock(mutex_);
    parts_.push_back(std::move(part));
    wake();
}

void Feed::end() {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    wake();
}

void Feed::fail() {
    const std::lock_guard lock(mutex_);
    has_failed_ = true;
    wake();
}

void Feed::await_release() {
    std::unique_lock lock(mutex_);
    released_.wait(lock, [this] { return is_released_; });
}

}  // namespace lectern::transport::http::testing
