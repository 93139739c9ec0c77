#include "transport/rest/router.hpp"

#include <algorithm>
#include <set>

#include "transport/http/target.hpp"

namespace lectern::transport::rest {
namespace {

constexpr std::string_view unmatched = "unmatched";

// Cuts the first segment off a path that begins with a slash.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

// Puts the values, which are in the order of the path, to the names in the template.
bool name_parameters(Route& route, const std::vector<std::string_view>& values) {
    std::string_view rest = route.template_path;
    auto value = values.begin();
    while (!rest.empty()) {
        const std::string_view segment = take_segment(rest);
        if (!is_parameter(segment)) continue;
        auto decoded = http::percent_decode(*value++);
        if (!decoded) return false;
        route.parameters.emplace_back(segment.substr(1, segment.size() - 2), std::move(*decoded));
    }
    return true;
}

std::vector<std::string_view> allowed_methods(const std::vector<const Operation*>& operations) {
    std::set<std::string_view> methods{"OPTIONS"};
    for (const Operation* operation : operations) {
        methods.insert(operation->method);
        if (operation->method == "GET") methods.insert("HEAD");
    }
    return {methods.begin(), methods.end()};
}

}  // namespace

Router::Router(std::span<const Operation> operations) {
    for (const Operation& operation : operations) add(operation);
}

Route Router::find(std::string_view method, std::string_view path) const {
    Route route{.template_path = unmatched};
    std::vector<std::string_view> values;
    const Node* node = path.starts_with('/') ? match(root_, path, values) : nullptr;
    if (node == nullptr) return route;
    route.template_path = node->operations.front()->path;
    route.operation = choose(*node, method);
    route.kind = route.operation == nullptr ? Route::Kind::wrong_method : Route::Kind::found;
    if (route.operation == nullptr) route.allowed = allowed_methods(node->operations);
    if (!name_parameters(route, values)) route.kind = Route::Kind::malformed_path;
    return route;
}

void Router::add(const Operation& operation) {
    Node* node = &root_;
    std::string_view rest = operation.path;
    while (!rest.empty()) {
        const std::string_view segment = take_segment(rest);
        auto& child =
            is_parameter(segment) ? node->parameter : node->literals[std::string(segment)];
        if (child == nullptr) child = std::make_unique<Node>();
        node = child.get();
    }
    node->operations.push_back(&operation);
}

const Router::Node* Router::match(
    const Node& node, std::string_view path, std::vector<std::string_view>& values
) {
    if (path.empty()) return node.operations.empty() ? nullptr : &node;
    const std::string_view segment = take_segment(path);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (const Node* found = match(*literal->second, path, values); found != nullptr)
            return found;
    }
    if (node.parameter == nullptr || segment.empty()) return nullptr;
    values.push_back(segment);
    const Node* found = match(*node.parameter, path, values);
    if (found == nullptr) values.pop_back();
    return found;
}

const Operation* Router::choose(const Node& node, std::string_view method) {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    const auto found = std::ranges::find(node.operations, wanted, &Operation::method);
    return found == node.operations.end() ? nullptr : *found;
}

}  // namespace lectern::transport::rest
