#include "oracle_json.hpp"

#include <utility>
#include <variant>

namespace lectern::graphql::oracle {

namespace {

struct Writer {
    boost::json::value operator()(std::monostate) const { return nullptr; }
    boost::json::value operator()(bool value) const { return value; }
    boost::json::value operator()(std::int64_t value) const { return value; }
    boost::json::value operator()(double value) const { return value; }
    boost::json::value operator()(const std::string& value) const {
        return boost::json::string(value);
    }
    boost::json::value operator()(const List& list) const {
        boost::json::array array;
        for (const Value& item : list) array.push_back(to_json(item));
        return array;
    }
    boost::json::value operator()(const Object& object) const {
        boost::json::object members;
        for (const Member& member : object.members())
            members.emplace(member.name, to_json(member.value));
        return members;
    }
};

Value list_of(const boost::json::array& array) {
    List list;
    for (const auto& item : array) list.push_back(from_json(item));
    return list;
}

Value object_of(const boost::json::object& members) {
    Object object;
    for (const auto& member : members)
        object.append(std::string(member.key()), from_json(member.value()));
    return object;
}

}  // namespace

Value from_json(const boost::json::value& json) {
    switch (json.kind()) {
        case boost::json::kind::null:
            return {};
        case boost::json::kind::bool_:
            return json.get_bool();
        case boost::json::kind::int64:
            return json.get_int64();
        case boost::json::kind::uint64:
            return static_cast<double>(json.get_uint64());
        case boost::json::kind::double_:
            return json.get_double();
        case boost::json::kind::string:
            return std::string(json.get_string());
        case boost::json::kind::array:
            return list_of(json.get_array());
        case boost::json::kind::object:
            return object_of(json.get_object());
    }
    std::unreachable();
}

boost::json::value to_json(const Value& value) { return std::visit(Writer{}, value.data()); }

boost::json::value to_json(const Path& path) {
    if (path.empty()) return nullptr;
    boost::json::array steps;
    for (const PathStep& step : path) {
        if (const auto* key = std::get_if<std::string>(&step))
            steps.emplace_back(*key);
        else
            steps.emplace_back(std::get<std::size_t>(step));
    }
    return steps;
}

boost::json::array to_json(const std::vector<Location>& locations) {
    boost::json::array places;
    for (const Location& location : locations)
        places.push_back(boost::json::array{location.line, location.column});
    return places;
}

}  // namespace lectern::graphql::oracle
