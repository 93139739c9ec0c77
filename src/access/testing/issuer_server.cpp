#include "access/testing/issuer_server.hpp"

namespace lectern::access::testing {
void IssuerServer::publish(const std::string& path, Page page) {
    const std::lock_guard lock(mutex_);
    pages_[path] = std::move(page);
}

void IssuerServer::set_down(bool down) {
    const std::lock_guard lock(mutex_);
    down_ = down;
}

void IssuerServer::on_request(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    hook_ = std::move(hook);
}

int IssuerServer::requests(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(path);
    return found == requests_.end() ? 0 : found->second;
}

std::string IssuerServer::answer(const std::string& path) {
    std::unique_lock lock(mutex_);
    ++requests_[path];
    const auto hook = hook_;
    lock.unlock();
    if (hook) hook();
    lock.lock();
    if (down_) return {};
    const auto found = pages_.find(path);
    const Page page = found != pages_.end() ? found->second : Page{.status = "404 Not Found"};
    return http_answer(page.status, page.body, page.headers);
}

}  // namespace lectern::access::testing
