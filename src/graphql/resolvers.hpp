#pragma once

#include <any>
#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/fragments.hpp"
#include "graphql/schema.hpp"
#include "graphql/source_object.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// What a field is resolved to: null, a leaf's value (or a list of them, as a `List`), an object, a
/// list of any of these, or an error. Errors may stand within lists.
class Resolved final {
  public:
    using Items = std::vector<Resolved>;
    using Data = std::variant<std::monostate, Value, Source, Items, Error>;

    Resolved() = default;                                  ///< Null.
    Resolved(std::nullptr_t) {}                            // NOLINT: results convert
    Resolved(Value value);                                 // NOLINT
    Resolved(Source object) : data_(std::move(object)) {}  // NOLINT
    Resolved(Items items) : data_(std::move(items)) {}     // NOLINT
    Resolved(Error error) : data_(std::move(error)) {}     // NOLINT
    Resolved(std::unexpected<Error> error) : data_(std::move(error).error()) {}  // NOLINT
    /// Anything that a `Value` is made from: numbers, strings.
    template <class T>
        requires std::constructible_from<Value, T> && (!std::same_as<std::decay_t<T>, Value>) &&
                 (!std::same_as<std::decay_t<T>, std::nullptr_t>)
    Resolved(T&& value) : Resolved(Value(std::forward<T>(value))) {}  // NOLINT

    const Data& data() const { return data_; }
    Data& data() { return data_; }

  private:
    Data data_;
};

/// What a resolver is told about the field that it resolves. References are valid during the call.
struct FieldCall {
    const RequestContext& context;
    /// What the caller of the executor passed for this request.
    const std::any& user;
    const FieldDefinition& field;
    /// Coerced, with defaults; absent arguments are absent.
    const Object& arguments;
    /// All mentions of the field in the document that were merged into this call.
    std::span<const ast::Field* const> nodes;
    const Fragments& fragments;

    /// The argument's value; null when it is absent or null.
    const Value* argument(std::string_view name) const;
    /// Whether the document asks for `name` among the fields of this field's value, on whatever
    /// type and whatever `@skip` and `@include` say: a hint what need not be loaded.
    bool selects(std::string_view name) const;
};

/// Resolves a field for all parents that the execution knows at this point (the items of a list, of
/// all lists, that are of one type), so that what they need is loaded in one call. Returns one
/// result a parent, in their order. `parents` is never empty; for root fields it is the one root
/// value. Called from the thread that executes. Must not throw.
using BatchResolver =
    std::function<std::vector<Resolved>(const FieldCall&, std::span<const Source> parents)>;

/// The name of the object type that an object of an interface or union is. What it views must live
/// as long as the object.
using TypeResolver = std::function<std::string_view(const Source&)>;

/// Starts the stream behind a field of the subscription root. What the source holds, such as a
/// shared pointer to a stream, is between it and the caller of `GraphQlExecutor::open_stream`.
using StreamOpener = std::function<Result<Source>(const FieldCall&)>;

/// Resolvers by name, to be bound to a schema. Naming one twice is an error that `bind` reports.
class Resolvers final {
  public:
    /// `coordinate` is `Type.field`.
    void batch(std::string_view coordinate, BatchResolver resolver);

    /// For what needs no loading: called once for every parent.
    void each(
        std::string_view coordinate,
        std::function<Resolved(const FieldCall&, const Source& parent)> resolver
    );

    /// A getter: `resolvers.get<domain::Hit>("Hit.score", [](const domain::Hit& hit) { return
    /// hit.score; })`. Parents must be sources of `T`.
    template <class T, class Getter>
        requires std::convertible_to<std::invoke_result_t<Getter, const T&>, Resolved>
    void get(std::string_view coordinate, Getter getter) {
        batch(coordinate, [getter](const FieldCall&, std::span<const Source> parents) {
            std::vector<Resolved> results;
            results.reserve(parents.size());
            for (const Source& parent : parents) results.emplace_back(getter(parent.get<T>()));
            return results;
        });
    }

    /// For interfaces and unions.
    void type(std::string_view name, TypeResolver resolver);

    /// For the fields of the subscription root. Such a field may have a resolver as well, which
    /// gets the event as its parent; without one the event is the field's value.
    void stream(std::string_view coordinate, StreamOpener opener);

    /// For all fields and abstract types without resolvers of their own.
    void otherwise(BatchResolver fields, TypeResolver types);

  private:
    friend class Binder;

    std::map<std::string, BatchResolver, std::less<>> fields_;
    std::map<std::string, TypeResolver, std::less<>> types_;
    std::map<std::string, StreamOpener, std::less<>> streams_;
    BatchResolver other_fields_;
    TypeResolver other_types_;
    std::vector<std::string> repeated_;
};

/// A schema's fields with their resolvers. Immutable; any thread may read it.
class Bindings final {
  public:
    /// Checks both directions: every field of every object type has a resolver, every abstract type
    /// a type resolver, every field of the subscription root a stream, and nothing else is named.
    /// The error is `invalid_argument` with one violation a name. `schema` must outlive the result.
    static Result<Bindings> bind(const Schema& schema, Resolvers resolvers);

    const Schema& schema() const { return *schema_; }
    /// Null only for interfaces' fields, which are never resolved, and for subscription root
    /// fields.
    const BatchResolver* resolver(const FieldDefinition& field) const;
    const TypeResolver* type_resolver(const NamedType& abstract) const;
    const StreamOpener* stream(const FieldDefinition& field) const;

  private:
    friend class Binder;
    Bindings() = default;

    const Schema* schema_ = nullptr;
    std::vector<BatchResolver> fields_;  // by ordinal
    std::map<const NamedType*, TypeResolver> types_;
    std::map<const FieldDefinition*, StreamOpener> streams_;
};

/// Resolvers that read every field of that name from parents that are `Value` objects (sources of
/// `Value`); absent members are null, and `__typename` tells the type of an abstract value. With
/// them a schema can be executed over data alone, as tools and tests do: pass
/// `Source::of(Value(...))` as the root. An object with a member `__error` is an error with that
/// message.
Resolvers value_resolvers();

}  // namespace lectern::graphql
