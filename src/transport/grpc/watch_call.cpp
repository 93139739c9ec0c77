#include "transport/grpc/watch_call.hpp"

#include <utility>

#include "domain/violations.hpp"
#include "transport/grpc/codec_job.hpp"

namespace lectern::transport::grpc {

WatchCall* WatchCall::start(
    const Site& site,
    const Rpc& rpc,
    services::JobService& jobs,
    ::grpc::CallbackServerContext& server,
    const v1::WatchJobRequest& request
) {
    std::unique_ptr<WatchCall> owner(new WatchCall(site, rpc, jobs, server, request));
    WatchCall& watch = *owner;
    watch.self_ = std::move(owner);
    watch.call_.count_request(request.ByteSizeLong());
    watch.on_drain_.emplace(site.draining, [&watch] { watch.wake(); });
    auto begun = watch.turn_.begin();
    if (!begun) watch.end(begun);
    return &watch;
}

WatchCall::WatchCall(
    const Site& site,
    const Rpc& rpc,
    services::JobService& jobs,
    ::grpc::CallbackServerContext& server,
    const v1::WatchJobRequest& request
)
    : site_(site),
      jobs_(jobs),
      request_(request),
      call_(site, rpc, server),
      turn_(site.pool, [this] { step(); }) {}

void WatchCall::OnWriteDone(bool ok) {
    if (ok && !events_.empty()) return send_next();
    turn_.take();
}

void WatchCall::OnCancel() {
    call_.cancel();
    wake();
}

void WatchCall::step() {
    do {
        bool has_news = false;
        const auto advanced = call_.guard([&]() -> Result<void> {
            auto news = advance();
            if (!news) return fail(news);
            has_news = *news;
            return {};
        });
        if (!advanced) return end(advanced);
        if (has_news) return send_next();
        if (is_over_) return end({});
    } while (!rest());
}

Result<bool> WatchCall::advance() {
    if (watch_ == nullptr) {
        if (auto opened = open(); !opened) return fail(opened);
    }
    if (auto good = call_.context().check(); !good) return fail(good);
    auto events = watch_->next();
    if (!events) return fail(events);
    is_over_ = !events->has_value();
    if (is_over_) return false;
    events_.assign((*events)->begin(), (*events)->end());
    if (events_.empty() && site_.draining.stop_requested()) {
        return fail(Error{
            .code = ErrorCode::unavailable,
            .message = "the server is stopping; come back with the id of the last event",
            .retry_after = std::chrono::seconds{1},
        });
    }
    return !events_.empty();
}

Result<void> WatchCall::open() {
    if (auto entered = call_.enter(); !entered) return entered;
    domain::Violations violations;
    violations.check_length("/job_id", request_.job_id(), 1, domain::Violations::longest_id);
    if (auto good = violations.verdict(); !good) return good;
    call_.set_target(request_.job_id());
    auto watch = services::JobWatch::open(
        jobs_, call_.context(), {request_.job_id()}, request_.last_event_id()
    );
    if (!watch) return fail(watch);
    watch_ = std::move(*watch);
    return watch_->on_ready([this] { wake(); });
}

// Nothing more to do until `wake`; false when that came meanwhile.
bool WatchCall::rest() {
    const std::lock_guard lock(mutex_);
    is_busy_ = std::exchange(is_awaited_, false);
    return !is_busy_;
}

void WatchCall::wake() {
    {
        const std::lock_guard lock(mutex_);
        if (is_ended_) return;
        is_awaited_ = is_busy_;
        if (std::exchange(is_busy_, true)) return;
    }
    turn_.take();
}

void WatchCall::send_next() {
    *message_.mutable_event() = encode(events_.front());
    events_.pop_front();
    call_.count_response(message_.ByteSizeLong());
    StartWrite(&message_);
}

// gRPC may be done with the call, and the call gone, before `Finish` returns.
void WatchCall::end(const Result<void>& outcome) {
    {
        const std::lock_guard lock(mutex_);
        is_ended_ = true;
    }
    watch_.reset();
    Finish(call_.leave(outcome));
}

}  // namespace lectern::transport::grpc
