#include "graphql/schema_builder.hpp"

#include <utility>

#include "graphql/built_in.hpp"
#include "graphql/default_values.hpp"
#include "graphql/schema_parts.hpp"

namespace lectern::graphql {
namespace {

const ast::Value* argument_of(
    const std::vector<ast::Directive>& directives, std::string_view directive, std::string_view name
) {
    for (const ast::Directive& used : directives) {
        if (used.name.text != directive) continue;
        for (const ast::Argument& argument : used.arguments)
            if (argument.name.text == name) return &argument.value;
    }
    return nullptr;
}

bool has(const std::vector<ast::Directive>& directives, std::string_view name) {
    for (const ast::Directive& used : directives)
        if (used.name.text == name) return true;
    return false;
}

}  // namespace

SchemaBuilder::SchemaBuilder(const TypeSystem& system, ScalarCodecs codecs, SchemaErrors& errors)
    : system_(system),
      codecs_(std::move(codecs)),
      errors_(errors),
      parts_(std::make_unique<Schema::Parts>()) {}

SchemaBuilder::~SchemaBuilder() = default;

Schema SchemaBuilder::build() {
    parts_->description = system_.schema.description.value_or("");
    for (const TypeSystem::Type& type : system_.types) {
        if (type.definition.name.text == meta_type_name) continue;
        auto shell = std::make_unique<NamedType>();
        shell->is_built_in = type.is_built_in;
        parts_->types.emplace(type.definition.name.text, std::move(shell));
    }
    for (const TypeSystem::Type& type : system_.types) {
        const auto shell = parts_->types.find(type.definition.name.text);
        fill(shell == parts_->types.end() ? parts_->meta : *shell->second, type.definition);
    }
    add_directives();
    add_possible_types();
    add_roots();
    add_meta_fields();
    list_types();
    coerce_defaults();
    return Schema(std::move(parts_));
}

const NamedType* SchemaBuilder::named(const ast::Name& name) const {
    return parts_->types.find(name.text)->second.get();
}

Type SchemaBuilder::type(const ast::TypeReference& reference) {
    const NamedType* type = named(reference.name);
    referenced_.insert(type);
    return {*type, reference.shape};
}

void SchemaBuilder::fill(NamedType& type, const ast::TypeDefinition& definition) {
    type.kind = definition.kind;
    type.name = definition.name.text;
    type.description = definition.description.value_or("");
    type.directives = definition.directives;
    if (const ast::Value* url = argument_of(definition.directives, "specifiedBy", "url"))
        type.specified_by_url = url->text;
    if (auto codec = codecs_.find(type.name); codec != codecs_.end())
        type.codec = std::move(codec->second);

    type.fields.reserve(definition.fields.size());
    for (const ast::FieldDefinition& field_definition : definition.fields)
        type.fields.push_back(field(field_definition, &type));
    for (const ast::Name& interface : definition.interfaces)
        type.interfaces.push_back(named(interface));
    for (const ast::EnumValueDefinition& value : definition.values) {
        type.enum_values.push_back(
            {.name = value.name.text,
             .description = value.description.value_or(""),
             .deprecation_reason = deprecation(value.directives),
             .directives = value.directives}
        );
    }
    type.input_fields = inputs(definition.inputs);
}

FieldDefinition SchemaBuilder::field(
    const ast::FieldDefinition& definition, const NamedType* parent
) {
    return {
        .name = definition.name.text,
        .description = definition.description.value_or(""),
        .arguments = inputs(definition.arguments),
        .type = type(definition.type),
        .deprecation_reason = deprecation(definition.directives),
        .directives = definition.directives,
        .parent = parent,
        .ordinal = static_cast<std::uint32_t>(parts_->field_count++),
    };
}

std::vector<InputValue> SchemaBuilder::inputs(
    const std::vector<ast::InputValueDefinition>& definitions
) {
    std::vector<InputValue> list;
    list.reserve(definitions.size());
    for (const ast::InputValueDefinition& definition : definitions) {
        list.push_back(
            {.name = definition.name.text,
             .description = definition.description.value_or(""),
             .type = type(definition.type),
             .default_literal = definition.default_value,
             .default_value = std::nullopt,
             .deprecation_reason = deprecation(definition.directives),
             .directives = definition.directives}
        );
    }
    return list;
}

std::optional<std::string> SchemaBuilder::deprecation(const std::vector<ast::Directive>& directives
) const {
    if (!has(directives, "deprecated")) return std::nullopt;
    if (const ast::Value* reason = argument_of(directives, "deprecated", "reason")) {
        if (reason->kind == ast::ValueKind::null) return std::nullopt;
        return reason->text;
    }
    const ast::DirectiveDefinition* definition = system_.directive("deprecated");
    for (const ast::InputValueDefinition& argument : definition->arguments)
        if (argument.name.text == "reason" && argument.default_value)
            return argument.default_value->text;
    return "";
}

void SchemaBuilder::add_directives() {
    for (const TypeSystem::Directive& directive : system_.directives) {
        const ast::DirectiveDefinition& from = directive.definition;
        auto to = std::make_unique<DirectiveDefinition>();
        to->name = from.name.text;
        to->description = from.description.value_or("");
        to->arguments = inputs(from.arguments);
        to->repeatable = from.repeatable;
        to->is_built_in = directive.is_built_in;
        for (const ast::Name& location : from.locations)
            to->locations.push_back(parse_directive_location(location.text).value());
        parts_->directives.emplace(to->name, std::move(to));
    }
    for (const auto& [name, directive] : parts_->directives)
        parts_->listed_directives.push_back(directive.get());
}

void SchemaBuilder::add_possible_types() {
    for (const TypeSystem::Type& type : system_.types) {
        if (type.definition.name.text == meta_type_name) continue;
        NamedType& to = *parts_->types.find(type.definition.name.text)->second;
        for (const ast::Name& member : type.definition.members)
            to.possible_types.push_back(named(member));
        if (to.kind != TypeKind::object) continue;
        to.possible_types.push_back(&to);
        for (const ast::Name& interface : type.definition.interfaces)
            parts_->types.find(interface.text)->second->possible_types.push_back(&to);
    }
}

void SchemaBuilder::add_roots() {
    for (const ast::RootOperation& root : system_.schema.operations)
        parts_->roots.at(static_cast<std::size_t>(root.kind)) = named(root.type);
}

void SchemaBuilder::add_meta_fields() {
    const NamedType* query = parts_->roots.at(static_cast<std::size_t>(OperationKind::query));
    for (FieldDefinition& meta : parts_->meta.fields)
        meta.parent = meta.name == "__typename" ? nullptr : query;
}

void SchemaBuilder::list_types() {
    for (const auto& [name, type] : parts_->types) {
        const bool is_unused_scalar = type->is_built_in && type->kind == TypeKind::scalar &&
                                      !referenced_.contains(type.get());
        if (!is_unused_scalar) parts_->listed_types.push_back(type.get());
    }
}

void SchemaBuilder::coerce_defaults() {
    DefaultValues defaults(parts_->types, errors_);
    for (const auto& [name, type] : parts_->types) {
        defaults.coerce(type->input_fields);
        for (FieldDefinition& field : type->fields) defaults.coerce(field.arguments);
    }
    for (const auto& [name, directive] : parts_->directives) defaults.coerce(directive->arguments);
    for (FieldDefinition& field : parts_->meta.fields) defaults.coerce(field.arguments);
}

}  // namespace lectern::graphql
