#include "backends/embedders/workspace_pool.hpp"

#include <utility>

namespace lectern::backends::embedders {

WorkspacePool::Lease::~Lease() {
    if (workspace_ == nullptr) return;
    {
        const std::scoped_lock lock(pool_->mutex_);
        pool_->idle_.push_back(std::move(workspace_));
        if (urgency_ == Urgency::urgent) {
            pool_->urgent_free_ = true;
        } else {
            ++pool_->bulk_free_;
        }
    }
    pool_->place_freed_.notify_all();
}

Result<WorkspacePool::Lease> WorkspacePool::borrow(const RequestContext& context, Urgency urgency) {
    std::unique_lock lock(mutex_);
    const auto got_place = [&] { return take_place(urgency); };
    const bool got = context.deadline
                         ? place_freed_.wait_until(lock, context.stop, *context.deadline, got_place)
                         : place_freed_.wait(lock, context.stop, got_place);
    if (!got) {
        if (auto going_on = context.check(); !going_on) return fail(going_on);
        return fail(ErrorCode::deadline_exceeded, "the request ran out of time");
    }
    if (idle_.empty()) {
        lock.unlock();
        return Lease(*this, urgency, std::make_unique<embedding::Model::Workspace>());
    }
    auto workspace = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, urgency, std::move(workspace));
}

/// `urgency` becomes the kind of the place taken.
bool WorkspacePool::take_place(Urgency& urgency) {
    if (bulk_free_ > 0) {
        --bulk_free_;
        urgency = Urgency::bulk;
        return true;
    }
    return urgency == Urgency::urgent && std::exchange(urgent_free_, false);
}

}  // namespace lectern::backends::embedders
