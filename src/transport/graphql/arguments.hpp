#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "domain/page.hpp"
#include "graphql/value.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// Reads the members of coerced arguments or of a coerced input object: kinds are what the schema
/// says, which is the caller's promise. Null counts as absent. Views the object, which outlives it.
class Arguments final {
  public:
    explicit Arguments(const language::Object& object) : object_(object) {}

    bool has(std::string_view name) const { return find(name) != nullptr; }
    std::string text(std::string_view name, std::string_view fallback = {}) const;
    std::optional<std::string> optional_text(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    bool flag(std::string_view name, bool fallback) const;
    double real(std::string_view name, double fallback) const;
    std::int64_t whole(std::string_view name, std::int64_t fallback) const;
    /// Negative and too large numbers are the largest count, which every bound rules out.
    std::uint32_t count(std::string_view name, std::uint32_t fallback) const;
    /// An enum value as the name that the rest of the API has for it.
    std::string name_of(std::string_view name) const;
    std::optional<Timestamp> time(std::string_view name) const;
    /// Null when absent.
    const language::Value* find(std::string_view name) const;
    const language::Object* object(std::string_view name) const;
    const language::List* list(std::string_view name) const;

  private:
    const language::Object& object_;
};

/// Whether the ids among a root field's arguments, and in its `input` and `filter`, can be ids at
/// all, as the contract of REST has it: what cannot is `invalid_argument` rather than absent.
Result<void> check_ids(const Arguments& arguments);

/// Of the arguments `first` and `after`.
Result<domain::PageRequest> decode_page_request(const Arguments& arguments);

/// Numbers as single precision; those beyond it, and a list without any, are violations below
/// `pointer`.
std::vector<float> decode_vector(
    const language::List& list, const std::string& pointer, std::vector<FieldViolation>& violations
);

}  // namespace lectern::transport::graphql
