#include "oracle_world.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "graphql/schema_loader.hpp"
#include "oracle_json.hpp"

namespace lectern::graphql::oracle {

namespace {

std::string read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

Schema load(const std::filesystem::path& file) {
    auto schema = load_schema(read(file));
    if (!schema) throw std::runtime_error(file.string() + ": " + schema.error().front().message);
    return std::move(*schema);
}

boost::json::value load_data(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file)) return boost::json::object{};
    return boost::json::parse(read(file));
}

const boost::json::value* member(const boost::json::value& data, std::string_view name) {
    return data.is_object() ? data.get_object().if_contains(name) : nullptr;
}

Bindings bind(const Schema& schema, Resolvers resolvers) {
    auto bindings = Bindings::bind(schema, std::move(resolvers));
    if (!bindings) throw std::runtime_error(bindings.error().message);
    return std::move(*bindings);
}

}  // namespace

World::World(const std::filesystem::path& folder, const std::string& name)
    : schema_(load(folder / (name + ".graphql"))),
      data_(load_data(folder / (name + ".json"))),
      bindings_(bind(schema_, resolvers())) {}

Source World::root(OperationKind kind) const {
    static const boost::json::value nothing = boost::json::object{};
    const boost::json::value* data = member(data_, ast::to_string(kind));
    return Source::view(data == nullptr ? nothing : *data);
}

Resolvers World::resolvers() {
    Resolvers resolvers;
    resolvers.otherwise(
        [this](const FieldCall& call, std::span<const Source> parents) {
            return resolve(call, parents);
        },
        [](const Source& source) -> std::string_view {
            const auto* name = member(source.get<boost::json::value>(), "__typename");
            return name == nullptr ? std::string_view{} : std::string_view(name->get_string());
        }
    );
    return resolvers;
}

std::vector<Resolved> World::resolve(const FieldCall& call, std::span<const Source> parents) const {
    std::vector<Resolved> results;
    for (const Source& parent : parents) {
        const auto* data = member(parent.get<boost::json::value>(), call.field.name);
        if (data == nullptr)
            results.emplace_back(nullptr);
        else if (member(*data, "$echo") != nullptr)
            results.emplace_back(Value(call.arguments));
        else
            results.push_back(resolved(*data, call.field.type));
    }
    return results;
}

Resolved World::resolved(const boost::json::value& data, const Type& type) const {
    const boost::json::value& target = followed(data);
    if (const auto* message = member(target, "$error"))
        return Error{ErrorCode::internal, std::string(message->get_string())};
    if (type.is_list() && target.is_array()) {
        Resolved::Items items;
        for (const auto& item : target.get_array()) items.push_back(resolved(item, type.item()));
        return items;
    }
    if (type.named().is_composite() && target.is_object()) return Source::view(target);
    return from_json(target);
}

const boost::json::value& World::followed(const boost::json::value& data) const {
    const auto* name = member(data, "$ref");
    return name == nullptr ? data : data_.at("objects").at(name->get_string());
}

}  // namespace lectern::graphql::oracle
