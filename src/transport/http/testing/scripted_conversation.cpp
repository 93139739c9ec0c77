#include "transport/http/testing/scripted_conversation.hpp"

#include <atomic>
#include <utility>

namespace lectern::transport::http::testing {

class Talk::Conversation final : public WebSocketConversation {
  public:
    explicit Conversation(std::shared_ptr<Talk> talk) : talk_(std::move(talk)) {}

    ~Conversation() override {
        const std::lock_guard lock(talk_->mutex_);
        ++talk_->released_;
        talk_->changed_.notify_all();
    }

    std::string subprotocol() const override { return talk_->subprotocol; }

    void on_open(std::shared_ptr<WebSocketPeer> peer) override {
        {
            const std::lock_guard lock(talk_->mutex_);
            if (!talk_->peer_) talk_->peer_ = peer;
            talk_->changed_.notify_all();
        }
        peer_ = std::move(peer);
        is_open_ = true;
        const Call call(*this);
        talk_->on_open(*peer_);
    }

    void on_message(std::string text) override {
        const Call call(*this);
        talk_->on_message(*peer_, text);
    }

    void on_wake() override {
        const Call call(*this);
        talk_->on_wake(*peer_);
    }

    void on_close(std::uint16_t code) override {
        const Call call(*this);
        is_open_ = false;
        const std::lock_guard lock(talk_->mutex_);
        talk_->codes_.push_back(code);
    }

  private:
    /// Notices calls that should not come now.
    class Call final {
      public:
        explicit Call(Conversation& owner) : owner_(owner) {
            if (!owner_.is_called_.exchange(true) && owner_.is_open_) return;
            const std::lock_guard lock(owner_.talk_->mutex_);
            ++owner_.talk_->faults_;
        }
        ~Call() { owner_.is_called_.store(false); }
        Call(const Call&) = delete;
        Call& operator=(const Call&) = delete;

      private:
        Conversation& owner_;
    };

    const std::shared_ptr<Talk> talk_;  // the test holds it too
    std::shared_ptr<WebSocketPeer> peer_;
    bool is_open_ = false;
    std::atomic<bool> is_called_ = false;
};

std::unique_ptr<WebSocketConversation> Talk::make_conversation() {
    return std::make_unique<Conversation>(shared_from_this());
}

std::shared_ptr<WebSocketPeer> Talk::await_peer() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return peer_ != nullptr; });
    return peer_;
}

std::vector<std::uint16_t> Talk::await_closed(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return released_ >= count; });
    return codes_;
}

std::size_t Talk::faults() {
    const std::lock_guard lock(mutex_);
    return faults_;
}

TalkingHandler::TalkingHandler() {
    handler.on("/talk", [this](Request&) {
        return Response{.web_socket = talk->make_conversation()};
    });
}

}  // namespace lectern::transport::http::testing
