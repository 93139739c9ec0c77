#include "transport/http/body_pipe.hpp"

#include <algorithm>
#include <utility>

namespace lectern::transport::http {
namespace {

class PipeReader final : public BodyReader {
  public:
    explicit PipeReader(std::shared_ptr<BodyPipe> pipe) : pipe_(std::move(pipe)) {}

    Result<std::optional<std::string>> read() override { return pipe_->read(); }

  private:
    const std::shared_ptr<BodyPipe> pipe_;
};

}  // namespace

std::size_t BodyPipe::room() const {
    const std::lock_guard lock(mutex_);
    return capacity_ - std::min(capacity_, buffer_.size());
}

void BodyPipe::push(std::string_view bytes) {
    {
        const std::lock_guard lock(mutex_);
        buffer_.append(bytes);
    }
    filled_.notify_one();
}

void BodyPipe::end() {
    {
        const std::lock_guard lock(mutex_);
        ended_ = true;
    }
    filled_.notify_one();
}

void BodyPipe::fail(Error error) {
    {
        const std::lock_guard lock(mutex_);
        if (ended_ || error_) return;
        error_ = std::move(error);
    }
    filled_.notify_one();
}

bool BodyPipe::is_wanted() const {
    const std::lock_guard lock(mutex_);
    return wanted_;
}

Result<std::optional<std::string>> BodyPipe::read() {
    std::unique_lock lock(mutex_);
    if (!std::exchange(wanted_, true)) {
        lock.unlock();
        bell_->ring();
        lock.lock();
    }
    filled_.wait(lock, [this] { return !buffer_.empty() || ended_ || error_; });
    if (error_) return lectern::fail(*error_);
    if (buffer_.empty()) return std::optional<std::string>{};
    auto part = std::exchange(buffer_, {});
    lock.unlock();
    bell_->ring();
    return std::optional(std::move(part));
}

std::unique_ptr<BodyReader> make_body_reader(std::shared_ptr<BodyPipe> pipe) {
    return std::make_unique<PipeReader>(std::move(pipe));
}

}  // namespace lectern::transport::http
