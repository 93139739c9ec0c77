#include <algorithm>
#include <utility>

#include "graphql/introspection.hpp"
#include "graphql/resolvers.hpp"

namespace lectern::graphql {
namespace {

// The event of a subscription is the value of its field.
std::vector<Resolved> event_itself(const FieldCall&, std::span<const Source> events) {
    std::vector<Resolved> results;
    results.reserve(events.size());
    for (const Source& event : events) results.emplace_back(event);
    return results;
}

}  // namespace

/// Takes resolvers out of their maps one by one, so that what is left has no use.
class Binder final {
  public:
    Binder(const Schema& schema, Resolvers resolvers)
        : schema_(schema),
          resolvers_(std::move(resolvers)),
          introspection_(introspection_resolvers(schema)) {
        bindings_.schema_ = &schema;
        bindings_.fields_.resize(schema.field_count());
    }

    Result<Bindings> run() {
        for (const std::string& name : resolvers_.repeated_)
            violation(name, "is bound more than once");
        for (const NamedType* type : schema_.types()) bind(*type);
        bind_built_in(schema_.schema_field());
        bind_built_in(schema_.type_field());
        for (const auto& [name, unused] : resolvers_.fields_)
            violation(name, "has a resolver but is no field of an object type");
        for (const auto& [name, unused] : resolvers_.types_)
            violation(name, "has a type resolver but is no interface or union");
        for (const auto& [name, unused] : resolvers_.streams_)
            violation(name, "has a stream but is no field of the subscription type");
        if (violations_.empty()) return std::move(bindings_);
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "the resolvers do not fit the schema: " + violations_.front().field + " " +
                       violations_.front().description,
            .violations = violations_,
        });
    }

  private:
    void violation(const std::string& name, const std::string& what) {
        violations_.push_back({.field = name, .description = what});
    }

    void bind(const NamedType& type) {
        if (type.is_abstract()) bind_abstract(type);
        if (type.kind != TypeKind::object) return;
        const bool has_streams = &type == schema_.root(OperationKind::subscription);
        for (const FieldDefinition& field : type.fields) {
            if (type.is_built_in) {
                bind_built_in(field);
                continue;
            }
            if (has_streams) bind_stream(field);
            bind_field(field, has_streams);
        }
    }

    void bind_built_in(const FieldDefinition& field) {
        bindings_.fields_[field.ordinal] =
            std::move(introspection_.fields_.find(field.coordinate())->second);
    }

    void bind_field(const FieldDefinition& field, bool has_stream) {
        BatchResolver& place = bindings_.fields_[field.ordinal];
        if (auto own = resolvers_.fields_.extract(field.coordinate())) {
            place = std::move(own.mapped());
        } else if (resolvers_.other_fields_) {
            place = resolvers_.other_fields_;
        } else if (has_stream) {
            place = event_itself;
        } else {
            violation(field.coordinate(), "has no resolver");
        }
    }

    void bind_stream(const FieldDefinition& field) {
        if (auto own = resolvers_.streams_.extract(field.coordinate())) {
            bindings_.streams_.emplace(&field, std::move(own.mapped()));
        } else if (!resolvers_.other_fields_) {
            violation(field.coordinate(), "has no stream");
        }
    }

    void bind_abstract(const NamedType& type) {
        if (auto own = resolvers_.types_.extract(type.name)) {
            bindings_.types_.emplace(&type, std::move(own.mapped()));
        } else if (resolvers_.other_types_) {
            bindings_.types_.emplace(&type, resolvers_.other_types_);
        } else {
            violation(type.name, "has no type resolver");
        }
    }

    const Schema& schema_;
    Resolvers resolvers_;
    Resolvers introspection_;
    Bindings bindings_;
    std::vector<FieldViolation> violations_;
};

Result<Bindings> Bindings::bind(const Schema& schema, Resolvers resolvers) {
    return Binder(schema, std::move(resolvers)).run();
}

const BatchResolver* Bindings::resolver(const FieldDefinition& field) const {
    const BatchResolver& resolver = fields_.at(field.ordinal);
    return resolver ? &resolver : nullptr;
}

const TypeResolver* Bindings::type_resolver(const NamedType& abstract) const {
    const auto found = types_.find(&abstract);
    return found == types_.end() ? nullptr : &found->second;
}

const StreamOpener* Bindings::stream(const FieldDefinition& field) const {
    const auto found = streams_.find(&field);
    return found == streams_.end() ? nullptr : &found->second;
}

}  // namespace lectern::graphql
