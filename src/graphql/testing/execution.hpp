#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/executor.hpp"
#include "graphql/parser.hpp"
#include "graphql/request.hpp"
#include "graphql/resolvers.hpp"
#include "graphql/schema_loader.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql::testing {

/// `{kind} message (line:column)`, one a line.
inline std::string text_of(const std::vector<GraphQlError>& errors) {
    std::string text;
    for (const GraphQlError& error : errors) {
        text += std::string(to_string(error.kind)) + ": " + error.message;
        for (const Location& at : error.locations)
            text += " (" + std::to_string(at.line) + ":" + std::to_string(at.column) + ")";
        text += "\n";
    }
    return text;
}

inline Schema schema_of(std::string_view sdl, ScalarCodecs codecs = {}) {
    auto schema = load_schema(sdl, std::move(codecs));
    if (!schema) throw std::invalid_argument(text_of(schema.error()));
    return *std::move(schema);
}

inline ast::Document document_of(std::string_view text) {
    auto document = parse(text, ParseLimits::trusted());
    if (!document) throw std::invalid_argument(text_of({document.error()}));
    return *std::move(document);
}

/// A value in GraphQL's notation.
inline Value value_of(std::string_view literal) {
    auto value = parse_value(literal, ParseLimits::trusted());
    if (!value) throw std::invalid_argument(text_of({value.error()}));
    return untyped(*value, nullptr);
}

inline std::string path_of(const GraphQlError& error) {
    std::string text;
    for (const PathStep& step : error.path) {
        if (!text.empty()) text += ".";
        const auto* key = std::get_if<std::string>(&step);
        text += key != nullptr ? *key : std::to_string(std::get<std::size_t>(step));
    }
    return text;
}

/// `{data} | path: message | ...`.
inline std::string text_of(const Response& response) {
    std::string text = response.data ? to_string(*response.data) : "no data";
    for (const GraphQlError& error : response.errors)
        text += " | " + path_of(error) + ": " + error.message;
    return text;
}

/// Runs a document, unvalidated, over data or resolvers.
class Engine final {
  public:
    explicit Engine(std::string_view sdl, Resolvers resolvers = value_resolvers())
        : schema_(schema_of(sdl)), bindings_(bind(schema_, std::move(resolvers))) {}

    const Schema& schema() const { return schema_; }
    const Bindings& bindings() const { return bindings_; }

    Response run(
        std::string_view text,
        std::string_view data = "{}",
        const Object& variables = {},
        const RequestContext& context = {}
    ) const {
        const ast::Document document = document_of(text);
        const auto operation = choose_operation(document, std::nullopt);
        const auto coerced = coerce_variables(schema_, **operation, variables);
        if (!coerced) return {.data = {}, .errors = coerced.error()};
        return GraphQlExecutor(bindings_).execute(
            context,
            {.document = document,
             .operation = **operation,
             .variables = *coerced,
             .root = Source::of(value_of(data))}
        );
    }

  private:
    static Bindings bind(const Schema& schema, Resolvers resolvers) {
        auto bindings = Bindings::bind(schema, std::move(resolvers));
        if (!bindings) throw std::invalid_argument(bindings.error().message);
        return *std::move(bindings);
    }

    Schema schema_;
    Bindings bindings_;
};

}  // namespace lectern::graphql::testing
