#pragma once

#include <optional>
#include <string_view>

#include "graphql/ast.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// How an answer is written.
enum class AnswerForm {
    graphql_response,  ///< `application/graphql-response+json`: the status tells what went wrong.
    json,              ///< `application/json`: 200 for whatever is well-formed.
    event_stream,      ///< `text/event-stream`: one event a response.
};

/// With charset, as in `Content-Type`.
std::string_view media_type_of(AnswerForm form);

/// What an `Accept` value (RFC 9110 §12.5.1) asks for; everything when it is absent or empty.
class Acceptance final {
  public:
    explicit Acceptance(std::string_view accept);

    /// The form for an operation's answer; nothing when none is accepted. Of forms liked equally
    /// the first. A subscription has events only.
    std::optional<AnswerForm> for_operation(language::ast::OperationKind kind) const;

    /// The form of a refusal, whatever is accepted: clients must be told why.
    AnswerForm for_refusal() const;

    bool accepts_any() const { return graphql_response_ > 0 || json_ > 0 || event_stream_ > 0; }

  private:
    double graphql_response_ = 0;
    double json_ = 0;
    double event_stream_ = 0;
};

}  // namespace lectern::transport::graphql
