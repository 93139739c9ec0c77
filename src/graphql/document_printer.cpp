#include "graphql/document_printer.hpp"

#include <utility>

#include "graphql/printer.hpp"
#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

std::string_view keyword(ast::TypeKind kind) {
    switch (kind) {
        case ast::TypeKind::scalar:
            return "scalar ";
        case ast::TypeKind::object:
            return "type ";
        case ast::TypeKind::interface:
            return "interface ";
        case ast::TypeKind::union_type:
            return "union ";
        case ast::TypeKind::enum_type:
            return "enum ";
        case ast::TypeKind::input_object:
            return "input ";
    }
    std::unreachable();
}

}  // namespace

void DocumentPrinter::line_start() { out_.append(level_ * 2, ' '); }

void DocumentPrinter::description(const std::optional<std::string>& text) {
    if (!text) return;
    append_quoted(*text, out_);
    out_ += '\n';
    line_start();
}

void DocumentPrinter::arguments(const std::vector<ast::Argument>& list) {
    if (list.empty()) return;
    out_ += '(';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out_ += ", ";
        out_ += list[i].name.text + ": " + print(list[i].value);
    }
    out_ += ')';
}

void DocumentPrinter::directives(const std::vector<ast::Directive>& list) {
    for (const ast::Directive& directive : list) {
        out_ += " @" + directive.name.text;
        arguments(directive.arguments);
    }
}

void DocumentPrinter::names(
    std::string_view before, std::string_view between, const std::vector<ast::Name>& list
) {
    for (std::size_t i = 0; i < list.size(); ++i) {
        out_ += i == 0 ? before : between;
        out_ += list[i].text;
    }
}

template <class T>
void DocumentPrinter::block(const std::vector<T>& members) {
    if (members.empty()) return;
    out_ += " {\n";
    ++level_;
    for (const T& one : members) {
        line_start();
        member(one);
        out_ += '\n';
    }
    --level_;
    line_start();
    out_ += '}';
}

void DocumentPrinter::variables(const std::vector<ast::VariableDefinition>& list) {
    if (list.empty()) return;
    out_ += '(';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out_ += ", ";
        out_ += "$" + list[i].name.text + ": " + print(list[i].type);
        if (list[i].default_value) out_ += " = " + print(*list[i].default_value);
        directives(list[i].directives);
    }
    out_ += ')';
}

void DocumentPrinter::selection_set(const ast::SelectionSet& set) {
    if (set.empty()) return;
    out_ += " {\n";
    ++level_;
    for (const ast::Selection& one : set.selections) {
        line_start();
        std::visit([&](const auto& node) { selection(node); }, one.node);
        out_ += '\n';
    }
    --level_;
    line_start();
    out_ += '}';
}

void DocumentPrinter::selection(const ast::Field& field) {
    if (field.alias) out_ += field.alias->text + ": ";
    out_ += field.name.text;
    arguments(field.arguments);
    directives(field.directives);
    selection_set(field.selection_set);
}

void DocumentPrinter::selection(const ast::FragmentSpread& spread) {
    out_ += "..." + spread.name.text;
    directives(spread.directives);
}

void DocumentPrinter::selection(const ast::InlineFragment& fragment) {
    out_ += "...";
    if (fragment.type_condition) out_ += " on " + fragment.type_condition->text;
    directives(fragment.directives);
    selection_set(fragment.selection_set);
}

void DocumentPrinter::input_value(const ast::InputValueDefinition& input) {
    out_ += input.name.text + ": " + print(input.type);
    if (input.default_value) out_ += " = " + print(*input.default_value);
    directives(input.directives);
}

void DocumentPrinter::input_values(const std::vector<ast::InputValueDefinition>& list) {
    if (list.empty()) return;
    out_ += '(';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out_ += ", ";
        if (list[i].description) out_ += quoted(*list[i].description) + " ";
        input_value(list[i]);
    }
    out_ += ')';
}

void DocumentPrinter::member(const ast::FieldDefinition& field) {
    description(field.description);
    out_ += field.name.text;
    input_values(field.arguments);
    out_ += ": " + print(field.type);
    directives(field.directives);
}

void DocumentPrinter::member(const ast::EnumValueDefinition& value) {
    description(value.description);
    out_ += value.name.text;
    directives(value.directives);
}

void DocumentPrinter::member(const ast::InputValueDefinition& input) {
    description(input.description);
    input_value(input);
}

void DocumentPrinter::definition(const ast::OperationDefinition& operation) {
    out_ += to_string(operation.kind);
    if (operation.name) out_ += " " + operation.name->text;
    variables(operation.variables);
    directives(operation.directives);
    selection_set(operation.selection_set);
    out_ += '\n';
}

void DocumentPrinter::definition(const ast::FragmentDefinition& fragment) {
    out_ += "fragment " + fragment.name.text + " on " + fragment.type_condition.text;
    directives(fragment.directives);
    selection_set(fragment.selection_set);
    out_ += '\n';
}

void DocumentPrinter::definition(const ast::SchemaDefinition& schema) {
    description(schema.description);
    out_ += schema.extension ? "extend schema" : "schema";
    directives(schema.directives);
    if (!schema.operations.empty()) out_ += " {\n";
    for (const ast::RootOperation& root : schema.operations) {
        out_ += "  ";
        out_ += to_string(root.kind);
        out_ += ": " + root.type.text + "\n";
    }
    out_ += schema.operations.empty() ? "\n" : "}\n";
}

void DocumentPrinter::definition(const ast::TypeDefinition& type) {
    description(type.description);
    if (type.extension) out_ += "extend ";
    out_ += keyword(type.kind);
    out_ += type.name.text;
    names(" implements ", " & ", type.interfaces);
    directives(type.directives);
    block(type.fields);
    names(" = ", " | ", type.members);
    block(type.values);
    block(type.inputs);
    out_ += '\n';
}

void DocumentPrinter::definition(const ast::DirectiveDefinition& directive) {
    description(directive.description);
    out_ += "directive @" + directive.name.text;
    input_values(directive.arguments);
    if (directive.repeatable) out_ += " repeatable";
    names(" on ", " | ", directive.locations);
    out_ += '\n';
}

}  // namespace lectern::graphql
