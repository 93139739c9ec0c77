#include "graphql/validation/field_conflict.hpp"

#include <utility>

#include "graphql/quote.hpp"
#include "graphql/validation/validate.hpp"

namespace lectern::graphql::validation {

namespace {

constexpr std::size_t max_locations = 100;
/// Of all reasons below together: they would multiply from level to level.
constexpr std::size_t max_reason_length = 500;

/// The shapes of two types differ when no value could be both (specification, SameResponseShape).
bool have_same_shape(const Type& left, const Type& right) {
    if (left.shape() != right.shape()) return false;
    const bool any_leaf = left.named().is_leaf() || right.named().is_leaf();
    return !any_leaf || &left.named() == &right.named();
}

}  // namespace

void Conflicts::add(Conflict conflict) {
    if (conflicts_.size() < max_validation_errors) conflicts_.push_back(std::move(conflict));
}

void Conflicts::add(
    std::string_view key, const FieldClass& left, const FieldClass& right, const std::string& reason
) {
    for (const ast::Field* one : left.fields) {
        for (const ast::Field* two : right.fields) {
            if (conflicts_.size() >= max_validation_errors) return;
            add({std::string(key), reason, {one->location(), two->location()}});
        }
    }
}

bool exclude_each_other(const NamedType* left, const NamedType* right) {
    return left != right && left != nullptr && right != nullptr && left->kind == TypeKind::object &&
           right->kind == TypeKind::object;
}

const NamedType* value_type(const FieldClass& fields) {
    return fields.definition == nullptr ? nullptr : &fields.definition->type.named();
}

std::optional<std::string> difference(
    const FieldClass& left, const FieldClass& right, bool are_exclusive
) {
    if (!are_exclusive) {
        const std::string& name = left.front().name.text;
        const std::string& other = right.front().name.text;
        if (name != other)
            return "they are the different fields " + quoted(name) + " and " + quoted(other);
        if (left.arguments != right.arguments) return "their arguments differ";
    }
    if (left.definition == nullptr || right.definition == nullptr) return std::nullopt;
    const Type& type = left.definition->type;
    const Type& other = right.definition->type;
    if (have_same_shape(type, other)) return std::nullopt;
    return "their types " + quoted(to_string(type)) + " and " + quoted(to_string(other)) +
           " do not fit together";
}

Conflict join(
    std::string_view key, const ast::Field& left, const ast::Field& right, const Conflicts& below
) {
    Conflict joined{
        .key = std::string(key), .reason = {}, .locations = {left.location(), right.location()}
    };
    for (const Conflict& conflict : below.all()) {
        if (joined.reason.size() + conflict.reason.size() < max_reason_length) {
            if (!joined.reason.empty()) joined.reason += ", and ";
            joined.reason +=
                "their fields " + quoted(conflict.key) + " conflict: " + conflict.reason;
        }
        for (const Location& location : conflict.locations) {
            if (joined.locations.size() < max_locations) joined.locations.push_back(location);
        }
    }
    if (joined.reason.empty()) joined.reason = "what they select conflicts";
    return joined;
}

}  // namespace lectern::graphql::validation
