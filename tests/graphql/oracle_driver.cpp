/// Our side of the test against the reference implementation: reads and writes the lines that
/// oracle/answer.js describes.
///
///     graphql_oracle_driver SCHEMAS < requests.jsonl > answers.jsonl

#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include <boost/json.hpp>

#include "core/request_context.hpp"
#include "graphql/executor.hpp"
#include "graphql/parser.hpp"
#include "graphql/request.hpp"
#include "graphql/validation/validate.hpp"
#include "graphql/variables.hpp"
#include "oracle_json.hpp"
#include "oracle_world.hpp"

namespace lectern::graphql::oracle {

namespace {

using Worlds = std::map<std::string, std::unique_ptr<World>, std::less<>>;

/// `folders` has colons between them.
Worlds load_worlds(const std::string& folders) {
    Worlds worlds;
    std::istringstream parts(folders);
    for (std::string folder; std::getline(parts, folder, ':');) {
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            const std::string name = file.path().stem();
            if (file.path().extension() == ".graphql")
                worlds.emplace(name, std::make_unique<World>(folder, name));
        }
    }
    return worlds;
}

boost::json::array rules_of(const std::vector<GraphQlError>& errors) {
    boost::json::array rules;
    for (const GraphQlError& error : errors)
        rules.push_back(boost::json::array{error.rule, to_json(error.locations)});
    return rules;
}

boost::json::object result_of(const Response& response) {
    boost::json::array errors;
    for (const GraphQlError& error : response.errors) {
        errors.push_back(boost::json::object{
            {"path", to_json(error.path)},
            {"locations", to_json(error.locations)},
        });
    }
    boost::json::object result;
    if (response.data) result["data"] = to_json(*response.data);
    result["errors"] = std::move(errors);
    return result;
}

std::optional<std::string> operation_name(const boost::json::object& request) {
    const auto* name = request.if_contains("operation");
    return name == nullptr ? std::nullopt : std::optional(std::string(name->as_string()));
}

Response execute(
    const World& world, const ast::Document& document, const boost::json::object& request
) {
    const std::optional<std::string> name = operation_name(request);
    const auto operation = choose_operation(document, name);
    if (!operation) return {.errors = operation.error()};
    const Value given = from_json(request.at("variables"));
    const auto variables = coerce_variables(world.schema(), **operation, *given.as_object());
    if (!variables) return {.errors = variables.error()};
    const Execution execution{
        .document = document,
        .operation = **operation,
        .variables = *variables,
        .root = world.root((*operation)->kind),
    };
    const GraphQlExecutor executor(world.bindings());
    const bool is_event = (*operation)->kind == OperationKind::subscription;
    return is_event ? executor.execute_event({}, execution) : executor.execute({}, execution);
}

boost::json::object answer(const World& world, const boost::json::object& request) {
    boost::json::object reply{
        {"id", request.at("id")}, {"kind", request.at("kind")}, {"parse", "ok"}
    };
    const auto document = parse(std::string_view(request.at("document").as_string()));
    if (!document) {
        reply["parse"] = to_json(document.error().locations).at(0);
        return reply;
    }
    const auto errors = validate(world.schema(), *document);
    reply["rules"] = rules_of(errors);
    if (errors.empty()) reply["result"] = result_of(execute(world, *document, request));
    return reply;
}

}  // namespace

void run(const std::string& schemas) {
    const Worlds worlds = load_worlds(schemas);
    std::string line;
    while (std::getline(std::cin, line)) {
        const boost::json::value request = boost::json::parse(line);
        const std::string schema(request.at("schema").as_string());
        std::cout << boost::json::serialize(answer(*worlds.at(schema), request.as_object()))
                  << '\n';
    }
}

}  // namespace lectern::graphql::oracle

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: graphql_oracle_driver SCHEMAS\n";
        return 2;
    }
    try {
        lectern::graphql::oracle::run(arguments[1]);
    } catch (const std::exception& error) {
        std::cerr << "graphql_oracle_driver: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
