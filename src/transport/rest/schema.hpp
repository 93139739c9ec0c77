#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "core/result.hpp"

namespace re2 {
class RE2;
}

namespace lectern::transport::rest {

/// The types of JSON Schema, as bits, so that a schema may allow several. A `number` may be whole.
enum class JsonType : std::uint8_t {
    null = 1,
    boolean = 2,
    integer = 4,
    number = 8,
    string = 16,
    array = 32,
    object = 64,
};

/// A set of types; none means any.
using JsonTypes = std::uint8_t;

constexpr JsonTypes bit(JsonType type) { return static_cast<JsonTypes>(type); }

struct Schema;

struct ObjectRules {
    std::unordered_map<std::string_view, const Schema*> properties{};
    std::vector<std::string_view> required{};
    const Schema* additional = nullptr;  ///< For members not among `properties`; null: anything.
    std::size_t min_properties = 0;
    std::size_t max_properties = std::numeric_limits<std::size_t>::max();
};

struct ArrayRules {
    const Schema* items = nullptr;  ///< Null: anything.
    std::size_t min_items = 0;
    std::size_t max_items = std::numeric_limits<std::size_t>::max();
    bool unique = false;
};

/// Lengths are in code points.
struct StringRules {
    std::size_t min_length = 0;
    std::size_t max_length = std::numeric_limits<std::size_t>::max();
    std::shared_ptr<const re2::RE2> pattern{
    };  ///< Shared by copies of the rules; RE2 itself cannot be copied.
};

struct NumberRules {
    std::optional<double> minimum{};
    std::optional<double> maximum{};
    std::optional<double> exclusive_minimum{};
    std::optional<double> exclusive_maximum{};
};

/// A JSON Schema (2020-12, the subset of `SchemaSet`) ready for checking. Points into its
/// `SchemaSet`'s document.
struct Schema {
    bool never = false;        ///< The schema `false`.
    std::string_view title{};  ///< Names it in messages.
    const Schema* reference = nullptr;
    JsonTypes types = 0;
    ObjectRules object{};
    ArrayRules array{};
    StringRules string{};
    NumberRules number{};
    std::vector<const boost::json::value*> allowed{};  ///< Of `enum` and `const`; empty: all.
    std::vector<const Schema*> all_of{};
    std::vector<const Schema*> any_of{};
    std::vector<const Schema*> one_of{};
    const Schema* negated = nullptr;
    const boost::json::value* default_value = nullptr;
};

/// The types that a schema allows, its reference followed.
JsonTypes types_of(const Schema& schema);

/// The `default` of a schema or of what it refers to; null without.
const boost::json::value* default_of(const Schema& schema);

/// Compiles the schemas of a document, each once, so that they may refer to each other and to
/// themselves. Keywords: `$ref` (local), `type`, `enum`, `const`, `properties`, `required`,
/// `additionalProperties`, `minProperties`, `maxProperties`, `items`, `minItems`, `maxItems`,
/// `uniqueItems`, `minLength`, `maxLength`, `pattern` (RE2), `minimum`, `maximum`,
/// `exclusiveMinimum`, `exclusiveMaximum`, `allOf`, `anyOf`, `oneOf`, `not`. Annotations are passed
/// over; any other keyword is an error. Not thread-safe; what it made is.
class SchemaSet final {
  public:
    /// `document` outlives the set.
    explicit SchemaSet(const boost::json::value& document) : document_(document) {}

    /// `invalid_argument` names the keyword or reference that it cannot handle.
    Result<const Schema*> compile(const boost::json::value& schema);

    /// What a local reference (`#/components/schemas/Job`) names; null when nothing.
    const boost::json::value* find(std::string_view reference) const;

  private:
    Result<void> fill(const boost::json::object& source, Schema& schema);
    Result<void> apply(std::string_view keyword, const boost::json::value& value, Schema& schema);
    Result<bool> apply_object_keyword(
        std::string_view keyword, const boost::json::value& value, Schema& schema
    );
    Result<bool> apply_composition(
        std::string_view keyword, const boost::json::value& value, Schema& schema
    );
    Result<void> compile_into(const boost::json::value& value, const Schema*& slot);

    const boost::json::value& document_;
    std::deque<Schema> schemas_;
    std::unordered_map<const boost::json::value*, const Schema*> compiled_;
};

}  // namespace lectern::transport::rest
