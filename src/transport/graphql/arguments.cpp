#include "transport/graphql/arguments.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "core/time_format.hpp"
#include "domain/dataset.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

double number_of(const language::Value& value) {
    if (const auto* whole = value.as_int()) return static_cast<double>(*whole);
    const double* real = value.as_double();
    return real == nullptr ? 0 : *real;
}

void add_bad_ids(const Arguments& arguments, std::vector<FieldViolation>& violations) {
    constexpr std::size_t longest = 512;
    if (const auto dataset = arguments.optional_text("dataset");
        dataset && !domain::validate(DatasetId{*dataset}))
        violations.push_back({.field = "/dataset", .description = "is no dataset id"});
    for (const std::string_view name : {"id", "entity", "job"}) {
        const auto id = arguments.optional_text(name);
        if (!id || (!id->empty() && id->size() <= longest)) continue;
        violations.push_back(
            {.field = std::string("/").append(name), .description = "is not 1 to 512 bytes long"}
        );
    }
}

}  // namespace

const language::Value* Arguments::find(std::string_view name) const {
    const language::Value* value = object_.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::string Arguments::text(std::string_view name, std::string_view fallback) const {
    return optional_text(name).value_or(std::string(fallback));
}

std::optional<std::string> Arguments::optional_text(std::string_view name) const {
    const language::Value* value = find(name);
    if (value == nullptr || value->as_string() == nullptr) return std::nullopt;
    return *value->as_string();
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
    std::vector<std::string> texts;
    const language::List* values = list(name);
    if (values == nullptr) return texts;
    texts.reserve(values->size());
    for (const language::Value& value : *values) {
        if (const std::string* text = value.as_string()) texts.push_back(*text);
    }
    return texts;
}

bool Arguments::flag(std::string_view name, bool fallback) const {
    const language::Value* value = find(name);
    return value == nullptr || value->as_bool() == nullptr ? fallback : *value->as_bool();
}

double Arguments::real(std::string_view name, double fallback) const {
    const language::Value* value = find(name);
    return value == nullptr ? fallback : number_of(*value);
}

std::int64_t Arguments::whole(std::string_view name, std::int64_t fallback) const {
    const language::Value* value = find(name);
    return value == nullptr || value->as_int() == nullptr ? fallback : *value->as_int();
}

std::uint32_t Arguments::count(std::string_view name, std::uint32_t fallback) const {
    constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
    const std::int64_t number = whole(name, fallback);
    return number < 0 || number > largest ? largest : static_cast<std::uint32_t>(number);
}

std::string Arguments::name_of(std::string_view name) const { return enum_name(text(name)); }

std::optional<Timestamp> Arguments::time(std::string_view name) const {
    return parse_timestamp(text(name));
}

const language::Object* Arguments::object(std::string_view name) const {
    const language::Value* value = find(name);
    return value == nullptr ? nullptr : value->as_object();
}

const language::List* Arguments::list(std::string_view name) const {
    const language::Value* value = find(name);
    return value == nullptr ? nullptr : value->as_list();
}

Result<void> check_ids(const Arguments& arguments) {
    std::vector<FieldViolation> violations;
    add_bad_ids(arguments, violations);
    for (const std::string_view member : {"input", "filter"}) {
        if (const language::Object* object = arguments.object(member))
            add_bad_ids(Arguments(*object), violations);
    }
    if (violations.empty()) return {};
    std::string message = violations.front().field + " " + violations.front().description;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = std::move(message),
        .violations = std::move(violations),
    });
}

Result<domain::PageRequest> decode_page_request(const Arguments& arguments) {
    domain::PageRequest page{.limit = arguments.count("first", domain::PageRequest{}.limit)};
    auto good = domain::validate(page);
    if (!good) return fail(good);
    const auto after = arguments.optional_text("after");
    if (after && after->empty()) {
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "/after is empty",
            .violations = {{.field = "/after", .description = "is empty"}},
        });
    }
    page.cursor = after.value_or("");
    return page;
}

std::vector<float> decode_vector(
    const language::List& list, const std::string& pointer, std::vector<FieldViolation>& violations
) {
    std::vector<float> vector;
    if (list.empty()) violations.push_back({.field = pointer, .description = "is empty"});
    vector.reserve(list.size());
    for (const language::Value& value : list) {
        const double number = number_of(value);
        if (std::abs(number) > std::numeric_limits<float>::max()) {
            violations.push_back(
                {.field = pointer + "/" + std::to_string(vector.size()),
                 .description = "is beyond single precision"}
            );
            return {};
        }
        vector.push_back(static_cast<float>(number));
    }
    return vector;
}

}  // namespace lectern::transport::graphql
