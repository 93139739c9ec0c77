#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/graphql/ws/testing/scripted_connection.hpp"

namespace lectern::transport::graphql::ws {
namespace {

using testing::Connection;
using Kind = ResultStep::Kind;

/// Checks the protocol's promises on everything that is said.
class Referee final {
  public:
    void started(const std::string& id) { running_[id] = true; }
    void cancelled(const std::string& id) { running_[id] = false; }
    void said(const std::string& message) {
        RC_ASSERT(!is_closed_);
        is_closed_ = message.starts_with("close ");
        for (auto& [id, is_running] : running_) {
            if (!message.starts_with(R"({"id":")" + id + "\"")) continue;
            RC_ASSERT(is_running);
            if (!message.contains(R"("type":"next")")) is_running = false;
        }
    }
    bool is_running(const std::string& id) { return running_[id]; }
    bool is_closed() const { return is_closed_; }

  private:
    std::map<std::string, bool> running_;
    bool is_closed_ = false;
};

/// A connection on which anything may happen next.
class Game final {
  public:
    void hear(const std::string& message) { check(connection_.hear(message)); }
    void step() {
        const std::string id(1, *rc::gen::element('a', 'b', 'c', 'd'));
        switch (*rc::gen::inRange(0, 8)) {
            case 0:
            case 1:
                subscribe(id);
                break;
            case 2:
                hear(R"({"type":"complete","id":")" + id + R"("})");
                referee_.cancelled(id);
                break;
            case 3:
            case 4:
                feed();
                break;
            case 5:
                connection_.peer->room = *rc::gen::inRange(0, 5);
                break;
            case 6:
                // Rarely, as it ends the game.
                if (*rc::gen::inRange(0, 10) == 0) hear(*rc::gen::arbitrary<std::string>());
                break;
            default:
                check(connection_.wake());
        }
    }
    /// A closed connection holds on to nothing.
    void check_end() {
        if (!referee_.is_closed()) return;
        for (const auto& feed : connection_.runner.feeds) RC_ASSERT(feed->is_released);
    }

  private:
    void check(const std::vector<std::string>& said) {
        for (const auto& message : said) referee_.said(message);
    }
    void subscribe(const std::string& id) {
        if (*rc::gen::inRange(0, 3) == 0) {
            connection_.runner.at_once = {
                {.kind = Kind::next, .json = "1"}, {.kind = Kind::complete}
            };
        }
        if (!referee_.is_running(id)) referee_.started(id);
        check(connection_.subscribe(id));
    }
    void feed() {
        const auto& feeds = connection_.runner.feeds;
        if (feeds.empty()) return;
        const auto chosen = *rc::gen::elementOf(feeds);
        chosen->push(*rc::gen::element(Kind::next, Kind::next, Kind::next, Kind::complete), "2");
    }

    Connection connection_{{.max_operations = 3}};
    Referee referee_;
};

RC_GTEST_PROP(SubscriptionProperty, NeverSpeaksAfterACloseNorOfAnIdThatIsComplete, ()) {
    Game game;
    // Now and then nobody introduces himself.
    if (*rc::gen::inRange(0, 5) != 0) {
        game.hear(R"({"type":"connection_init","payload":{"x-api-key":"good"}})");
    }
    const auto steps = *rc::gen::inRange(0, 60);
    for (int i = 0; i < steps; ++i) game.step();
    game.check_end();
}

RC_GTEST_PROP(SubscriptionProperty, SurvivesAnyText, (const std::vector<std::string>& messages)) {
    Connection f;
    Referee referee;
    for (const auto& message : messages) {
        for (const auto& said : f.hear(message)) referee.said(said);
    }
    RC_ASSERT(messages.empty() || referee.is_closed());
}

}  // namespace
}  // namespace lectern::transport::graphql::ws
