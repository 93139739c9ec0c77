#include "graphql/printer.hpp"

#include <utility>

#include "graphql/document_printer.hpp"
#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

void write(const ast::Value& value, std::string& out);

void write_list(const ast::Value& list, std::string& out) {
    out += '[';
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (i > 0) out += ", ";
        write(list.items[i], out);
    }
    out += ']';
}

void write_object(const ast::Value& object, std::string& out) {
    out += '{';
    for (std::size_t i = 0; i < object.fields.size(); ++i) {
        if (i > 0) out += ", ";
        out += object.fields[i].name.text + ": ";
        write(object.fields[i].value, out);
    }
    out += '}';
}

void write(const ast::Value& value, std::string& out) {
    switch (value.kind) {
        case ast::ValueKind::variable:
            out += '$';
            out += value.text;
            return;
        case ast::ValueKind::string:
            append_quoted(value.text, out);
            return;
        case ast::ValueKind::integer:
        case ast::ValueKind::real:
        case ast::ValueKind::boolean:
        case ast::ValueKind::null:
        case ast::ValueKind::enum_value:
            out += value.text;
            return;
        case ast::ValueKind::list:
            write_list(value, out);
            return;
        case ast::ValueKind::object:
            write_object(value, out);
            return;
    }
    std::unreachable();
}

}  // namespace

std::string print(const ast::Value& value) {
    std::string out;
    write(value, out);
    return out;
}

std::string print(const ast::TypeReference& type) {
    std::string text(type.shape.lists, '[');
    text += type.name.text;
    for (unsigned level = 0; level <= type.shape.lists; ++level) {
        if (level > 0) text += ']';
        if (((type.shape.non_null >> level) & 1U) != 0) text += '!';
    }
    return text;
}

std::string print(const ast::Document& document) {
    std::string out;
    DocumentPrinter printer(out);
    for (const ast::Definition& definition : document.definitions) {
        if (!out.empty()) out += "\n";
        std::visit([&](const auto& node) { printer.definition(node); }, definition);
    }
    return out;
}

}  // namespace lectern::graphql
