#include "transport/graphql/subscription_stream.hpp"

#include <utility>

namespace lectern::transport::graphql {

OperationCall::OperationCall(
    const Engine& engine, RequestContext context_of, std::string address, Operation prepared
)
    : context(std::move(context_of)),
      remote_address(std::move(address)),
      operation(std::move(prepared)),
      origin({.protocol = protocol, .remote_address = remote_address}),
      state(engine.make_state(origin)) {}

std::expected<std::unique_ptr<SubscriptionStream>, Refusals> SubscriptionStream::open(
    const Engine& engine, std::unique_ptr<OperationCall> call
) {
    auto events = engine.open(call->context, call->operation, *call->state);
    if (!events) return std::unexpected(std::move(events).error());
    return std::unique_ptr<SubscriptionStream>(
        new SubscriptionStream(engine, std::move(call), std::move(*events))
    );
}

SubscriptionStream::SubscriptionStream(
    const Engine& engine, std::unique_ptr<OperationCall> call, std::shared_ptr<EventStream> events
)
    : engine_(engine), call_(std::move(call)), events_(std::move(events)) {}

SubscriptionStream::~SubscriptionStream() { call_->state->finish(); }

void SubscriptionStream::on_ready(std::function<void()> wake) {
    ended_ = !events_->on_ready(std::move(wake));
}

ws::ResultStep SubscriptionStream::next() {
    using Kind = ws::ResultStep::Kind;
    if (pending_.empty() && !ended_) {
        auto events = events_->next();
        ended_ = !events || !*events;
        if (!ended_) pending_.assign((*events)->begin(), (*events)->end());
    }
    if (ended_) return {.kind = Kind::complete};
    if (pending_.empty()) return {.kind = Kind::waiting};
    language::Source event = std::move(pending_.front());
    pending_.pop_front();
    const language::Response response =
        engine_.execute_event(call_->context, call_->operation, *call_->state, std::move(event));
    return {.kind = Kind::next, .json = response_json(response, call_->context)};
}

}  // namespace lectern::transport::graphql
