#include "graphql/schema_loader.hpp"

#include <utility>
#include <vector>

#include "graphql/built_in.hpp"
#include "graphql/parser.hpp"
#include "graphql/quote.hpp"
#include "graphql/schema_builder.hpp"
#include "graphql/schema_checks.hpp"
#include "graphql/type_system.hpp"

namespace lectern::graphql {
namespace {

void check_codecs(const TypeSystem& system, const ScalarCodecs& codecs, SchemaErrors& errors) {
    for (const auto& [name, codec] : codecs) {
        const auto found = system.type_index.find(name);
        const bool is_custom = found != system.type_index.end() &&
                               !system.types[found->second].is_built_in &&
                               system.types[found->second].definition.kind == ast::TypeKind::scalar;
        if (!is_custom)
            errors.add(
                std::vector<Location>{}, quoted(name) + " has a codec but is no custom scalar"
            );
    }
}

}  // namespace

Checked<Schema> load_schema(std::string_view sdl, ScalarCodecs codecs) {
    auto document = parse(sdl, ParseLimits::trusted());
    if (!document) return std::unexpected(std::vector{std::move(document).error()});
    return load_schema(*document, std::move(codecs));
}

Checked<Schema> load_schema(const ast::Document& document, ScalarCodecs codecs) {
    SchemaErrors errors;
    const TypeSystem system = gather_type_system(document, built_in_definitions(), errors);
    check_names(system, errors);
    check_codecs(system, codecs, errors);
    if (!errors.empty()) return std::unexpected(errors.take());

    Schema schema = SchemaBuilder(system, std::move(codecs), errors).build();
    check_types(system, schema, errors);
    if (!errors.empty()) return std::unexpected(errors.take());

    check_interfaces(system, schema, errors);
    check_directives(system, schema, errors);
    if (!errors.empty()) return std::unexpected(errors.take());
    return schema;
}

}  // namespace lectern::graphql
