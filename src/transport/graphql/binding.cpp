#include "transport/graphql/binding.hpp"

#include <utility>

#include "core/assert.hpp"
#include "telemetry/stage.hpp"

namespace lectern::transport::graphql {
namespace {

std::optional<Error> failure_of(const Resolved& resolved) {
    const Error* error = std::get_if<Error>(&resolved.data());
    return error == nullptr ? std::nullopt : std::optional(*error);
}

std::optional<ErrorCode> code_of(const std::optional<Error>& failure) {
    return failure ? std::optional(failure->code) : std::nullopt;
}

Resolved admitted(RootCall& root, std::string_view operation, const RootWork& work) {
    access::Admission admission = root.state.admit(root.context, operation);
    if (const auto& verdict = admission.verdict(); !verdict) {
        admission.finish(verdict.error().code, root.target);
        return verdict.error();
    }
    const auto good = check_ids(root.arguments);
    Resolved result = good ? work(root) : Resolved(good.error());
    admission.finish(code_of(failure_of(result)), root.target);
    return result;
}

Resolved resolve_root(
    const FieldCall& call,
    std::string_view coordinate,
    std::string_view operation,
    const RootWork& work
) {
    RequestState& state = state_of(call);
    telemetry::Stage stage(state.telemetry(), call.context, {.name = coordinate});
    RootCall root{
        .arguments = Arguments(call.arguments), .context = stage.context(), .state = state
    };
    Resolved result = admitted(root, operation, work);
    const auto failure = failure_of(result);
    if (failure && failure->code == ErrorCode::internal) stage.mark_failed(*failure);
    return result;
}

std::vector<Resolved> resolve_nested(
    const FieldCall& call,
    std::span<const Source> parents,
    std::string_view coordinate,
    std::string_view operation,
    const NestedWork& work
) {
    RequestState& state = state_of(call);
    telemetry::Stage stage(state.telemetry(), call.context, {.name = coordinate});
    const auto refuse = [&](const Error& error) {
        if (error.code == ErrorCode::internal) stage.mark_failed(error);
        return std::vector<Resolved>(parents.size(), Resolved(error));
    };
    if (auto admitted = state.admit_nested(stage.context(), operation); !admitted)
        return refuse(admitted.error());
    NestedCall nested{
        .arguments = Arguments(call.arguments),
        .context = stage.context(),
        .state = state,
        .parents = parents
    };
    auto results = work(nested);
    if (!results) return refuse(results.error());
    LECTERN_ASSERT(results->size() == parents.size());
    return std::move(*results);
}

}  // namespace

RequestState& state_of(const FieldCall& call) {
    RequestState* const* state = std::any_cast<RequestState*>(&call.user);
    LECTERN_ASSERT(state != nullptr && *state != nullptr);
    return **state;
}

void bind_root(
    Resolvers& resolvers, std::string_view coordinate, std::string_view operation, RootWork work
) {
    resolvers.batch(
        coordinate,
        [coordinate,
         operation,
         work = std::move(work)](const FieldCall& call, std::span<const Source>) {
            std::vector<Resolved> results;
            results.push_back(resolve_root(call, coordinate, operation, work));
            return results;
        }
    );
}

void bind_nested(
    Resolvers& resolvers, std::string_view coordinate, std::string_view operation, NestedWork work
) {
    resolvers.batch(
        coordinate,
        [coordinate, operation, work = std::move(work)](
            const FieldCall& call, std::span<const Source> parents
        ) { return resolve_nested(call, parents, coordinate, operation, work); }
    );
}

language::Value encode_texts(const std::vector<std::string>& texts) {
    language::List list;
    list.reserve(texts.size());
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

}  // namespace lectern::transport::graphql
