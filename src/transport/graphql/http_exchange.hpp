#pragma once

#include <expected>
#include <optional>

#include "access/gate.hpp"
#include "telemetry/stage.hpp"
#include "transport/graphql/answer_form.hpp"
#include "transport/graphql/engine.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::graphql {

/// One request over HTTP and its answer. One thread at a time.
class HttpExchange final {
  public:
    /// All outlive it.
    HttpExchange(
        Engine& engine, access::Gate& gate, http::Request& request, telemetry::Stage& stage
    );

    http::Response answer();

  private:
    // What is to be done next, or the answer because that is not possible.
    template <class T>
    using Step = std::expected<T, http::Response>;

    Step<void> check_method();
    Step<void> identify();
    Step<OperationRequest> read();
    Step<OperationRequest> read_body();
    Step<AnswerForm> choose_form(const Operation& operation);
    http::Response execute(Operation operation, AnswerForm form);
    http::Response subscribe(Operation operation);
    http::Response refuse(unsigned status, const Refusals& refusals);
    http::Response refuse(unsigned status, std::string reason, std::string message);
    http::Response refuse(const Error& error);
    unsigned document_status() const;

    Engine& engine_;
    access::Gate& gate_;
    http::Request& request_;
    telemetry::Stage& stage_;
    RequestContext context_;
    const Acceptance acceptance_;
};

}  // namespace lectern::transport::graphql
