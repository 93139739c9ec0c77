#include "transport/http/doorbell.hpp"

namespace lectern::transport::http {

void Doorbell::ring() {
    const std::lock_guard lock(mutex_);
    if (rung_ || !notify_) return;
    rung_ = true;
    notify_();
}

void Doorbell::answer() {
    const std::lock_guard lock(mutex_);
    rung_ = false;
}

void Doorbell::silence() {
    const std::lock_guard lock(mutex_);
    notify_ = nullptr;
}

}  // namespace lectern::transport::http
