#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graphql/schema.hpp"
#include "graphql/type_system.hpp"

namespace lectern::graphql {

/// Coerces the defaults of arguments and input fields. The default of an input object takes in the
/// defaults of fields that it leaves out, so those are coerced first; a circle is an error.
class DefaultValues final {
  public:
    using Types = std::map<std::string, std::unique_ptr<NamedType>, std::less<>>;

    /// `types` are those that the inputs are of.
    DefaultValues(Types& types, SchemaErrors& errors) : types_(types), errors_(errors) {}

    void coerce(std::vector<InputValue>& inputs);

  private:
    void coerce(InputValue& input);
    void coerce_needed(const ast::Value& literal, const std::string& type_name);

    Types& types_;
    SchemaErrors& errors_;
    std::set<const InputValue*> under_way_;
    std::set<const InputValue*> done_;
};

}  // namespace lectern::graphql
