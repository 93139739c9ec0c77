#include "transport/graphql/retrieval_codec.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "domain/dataset.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

using Violations = std::vector<FieldViolation>;

// Gathers what is wrong, so that a client learns of all of it at once.
class FilterReader {
  public:
    domain::Filter read(const Arguments& input, const std::string& pointer) {
        std::size_t members = 0;
        domain::Filter filter;
        for (const auto& [name, decode] : forms) {
            if (!input.has(name)) continue;
            ++members;
            filter = (this->*decode)(input, std::string(name), pointer);
        }
        if (members != 1)
            violations_.push_back({.field = pointer, .description = "must have exactly one member"}
            );
        return filter;
    }

    Violations& violations() { return violations_; }

  private:
    using Decode =
        domain::Filter (FilterReader::*)(const Arguments&, const std::string&, const std::string&);

    std::vector<domain::Filter> read_parts(
        const Arguments& input, const std::string& name, const std::string& pointer
    ) {
        std::vector<domain::Filter> parts;
        for (const language::Value& part : *input.list(name)) {
            const std::string at = pointer + "/" + name + "/" + std::to_string(parts.size());
            parts.push_back(read(Arguments(*part.as_object()), at));
        }
        return parts;
    }

    domain::Filter read_and(
        const Arguments& input, const std::string& name, const std::string& pointer
    ) {
        return {domain::AllOf{read_parts(input, name, pointer)}};
    }

    domain::Filter read_or(
        const Arguments& input, const std::string& name, const std::string& pointer
    ) {
        return {domain::AnyOf{read_parts(input, name, pointer)}};
    }

    domain::Filter read_not(
        const Arguments& input, const std::string& name, const std::string& pointer
    ) {
        return {domain::NoneOf{{read(Arguments(*input.object(name)), pointer + "/" + name)}}};
    }

    domain::Filter
    read_equals(const Arguments& input, const std::string& name, const std::string&) {
        const Arguments condition(*input.object(name));
        domain::In in{.field = condition.text("field"), .values = {}};
        if (auto value = decode_scalar(*condition.find("value")))
            in.values.push_back(std::move(*value));
        return {std::move(in)};
    }

    domain::Filter read_in(const Arguments& input, const std::string& name, const std::string&) {
        const Arguments condition(*input.object(name));
        domain::In in{.field = condition.text("field"), .values = {}};
        for (const language::Value& element : *condition.list("values")) {
            if (auto value = decode_scalar(element)) in.values.push_back(std::move(*value));
        }
        return {std::move(in)};
    }

    static std::optional<domain::Scalar> bound_of(
        const Arguments& condition, std::string_view name
    ) {
        const language::Value* value = condition.find(name);
        return value == nullptr ? std::nullopt : decode_scalar(*value);
    }

    domain::Filter read_range(const Arguments& input, const std::string& name, const std::string&) {
        const Arguments condition(*input.object(name));
        return {domain::Range{
            .field = condition.text("field"),
            .greater = bound_of(condition, "gt"),
            .greater_or_equal = bound_of(condition, "gte"),
            .less = bound_of(condition, "lt"),
            .less_or_equal = bound_of(condition, "lte"),
        }};
    }

    domain::Filter
    read_exists(const Arguments& input, const std::string& name, const std::string&) {
        return {domain::Exists{Arguments(*input.object(name)).text("field")}};
    }

    static constexpr std::array<std::pair<std::string_view, Decode>, 7> forms{{
        {"and", &FilterReader::read_and},
        {"or", &FilterReader::read_or},
        {"not", &FilterReader::read_not},
        {"equals", &FilterReader::read_equals},
        {"in", &FilterReader::read_in},
        {"range", &FilterReader::read_range},
        {"exists", &FilterReader::read_exists},
    }};

    Violations violations_{};
};

services::LegWeights decode_weights(const Arguments& input) {
    const services::LegWeights defaults;
    const language::Object* object = input.object("weights");
    if (object == nullptr) return defaults;
    const Arguments weights(*object);
    return {
        .lexical = weights.real("lexical", defaults.lexical),
        .vector = weights.real("vector", defaults.vector),
        .graph = weights.real("graph", defaults.graph),
    };
}

std::vector<domain::FacetRequest> decode_facets(const Arguments& input) {
    std::vector<domain::FacetRequest> facets;
    const language::List* list = input.list("facets");
    if (list == nullptr) return facets;
    for (const language::Value& element : *list) {
        const Arguments facet(*element.as_object());
        facets.push_back(
            {.field = facet.text("field"),
             .limit = facet.count("limit", domain::FacetRequest{}.limit)}
        );
    }
    return facets;
}

std::unexpected<Error> invalid(Violations violations) {
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "the input is not valid",
        .violations = std::move(violations),
    });
}

}  // namespace

Result<domain::Filter> decode_filter(const Arguments& input, const std::string& pointer) {
    FilterReader reader;
    domain::Filter filter = reader.read(input, pointer);
    if (!reader.violations().empty()) return invalid(std::move(reader.violations()));
    return filter;
}

Result<services::RetrieveRequest> decode_retrieve_request(const Arguments& input) {
    const services::RetrieveRequest defaults;
    services::RetrieveRequest request{
        .query = input.text("query"),
        .mode = domain::parse_retrieval_mode(input.name_of("mode")).value_or(defaults.mode),
        .top_k = input.count("topK", defaults.top_k),
        .weights = decode_weights(input),
        .highlight = input.flag("highlight", defaults.highlight),
        .explain = input.flag("explain", defaults.explain),
        .include_text = input.flag("includeText", defaults.include_text),
        .facets = decode_facets(input),
        .cursor = input.text("cursor"),
    };
    Violations violations;
    for (std::string& id : input.texts("datasets")) {
        const std::string at = "/datasets/" + std::to_string(request.datasets.size());
        if (std::ranges::find(request.datasets, DatasetId{id}) != request.datasets.end())
            violations.push_back({.field = at, .description = "is there twice"});
        if (!domain::validate(DatasetId{id}))
            violations.push_back({.field = at, .description = "is no dataset id"});
        request.datasets.push_back({std::move(id)});
    }
    if (const language::Object* object = input.object("filter")) {
        auto filter = decode_filter(Arguments(*object), "/filter");
        if (filter)
            request.filter = std::move(*filter);
        else
            std::ranges::move(filter.error().violations, std::back_inserter(violations));
    }
    if (const language::List* vector = input.list("vector"))
        request.vector = decode_vector(*vector, "/vector", violations);
    if (!violations.empty()) return invalid(std::move(violations));
    return request;
}

}  // namespace lectern::transport::graphql
