#include "graphql/printer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "graphql/parser.hpp"

namespace lectern::graphql {
namespace {

// Documents made at random as text, from the grammar: what is printed of them must read back as
// the same, which printing once more shows.
class Writer final {
  public:
    std::string document() {
        std::string text;
        const int definitions = *rc::gen::inRange(1, 4);
        for (int i = 0; i < definitions; ++i) text += definition() + "\n";
        return text;
    }

  private:
    static int below(int limit) { return *rc::gen::inRange(0, limit); }
    static bool coin() { return below(2) == 0; }

    static std::string name() {
        return *rc::gen::element<std::string>("a", "on", "type", "null", "_1", "Query", "fragment");
    }

    static std::string fragment_name() {
        return *rc::gen::element<std::string>("A", "B", "true", "input");
    }

    static std::string text_literal() {
        return *rc::gen::element<std::string>(
            "\"\"",
            "\"a \\\" \\\\ \\u0001 \\uD83D\\uDE00\"",
            "\"\"\"\n  block\n    \\n \\\"\"\" x\n\"\"\"",
            "\"\xC3\xA9\x7f\""
        );
    }

    std::string value(int depth, bool constant) {
        switch (below(depth > 0 ? 9 : 7)) {
            case 0:
                return constant ? "1" : "$" + name();
            case 1:
                return "-0.5e+3";
            case 2:
                return text_literal();
            case 3:
                return coin() ? "true" : "null";
            case 4:
                return "RED";
            case 5:
                return "[]";
            case 6:
                return "{}";
            case 7:
                return "[" + value(depth - 1, constant) + " " + value(depth - 1, constant) + "]";
            default:
                return "{" + name() + ": " + value(depth - 1, constant) + "}";
        }
    }

    std::string type(int depth) {
        if (depth == 0 || coin()) return name() + (coin() ? "!" : "");
        return "[" + type(depth - 1) + "]" + (coin() ? "!" : "");
    }

    std::string directives(bool constant) {
        if (below(3) > 0) return "";
        return " @" + name() + (coin() ? "(" + name() + ":" + value(1, constant) + ")" : "");
    }

    std::string selection_set(int depth) {
        std::string text = " {";
        const int selections = 1 + below(3);
        for (int i = 0; i < selections; ++i) text += " " + selection(depth);
        return text + " }";
    }

    std::string selection(int depth) {
        const int kind = below(depth > 0 ? 4 : 2);
        if (kind == 0) return "..." + fragment_name() + directives(false);
        if (kind == 1) return field(depth, false);
        if (kind == 2) return field(depth, true);
        const std::string condition = coin() ? " on " + name() : "";
        return "..." + condition + directives(false) + selection_set(depth - 1);
    }

    std::string field(int depth, bool is_composite) {
        std::string text = coin() ? name() + ":" + name() : name();
        if (coin()) text += "(" + name() + ":" + value(2, false) + ")";
        text += directives(false);
        return is_composite ? text + selection_set(depth - 1) : text;
    }

    std::string inputs(const std::string& open, const std::string& close) {
        if (coin()) return "";
        std::string text = open;
        if (coin()) text += text_literal();
        text += name() + ":" + type(2);
        if (coin()) text += "=" + value(1, true);
        return text + directives(true) + close;
    }

    std::string definition() {
        const std::string description = coin() ? text_literal() : "";
        switch (below(9)) {
            case 0:
                return "query " + name() + "($a:" + type(2) + "=" + value(1, true) +
                       directives(true) + ")" + directives(false) + selection_set(2);
            case 1:  // not the short form, which would be the body of a type without one before it
                return "mutation" + selection_set(2);
            case 2:
                return "fragment " + fragment_name() + " on " + name() + directives(false) +
                       selection_set(2);
            case 3:
                return description + "type " + name() + (coin() ? " implements A & B" : "") +
                       directives(true) + "{ " + description + name() + inputs("(", ")") + ":" +
                       type(2) + directives(true) + "}";
            case 4:
                return description + "input " + name() + directives(true) + inputs("{", "}");
            case 5:
                return description + "enum E" + directives(true) + "{ A " + description + "B }";
            case 6:
                return description + "union U" + directives(true) + (coin() ? "" : "= | A | B");
            case 7:
                return description + "directive @d" + inputs("(", ")") + " repeatable on FIELD";
            default:
                return description + "schema" + directives(true) + "{ mutation: M }";
        }
    }
};

RC_GTEST_PROP(Printer, WhatIsPrintedReadsBackTheSame, ()) {
    const std::string text = Writer().document();
    const auto document = parse(text);
    if (!document) RC_FAIL(text + ": " + document.error().message);
    const std::string printed = print(*document);
    const auto again = parse(printed);
    if (!again) RC_FAIL(printed + ": " + again.error().message);
    RC_ASSERT(print(*again) == printed);
    RC_ASSERT(again->definitions.size() == document->definitions.size());
}

RC_GTEST_PROP(Printer, StringsKeepTheirContent, ()) {
    std::string content;
    for (const int c : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 128)))
        content += static_cast<char>(c);
    ast::Value value;
    value.kind = ast::ValueKind::string;
    value.text = content;
    const auto again = parse_value(print(value));
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->text == content);
}

RC_GTEST_PROP(Parser, NeverFallsOverAnyBytes, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\"",
        "\"\"\"",
        "a",
        " on ",
        "...",
        "query ",
        "type ",
        ":",
        "=",
        "$",
        "@",
        "!",
        "|",
        "&",
        "1",
        ".5",
        "e",
        "\\u",
        "\xF0\x9F",
        "\n",
        "#",
        "\xEF\xBB\xBF"
    ));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    const auto document = parse(text);
    if (document) RC_ASSERT(parse(print(*document)).has_value());
    if (!document) RC_ASSERT(document.error().locations.size() == 1U);
}

}  // namespace
}  // namespace lectern::graphql
