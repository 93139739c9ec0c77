#pragma once

#include <any>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/gate.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "graphql/executor.hpp"
#include "graphql/request.hpp"
#include "graphql/resolvers.hpp"
#include "graphql/schema.hpp"
#include "services/services.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/graphql/administration.hpp"
#include "transport/graphql/event_stream.hpp"
#include "transport/graphql/language.hpp"
#include "transport/graphql/operation_request.hpp"
#include "transport/graphql/persisted_queries.hpp"
#include "transport/graphql/request_state.hpp"
#include "transport/graphql/response_text.hpp"

namespace lectern::transport::graphql {

/// The label of this protocol in metrics, logs and the audit trail.
inline constexpr std::string_view protocol = "graphql";
/// Where HTTP finds it.
inline constexpr std::string_view endpoint_path = "/graphql";

/// What the interface calls. All outlive it.
struct GraphqlDependencies {
    services::Services services;
    Administration administration;
    access::Gate& gate;
};

struct EngineOptions {
    language::Preparation::Options preparation{};
    PersistedQueries::Options persisted{};
    bool introspection = true;  ///< Whether clients may ask for the schema.
};

/// An operation that may be executed.
struct Operation {
    language::PreparedOperation prepared{};
    /// For metrics, a bounded set: the name of its one root field, `multiple`, `introspection`.
    std::string endpoint{};

    language::OperationKind kind() const { return prepared.operation->kind; }
};

/// Why an operation is refused before it is executed; never empty.
using Refusals = std::vector<Failure>;

/// The schema, bound to the services: makes operations of requests and executes them. Thread-safe.
class Engine final {
  public:
    /// `failed_precondition` when the schema is not valid, or it and the resolvers differ: what is
    /// wrong stands in the violations.
    static Result<std::unique_ptr<Engine>> create(
        const GraphqlDependencies& dependencies,
        const telemetry::Telemetry& telemetry,
        const EngineOptions& options
    );
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;
    ~Engine() = default;

    /// Looks up a persisted query, parses, validates and checks limits.
    std::expected<Operation, Refusals> prepare(const OperationRequest& request);

    /// What the resolvers of one operation share. `origin` outlives it.
    std::unique_ptr<RequestState> make_state(const access::Origin& origin) const;

    /// A query or a mutation.
    language::Response execute(
        const RequestContext& context, const Operation& operation, RequestState& state
    ) const;

    /// A subscription. `context` has no deadline.
    std::expected<std::shared_ptr<EventStream>, Refusals> open(
        const RequestContext& context, const Operation& operation, RequestState& state
    ) const;

    /// The response for one of its events.
    language::Response execute_event(
        const RequestContext& context,
        const Operation& operation,
        RequestState& state,
        language::Source event
    ) const;

    const telemetry::Telemetry& telemetry() const { return telemetry_; }

  private:
    Engine(
        const GraphqlDependencies& dependencies,
        const telemetry::Telemetry& telemetry,
        const EngineOptions& options,
        std::unique_ptr<const language::Schema> schema
    );

    std::expected<std::string, Failure> find_text(const OperationRequest& request);

    const GraphqlDependencies dependencies_;
    const telemetry::Telemetry telemetry_;
    const EngineOptions options_;
    const std::unique_ptr<const language::Schema> schema_;
    std::optional<language::Bindings> bindings_{};  // set by `create`, for good
    std::optional<language::GraphQlExecutor> executor_{};
    language::Preparation preparation_;
    PersistedQueries persisted_;
};

}  // namespace lectern::transport::graphql
