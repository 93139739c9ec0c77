#include "transport/rest/schema_validator.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

#include <re2/re2.h>

#include "core/utf8.hpp"
#include "transport/common/json_writer.hpp"
#include "transport/rest/json_kinds.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

// Where the validation stands, as a list from the value up; a pointer is made of it only for a
// violation.
struct Place {
    const Place* parent = nullptr;
    std::string_view name{};
    std::size_t index = 0;
    bool is_index = false;
};

std::string pointer_of(const Place* place, const std::string& root) {
    if (place == nullptr) return root;
    const std::string token =
        place->is_index ? std::to_string(place->index) : pointer_token(place->name);
    return pointer_of(place->parent, root) + "/" + token;
}

std::string shortest(double number) {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr};
}

class Validation {
  public:
    Validation(const std::string& root, std::size_t limit) : root_(root), limit_(limit) {}

    void check(const Schema& schema, const json::value& value, const Place* place) {
        if (is_full()) return;
        if (schema.never) return report(place, "is not known");
        if (schema.types != 0 && (schema.types & types_of_value(value)) == 0) {
            return report(
                place, "must be " + names_of(schema.types) + ", not " + describe_kind(value)
            );
        }
        if (schema.reference != nullptr) check(*schema.reference, value, place);
        check_allowed(schema, value, place);
        check_by_kind(schema, value, place);
        check_composition(schema, value, place);
    }

    std::vector<FieldViolation> take() { return std::move(violations_); }

  private:
    bool is_full() const { return violations_.size() >= limit_; }

    void report(const Place* place, std::string description) {
        if (is_full()) return;
        violations_.push_back(
            {.field = pointer_of(place, root_), .description = std::move(description)}
        );
    }

    void check_allowed(const Schema& schema, const json::value& value, const Place* place) {
        if (schema.allowed.empty()) return;
        std::string choices;
        for (const json::value* allowed : schema.allowed) {
            if (equal_values(*allowed, value)) return;
            if (!choices.empty()) choices += ", ";
            choices +=
                allowed->is_string() ? std::string(allowed->get_string()) : write_json(*allowed);
        }
        report(place, (schema.allowed.size() == 1 ? "must be " : "must be one of ") + choices);
    }

    void check_by_kind(const Schema& schema, const json::value& value, const Place* place) {
        if (value.is_object()) check_object(schema.object, value.get_object(), place);
        if (value.is_array()) check_array(schema.array, value.get_array(), place);
        if (value.is_string()) check_string(schema.string, value.get_string(), place);
        if (value.is_number()) check_number(schema.number, value.to_number<double>(), place);
    }

    void check_object(const ObjectRules& rules, const json::object& object, const Place* place) {
        for (const std::string_view name : rules.required) {
            const Place missing{.parent = place, .name = name};
            if (!object.contains(name)) report(&missing, "is missing");
        }
        if (object.size() < rules.min_properties) {
            report(
                place, "must have at least " + std::to_string(rules.min_properties) + " members"
            );
        }
        if (object.size() > rules.max_properties) {
            report(place, "must have at most " + std::to_string(rules.max_properties) + " members");
        }
        for (const json::key_value_pair& member : object) {
            const Place at{.parent = place, .name = member.key()};
            const auto known = rules.properties.find(std::string_view(member.key()));
            const Schema* schema =
                known == rules.properties.end() ? rules.additional : known->second;
            if (schema != nullptr) check(*schema, member.value(), &at);
        }
    }

    void check_array(const ArrayRules& rules, const json::array& array, const Place* place) {
        if (array.size() < rules.min_items) {
            report(place, "must have at least " + std::to_string(rules.min_items) + " items");
        }
        if (array.size() > rules.max_items) {
            return report(place, "must have at most " + std::to_string(rules.max_items) + " items");
        }
        if (rules.unique) check_unique(array, place);
        if (rules.items == nullptr) return;
        for (std::size_t index = 0; index < array.size() && !is_full(); ++index) {
            const Place at{.parent = place, .index = index, .is_index = true};
            check(*rules.items, array[index], &at);
        }
    }

    // Quadratic, and therefore only for short lists: the compiler holds `uniqueItems` to a
    // `maxItems`.
    void check_unique(const json::array& array, const Place* place) {
        for (std::size_t index = 1; index < array.size(); ++index) {
            const auto earlier = std::span(array.data(), index);
            if (std::ranges::none_of(earlier, [&](const json::value& other) {
                    return equal_values(other, array[index]);
                })) {
                continue;
            }
            const Place at{.parent = place, .index = index, .is_index = true};
            report(&at, "is there twice");
        }
    }

