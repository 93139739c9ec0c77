#include "domain/value.hpp"

#include <cmath>
#include <utility>

namespace lectern::domain {
namespace {

using Leaves = std::map<std::string, std::vector<Scalar>, std::less<>>;

void gather(const std::string& path, const Value& value, Leaves& leaves);

void gather_members(const std::string& path, const Object& object, Leaves& leaves) {
    for (const auto& [name, value] : object)
        gather(path.empty() ? name : path + "." + name, value, leaves);
}

void gather(const std::string& path, const Value& value, Leaves& leaves) {
    if (const auto* object = std::get_if<Object>(&value.data)) {
        gather_members(path, *object, leaves);
    } else if (const auto* list = std::get_if<List>(&value.data)) {
        for (const Value& element : *list) gather(path, element, leaves);
    } else if (const auto* flag = std::get_if<bool>(&value.data)) {
        leaves[path].emplace_back(*flag);
    } else if (const auto* whole = std::get_if<std::int64_t>(&value.data)) {
        leaves[path].emplace_back(*whole);
    } else if (const auto* real = std::get_if<double>(&value.data)) {
        leaves[path].emplace_back(*real);
    } else if (const auto* text = std::get_if<std::string>(&value.data)) {
        leaves[path].emplace_back(*text);
    }
}

int order(auto left, auto right) { return left < right ? -1 : (right < left ? 1 : 0); }

// Exact also beyond 2^53, where converting to double would make different numbers equal.
int compare_mixed(std::int64_t whole, double real) {
    constexpr double limit = 9223372036854775808.0;  // 2^63
    if (std::isnan(real)) return 2;
    if (real >= limit) return -1;
    if (real < -limit) return 1;
    const auto truncated = static_cast<std::int64_t>(real);
    if (whole != truncated) return order(whole, truncated);
    return order(0.0, real - static_cast<double>(truncated));
}

}  // namespace

std::vector<FieldValues> flatten(const Object& metadata) {
    Leaves leaves;
    gather_members("", metadata, leaves);
    std::vector<FieldValues> fields;
    fields.reserve(leaves.size());
    for (auto& [field, values] : leaves)
        fields.push_back({.field = field, .values = std::move(values)});
    return fields;
}

bool equal(const Scalar& left, const Scalar& right) {
    const auto* left_flag = std::get_if<bool>(&left);
    const auto* right_flag = std::get_if<bool>(&right);
    if (left_flag != nullptr && right_flag != nullptr) return *left_flag == *right_flag;
    return compare(left, right) == 0;
}

int compare(const Scalar& left, const Scalar& right) {
    const auto* left_whole = std::get_if<std::int64_t>(&left);
    const auto* right_whole = std::get_if<std::int64_t>(&right);
    const auto* left_real = std::get_if<double>(&left);
    const auto* right_real = std::get_if<double>(&right);
    if (left_whole != nullptr && right_whole != nullptr) return order(*left_whole, *right_whole);
    if (left_whole != nullptr && right_real != nullptr)
        return compare_mixed(*left_whole, *right_real);
    if (left_real != nullptr && right_whole != nullptr) {
        const int reversed = compare_mixed(*right_whole, *left_real);
        return reversed == 2 ? 2 : -reversed;
    }
    if (left_real != nullptr && right_real != nullptr) {
        if (std::isnan(*left_real) || std::isnan(*right_real)) return 2;
        return order(*left_real, *right_real);
    }
    const auto* left_text = std::get_if<std::string>(&left);
    const auto* right_text = std::get_if<std::string>(&right);
    if (left_text != nullptr && right_text != nullptr) return order(*left_text, *right_text);
    return 2;
}

}  // namespace lectern::domain
