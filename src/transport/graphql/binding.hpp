#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "graphql/resolvers.hpp"
#include "transport/graphql/arguments.hpp"
#include "transport/graphql/language.hpp"
#include "transport/graphql/request_state.hpp"

namespace lectern::transport::graphql {

using language::FieldCall;
using language::Resolved;
using language::Resolvers;
using language::Source;

/// What the engine passes to resolvers.
RequestState& state_of(const FieldCall& call);

/// A root field on its way through a service.
struct RootCall {
    Arguments arguments;
    RequestContext context;  ///< With the field's span as trace parent.
    RequestState& state;
    std::string target{};  ///< What it is about, for the audit trail; the resolver's to set.

    const services::Services& services() const { return state.services(); }
};

/// Failures are `Error`s: `if (!job) return fail(job);`.
using RootWork = std::function<Resolved(RootCall&)>;

/// Binds a root field that does what the operation of REST does: traced, admitted by that
/// operation's rule, audited. `coordinate` and `operation` are constants.
void bind_root(
    Resolvers& resolvers, std::string_view coordinate, std::string_view operation, RootWork work
);

/// A field below the root that loads something, for all parents in one go.
struct NestedCall {
    Arguments arguments;
    RequestContext context;
    RequestState& state;
    std::span<const Source> parents;

    const services::Services& services() const { return state.services(); }
};

/// Returns one result a parent, in their order; a failure is that of all.
using NestedWork = std::function<Result<std::vector<Resolved>>(NestedCall&)>;

/// Binds such a field; it asks for what the operation of REST asks for.
void bind_nested(
    Resolvers& resolvers, std::string_view coordinate, std::string_view operation, NestedWork work
);

inline language::Value encode_whole(std::uint64_t number) {
    return static_cast<std::int64_t>(number);
}

language::Value encode_texts(const std::vector<std::string>& texts);

/// Null for nothing.
template <class T>
Resolved source_or_null(std::optional<T> value) {
    if (!value) return nullptr;
    return Source::of(std::move(*value));
}

/// The field's value is the parent itself under another type.
inline void bind_same(Resolvers& resolvers, std::string_view coordinate) {
    resolvers.each(coordinate, [](const FieldCall&, const Source& parent) -> Resolved {
        return parent;
    });
}

/// The field's value is an object within the parent, which is a `T`.
template <class T, class Get>
void bind_part(Resolvers& resolvers, std::string_view coordinate, Get get) {
    resolvers.each(coordinate, [get](const FieldCall&, const Source& parent) -> Resolved {
        return parent.part(get(parent.get<T>()));
    });
}

/// The same for one that may be missing.
template <class T, class Get>
void bind_optional_part(Resolvers& resolvers, std::string_view coordinate, Get get) {
    resolvers.each(coordinate, [get](const FieldCall&, const Source& parent) -> Resolved {
        const auto& part = get(parent.get<T>());
        if (!part) return nullptr;
        return parent.part(*part);
    });
}

/// The same for a list of objects.
template <class T, class Get>
void bind_parts(Resolvers& resolvers, std::string_view coordinate, Get get) {
    resolvers.each(coordinate, [get](const FieldCall&, const Source& parent) -> Resolved {
        Resolved::Items items;
        const auto& parts = get(parent.get<T>());
        items.reserve(parts.size());
        for (const auto& part : parts) items.emplace_back(parent.part(part));
        return items;
    });
}

}  // namespace lectern::transport::graphql