    void check_string(const StringRules& rules, const json::string& string, const Place* place) {
        // Bytes bound code points from above, and a quarter of them from below: counting is seldom
        // needed.
        const bool surely_long_enough = string.size() / 4 >= rules.min_length;
        const bool surely_short_enough = string.size() <= rules.max_length;
        if (!surely_long_enough || !surely_short_enough) {
            const std::size_t length = count_characters(string).value_or(string.size());
            if (length < rules.min_length) {
                report(
                    place, "must have at least " + std::to_string(rules.min_length) + " characters"
                );
            }
            if (length > rules.max_length) {
                report(
                    place, "must have at most " + std::to_string(rules.max_length) + " characters"
                );
                return;
            }
        }
        if (rules.pattern == nullptr) return;
        if (!re2::RE2::PartialMatch(
                re2::StringPiece(string.data(), string.size()), *rules.pattern
            )) {
            report(place, "must match " + rules.pattern->pattern());
        }
    }

    void check_number(const NumberRules& rules, double number, const Place* place) {
        if (rules.minimum && number < *rules.minimum)
            report(place, "must be at least " + shortest(*rules.minimum));
        if (rules.maximum && number > *rules.maximum)
            report(place, "must be at most " + shortest(*rules.maximum));
        if (rules.exclusive_minimum && number <= *rules.exclusive_minimum) {
            report(place, "must be above " + shortest(*rules.exclusive_minimum));
        }
        if (rules.exclusive_maximum && number >= *rules.exclusive_maximum) {
            report(place, "must be below " + shortest(*rules.exclusive_maximum));
        }
    }

    void check_composition(const Schema& schema, const json::value& value, const Place* place) {
        for (const Schema* part : schema.all_of) check(*part, value, place);
        if (!schema.any_of.empty()) check_choice(schema.any_of, value, place, false);
        if (!schema.one_of.empty()) check_choice(schema.one_of, value, place, true);
        if (schema.negated == nullptr || !is_valid(*schema.negated, value)) return;
        const std::string_view title = schema.negated->title;
        report(
            place,
            title.empty() ? "has a form that is not allowed" : "must not have " + std::string(title)
        );
    }

    static bool is_valid(const Schema& schema, const json::value& value) {
        return find_violations(schema, value, {}, 1).empty();
    }

    void check_choice(
        const std::vector<const Schema*>& parts,
        const json::value& value,
        const Place* place,
        bool exactly_one
    ) {
        const auto valid = std::ranges::count_if(parts, [&](const Schema* part) {
            return is_valid(*part, value);
        });
        if (valid == 1 || (valid > 1 && !exactly_one)) return;
        if (valid > 1) return report(place, "fits more than one of " + titles_of(parts));
        // Only one form has values of this type: then it is the one that was meant, and its
        // violations help more.
        const Schema* meant = nullptr;
        std::size_t candidates = 0;
        for (const Schema* part : parts) {
            const JsonTypes types = types_of(*part);
            if (types != 0 && (types & types_of_value(value)) == 0) continue;
            meant = part;
            ++candidates;
        }
        if (candidates == 1) return check(*meant, value, place);
        report(place, "must be one of " + titles_of(parts));
    }

    static std::string titles_of(const std::vector<const Schema*>& parts) {
        std::string text;
        for (const Schema* part : parts) {
            if (!text.empty()) text += ", ";
            const JsonTypes types = types_of(*part);
            if (!part->title.empty())
                text += part->title;
            else
                text += types == 0 ? "any type" : names_of(types);
        }
        return text;
    }

    const std::string& root_;
    const std::size_t limit_;
    std::vector<FieldViolation> violations_;
};

}  // namespace

std::vector<FieldViolation> find_violations(
    const Schema& schema, const json::value& value, const std::string& pointer, std::size_t limit
) {
    Validation validation(pointer, limit);
    validation.check(schema, value, nullptr);
    return validation.take();
}

std::string pointer_token(std::string_view name) {
    std::string token;
    token.reserve(name.size());
    for (const char character : name) {
        if (character == '~')
            token += "~0";
        else if (character == '/')
            token += "~1";
        else
            token += character;
    }
    return token;
}

}  // namespace lectern::transport::rest
