#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "graphql/printer.hpp"
#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::document_of;
using testing::Engine;

// Every way in which null may or may not stand.
constexpr std::string_view sdl = R"(
    type Query { leaf: Int firm: Int! some: Query sure: Query! list: [Query] items: [Query!]
                 all: [Query!]! numbers: [[Int!]] }
)";
const std::vector<std::string> leaves{"leaf", "firm", "numbers"};
const std::vector<std::string> objects{"some", "sure", "list", "items", "all"};

int below(int limit) { return *rc::gen::inRange(0, limit); }

std::string broken_or(const std::string& value) {
    const int choice = below(12);
    if (choice == 0) return "null";
    return choice == 1 ? "{__error: \"broken\"}" : value;
}

std::string list_of(const auto& item) {
    std::string text = "[";
    const int size = below(3);
    for (int i = 0; i < size; ++i) text += item() + " ";
    return text + "]";
}

std::string object_data(int depth) {
    const auto inner = [depth] { return broken_or(depth == 0 ? "{}" : object_data(depth - 1)); };
    const auto number = [] { return broken_or("7"); };
    const auto numbers = [&number] { return broken_or(list_of(number)); };
    return "{leaf: " + number() + " firm: " + number() + " some: " + inner() + " sure: " + inner() +
           " list: " + broken_or(list_of(inner)) + " items: " + broken_or(list_of(inner)) +
           " all: " + broken_or(list_of(inner)) + " numbers: " + broken_or(list_of(numbers)) + "}";
}

std::string selection_set(int depth) {
    std::string text = "{ ";
    const int fields = 1 + below(4);
    for (int i = 0; i < fields; ++i) {
        if (depth == 0 || below(2) == 0) {
            text += *rc::gen::elementOf(leaves) + " ";
        } else {
            text += *rc::gen::elementOf(objects) + " " + selection_set(depth - 1) + " ";
        }
    }
    return text + "}";
}

/// The specification's algorithm read literally: depth first, one object at a time. Nothing means
/// that null has to go further up.
class Reference final {
  public:
    explicit Reference(const Schema& schema) : query_(*schema.type("Query")) {}

    Value run(const ast::SelectionSet& set, const Value& data) {
        return object({&set}, data, "").value_or(Value());
    }

    /// The paths of all errors, those in what became null included.
    const std::set<std::string>& errors() const { return errors_; }

  private:
    using Sets = std::vector<const ast::SelectionSet*>;

    std::optional<Value> object(const Sets& sets, const Value& data, const std::string& path) {
        Object result;
        bool is_whole = true;
        for (const auto& [key, nodes] : fields_of(sets)) {
            const FieldDefinition& field = *query_.field(key);
            const Value* member = data.as_object()->find(key);
            auto value = complete(
                field.type, nodes, member == nullptr ? Value() : *member, path + "." + key
            );
            if (value) {
                result.append(key, *std::move(value));
            } else {
                is_whole = false;
            }
        }
        if (!is_whole) return std::nullopt;
        return result;
    }

    static std::vector<std::pair<std::string, Sets>> fields_of(const Sets& sets) {
        std::vector<std::pair<std::string, Sets>> fields;
        for (const ast::SelectionSet* set : sets) {
            for (const ast::Selection& selection : set->selections) {
                const auto& node = std::get<ast::Field>(selection.node);
                auto place = std::ranges::find(fields, node.name.text, [](const auto& field) {
                    return field.first;
                });
                if (place == fields.end())
                    place = fields.insert(fields.end(), {node.name.text, {}});
                place->second.push_back(&node.selection_set);
            }
        }
        return fields;
    }

    std::optional<Value> complete(
        const Type& type, const Sets& sets, const Value& data, const std::string& path
    ) {
        if (type.is_non_null()) {
            const std::size_t before = errors_.size();
            auto value = complete(type.nullable(), sets, data, path);
            if (value && !value->is_null()) return value;
            if (errors_.size() == before) errors_.insert(path);
            return std::nullopt;
        }
        if (data.is_null()) return data;
        if (data.as_object() != nullptr && data.as_object()->contains("__error")) {
            errors_.insert(path);
            return Value();
        }
        if (type.is_list()) return list(type.item(), sets, data, path);
        if (type.named().is_leaf()) return data;
        return object(sets, data, path).value_or(Value());
    }

    Value list(const Type& item, const Sets& sets, const Value& data, const std::string& path) {
        List result;
        bool is_whole = true;
        for (std::size_t i = 0; i < data.as_list()->size(); ++i) {
            auto value = complete(item, sets, (*data.as_list())[i], path + "." + std::to_string(i));
            is_whole = is_whole && value.has_value();
            result.push_back(value.value_or(Value()));
        }
        if (!is_whole) return {};
        return result;
    }

    const NamedType& query_;
    std::set<std::string> errors_;
};

RC_GTEST_PROP(Executor, AgreesWithTheAlgorithmOfTheSpecification, ()) {
    static const Engine engine(sdl);
    const std::string query = selection_set(3);
    const std::string data = object_data(3);

    const ast::Document document = document_of(query);
    const auto& operation = std::get<ast::OperationDefinition>(document.definitions.at(0));
    Reference reference(engine.schema());
    const Value expected = reference.run(operation.selection_set, testing::value_of(data));

    const Response response = engine.run(query, data);
    if (to_string(*response.data) != to_string(expected))
        RC_FAIL(
            query + "\n" + data + "\n" + to_string(*response.data) + "\n" + to_string(expected)
        );
    RC_ASSERT(response.errors.empty() == reference.errors().empty());
    for (const GraphQlError& error : response.errors)
        RC_ASSERT(reference.errors().contains("." + testing::path_of(error)));
    RC_CLASSIFY(!response.errors.empty(), "with errors");
}

}  // namespace
}  // namespace lectern::graphql
