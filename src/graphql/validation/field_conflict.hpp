#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/schema.hpp"
#include "graphql/source.hpp"
#include "graphql/validation/field_sets.hpp"

namespace lectern::graphql::validation {

/// Two fields that cannot be merged, with the fields below them that are why.
struct Conflict {
    std::string key;
    std::string reason;
    std::vector<Location> locations;
};

/// The conflicts of one comparison. Keeps as many as can be reported.
class Conflicts final {
  public:
    void add(Conflict conflict);
    /// Every field of the one class with every field of the other.
    void add(
        std::string_view key,
        const FieldClass& left,
        const FieldClass& right,
        const std::string& reason
    );

    bool empty() const { return conflicts_.empty(); }
    const std::vector<Conflict>& all() const { return conflicts_; }

  private:
    std::vector<Conflict> conflicts_;
};

/// Whether fields of these two types are never in one answer: both are objects, and not the same.
bool exclude_each_other(const NamedType* left, const NamedType* right);

/// The named type of the fields' values; null where it is unknown.
const NamedType* value_type(const FieldClass& fields);

/// Why two fields themselves cannot be merged, whatever they select; nothing when they can.
std::optional<std::string> difference(
    const FieldClass& left, const FieldClass& right, bool are_exclusive
);

/// The conflict of two fields whose selections conflict.
Conflict join(
    std::string_view key, const ast::Field& left, const ast::Field& right, const Conflicts& below
);

}  // namespace lectern::graphql::validation
