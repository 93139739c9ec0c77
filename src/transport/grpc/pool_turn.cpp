#include "transport/grpc/pool_turn.hpp"

#include <chrono>
#include <utility>

namespace lectern::transport::grpc {
namespace {

constexpr std::chrono::milliseconds between_tries{20};

}  // namespace

PoolTurn::PoolTurn(Executor& pool, std::function<void()> step)
    : pool_(pool), step_(std::move(step)) {}

Result<void> PoolTurn::begin() {
    return pool_.submit([this] { step_(); });
}

void PoolTurn::take() {
    const auto submitted = begin();
    if (submitted) return;
    // A pool that is shut down takes nothing more, but the call still has to come to its end.
    if (submitted.error().code != ErrorCode::resource_exhausted) return step_();
    alarm_ = std::make_unique<::grpc::Alarm>();
    alarm_->Set(std::chrono::system_clock::now() + between_tries, [this](bool) { take(); });
}

}  // namespace lectern::transport::grpc
