#include "graphql/schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "graphql/schema_parts.hpp"

namespace lectern::graphql {
namespace {

// In the order of the enum.
constexpr std::array<std::string_view, 19> location_names{
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
    "SCHEMA",
    "SCALAR",
    "OBJECT",
    "FIELD_DEFINITION",
    "ARGUMENT_DEFINITION",
    "INTERFACE",
    "UNION",
    "ENUM",
    "ENUM_VALUE",
    "INPUT_OBJECT",
    "INPUT_FIELD_DEFINITION",
};

template <class T>
const T* find_named(const std::vector<T>& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &T::name);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string_view to_string(DirectiveLocation location) {
    return location_names.at(static_cast<std::size_t>(location));
}

std::optional<DirectiveLocation> parse_directive_location(std::string_view name) {
    const auto found = std::ranges::find(location_names, name);
    if (found == location_names.end()) return std::nullopt;
    return static_cast<DirectiveLocation>(found - location_names.begin());
}

std::string to_string(const Type& type) {
    const TypeShape shape = type.shape();
    std::string text(shape.lists, '[');
    text += type.named().name;
    for (unsigned level = 0; level <= shape.lists; ++level) {
        if (level > 0) text += ']';
        if (((shape.non_null >> level) & 1U) != 0) text += '!';
    }
    return text;
}

const InputValue* FieldDefinition::argument(std::string_view argument_name) const {
    return find_named(arguments, argument_name);
}

std::string FieldDefinition::coordinate() const {
    return parent == nullptr ? name : parent->name + "." + name;
}

const FieldDefinition* NamedType::field(std::string_view field_name) const {
    return find_named(fields, field_name);
}

const InputValue* NamedType::input_field(std::string_view field_name) const {
    return find_named(input_fields, field_name);
}

const EnumValueDefinition* NamedType::enum_value(std::string_view value_name) const {
    return find_named(enum_values, value_name);
}

bool NamedType::implements(const NamedType& interface) const {
    return std::ranges::find(interfaces, &interface) != interfaces.end();
}

const InputValue* DirectiveDefinition::argument(std::string_view argument_name) const {
    return find_named(arguments, argument_name);
}

bool DirectiveDefinition::may_stand_on(DirectiveLocation location) const {
    return std::ranges::find(locations, location) != locations.end();
}

Schema::Schema(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

const std::string& Schema::description() const { return parts_->description; }

const NamedType* Schema::type(std::string_view name) const {
    const auto found = parts_->types.find(name);
    return found == parts_->types.end() ? nullptr : found->second.get();
}

const DirectiveDefinition* Schema::directive(std::string_view name) const {
    const auto found = parts_->directives.find(name);
    return found == parts_->directives.end() ? nullptr : found->second.get();
}

const NamedType* Schema::root(OperationKind kind) const {
    return parts_->roots.at(static_cast<std::size_t>(kind));
}

std::span<const NamedType* const> Schema::types() const { return parts_->listed_types; }

std::span<const DirectiveDefinition* const> Schema::directives() const {
    return parts_->listed_directives;
}

const FieldDefinition* Schema::field(const NamedType& parent, std::string_view name) const {
    if (!name.starts_with("__")) return parent.field(name);
    const bool is_query = &parent == root(OperationKind::query);
    const bool is_known = name == "__typename" ? parent.is_composite() : is_query;
    return is_known ? parts_->meta.field(name) : nullptr;
}

const FieldDefinition& Schema::schema_field() const { return parts_->meta.fields.at(0); }

const FieldDefinition& Schema::type_field() const { return parts_->meta.fields.at(1); }

const FieldDefinition& Schema::typename_field() const { return parts_->meta.fields.at(2); }

std::size_t Schema::field_count() const { return parts_->field_count; }

bool Schema::is_possible(const NamedType& abstract, const NamedType& concrete) const {
    return std::ranges::find(abstract.possible_types, &concrete) != abstract.possible_types.end();
}

bool Schema::do_overlap(const NamedType& left, const NamedType& right) const {
    if (&left == &right) return true;
    return std::ranges::any_of(left.possible_types, [&](const NamedType* type) {
        return is_possible(right, *type);
    });
}

bool Schema::is_subtype(const Type& candidate, const Type& of) const {
    if (candidate == of) return true;
    if (of.is_non_null())
        return candidate.is_non_null() && is_subtype(candidate.nullable(), of.nullable());
    if (candidate.is_non_null()) return is_subtype(candidate.nullable(), of);
    if (candidate.is_list() != of.is_list()) return false;
    if (of.is_list()) return is_subtype(candidate.item(), of.item());
    return is_possible(of.named(), candidate.named()) || candidate.named().implements(of.named());
}

std::optional<Type> Schema::resolve(const ast::TypeReference& reference) const {
    const NamedType* named = type(reference.name.text);
    if (named == nullptr) return std::nullopt;
    return Type(*named, reference.shape);
}

}  // namespace lectern::graphql
