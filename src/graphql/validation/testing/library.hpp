#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "graphql/parser.hpp"
#include "graphql/schema_loader.hpp"

/// The schema that the tests of validation share with the test against the reference
/// implementation. Paths are from the root of the repository, where tests run.
namespace lectern::graphql::testing {

inline std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline const Schema& library() {
    static const Schema schema = [] {
        auto loaded = load_schema(read_file("tests/graphql/schemas/library.graphql"));
        if (!loaded) throw std::runtime_error(loaded.error().front().message);
        return std::move(*loaded);
    }();
    return schema;
}

/// Parses what must parse, at any length.
inline ast::Document document(const std::string& text) {
    auto parsed = parse(text, ParseLimits::trusted());
    if (!parsed) throw std::runtime_error(parsed.error().message + " in " + text);
    return std::move(*parsed);
}

}  // namespace lectern::graphql::testing
