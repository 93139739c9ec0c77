#include "domain/violations.hpp"

#include <utility>

#include "domain/dataset.hpp"

namespace lectern::domain {
namespace {

constexpr std::size_t most_violations = 100;
constexpr std::uint32_t longest_page = 1000;

std::string within(std::uint64_t least, std::uint64_t most) {
    return std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

void Violations::add(std::string field, std::string description) {
    if (found_.size() == most_violations) return;
    found_.push_back({.field = std::move(field), .description = std::move(description)});
}

void Violations::check_length(
    std::string field, std::string_view text, std::size_t shortest, std::size_t longest
) {
    if (text.size() >= shortest && text.size() <= longest) return;
    add(std::move(field), "is not " + within(shortest, longest) + " bytes long");
}

void Violations::check_range(
    std::string field, std::uint64_t number, std::uint64_t least, std::uint64_t most
) {
    if (number >= least && number <= most) return;
    add(std::move(field), "is not " + within(least, most));
}

void Violations::check(std::string field, const DatasetId& dataset) {
    if (auto good = validate(dataset); !good) add(std::move(field), good.error().message);
}

void Violations::check(const PageRequest& page) {
    check_range("/limit", page.limit, 1, longest_page);
    check_length("/cursor", page.cursor, 0, longest_cursor);
}

Result<void> Violations::verdict() {
    if (found_.empty()) return {};
    std::string message = found_.front().field + " " + found_.front().description;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = std::move(message),
        .violations = std::move(found_),
    });
}

}  // namespace lectern::domain
