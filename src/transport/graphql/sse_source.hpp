#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "transport/graphql/ws/operation_runner.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::graphql {

/// Results as server-sent events `next` and, at the end, `complete`.
class SseSource final : public http::BodySource {
  public:
    explicit SseSource(std::unique_ptr<ws::ResultStream> results) : results_(std::move(results)) {}

    std::optional<std::string> next() override;
    void on_ready(std::function<void()> wake) override { results_->on_ready(std::move(wake)); }
    std::string heartbeat() const override { return ":\n\n"; }

  private:
    const std::unique_ptr<ws::ResultStream> results_;
    bool ended_ = false;
};

/// The whole stream of an operation with one result.
std::string single_event(std::string_view json);

}  // namespace lectern::transport::graphql
