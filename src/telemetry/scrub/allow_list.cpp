#include "telemetry/scrub/allow_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <span>

#include <arpa/inet.h>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/expression.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::size_t max_entries = 10'000;

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), to_lower);
    return lower;
}

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && is(line.front(), blank)) line.remove_prefix(1);
    while (!line.empty() && is(line.back(), blank)) line.remove_suffix(1);
    return line;
}

enum class Reach { loopback, private_network, elsewhere };

Reach reach_of_v4(std::uint32_t address) {
    const std::uint32_t first = address >> 24U;
    if (first == 127 || address == 0) return Reach::loopback;
    const bool is_private = first == 10 || address >> 20U == 0xac1 || address >> 16U == 0xc0a8 ||
                            address >> 16U == 0xa9fe;
    return is_private ? Reach::private_network : Reach::elsewhere;
}

std::uint32_t big_endian(const std::uint8_t* bytes) {
    return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) |
           (std::uint32_t{bytes[2]} << 8U) | std::uint32_t{bytes[3]};
}

Reach reach_of_v6(const std::array<std::uint8_t, 16>& address) {
    const bool zeros = std::ranges::all_of(std::span(address).first(10), [](std::uint8_t byte) {
        return byte == 0;
    });
    if (zeros && address[10] == 0xff && address[11] == 0xff)
        return reach_of_v4(big_endian(&address[12]));
    if (zeros && big_endian(&address[12]) <= 1) return Reach::loopback;
    const bool is_private =
        (address[0] & 0xfeU) == 0xfc || (address[0] == 0xfe && (address[1] & 0xc0U) == 0x80);
    return is_private ? Reach::private_network : Reach::elsewhere;
}

Reach reach_of(std::string_view value) {
    const std::string text(value);
    std::array<std::uint8_t, 16> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1)
        return reach_of_v4(big_endian(bytes.data()));
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return reach_of_v6(bytes);
    return Reach::elsewhere;
}

// `domain` is `@example.com`.
bool is_of_domain(std::string_view address, std::string_view domain) {
    if (address.ends_with(domain)) return true;
    const std::string_view name = domain.substr(1);
    return address.size() > name.size() && address.ends_with(name) &&
           address[address.size() - name.size() - 1] == '.';
}

}  // namespace

AllowList::AllowList() = default;
AllowList::~AllowList() = default;
AllowList::AllowList(AllowList&&) noexcept = default;
AllowList& AllowList::operator=(AllowList&&) noexcept = default;

Result<AllowList> AllowList::parse(std::string_view text) {
    AllowList list;
    std::size_t number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const std::string_view entry = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (entry.empty() || entry.starts_with('#')) continue;
        if (auto added = list.add(entry); !added) {
            return fail(
                ErrorCode::invalid_argument,
                "line " + std::to_string(number) + ": " + added.error().message
            );
        }
    }
    return list;
}

Result<void> AllowList::add(std::string_view entry) {
    if (values_.size() + domains_.size() >= max_entries)
        return fail(ErrorCode::invalid_argument, "there are more than 10000 entries");
    if (entry == "private") {
        private_addresses_ = true;
    } else if (entry.size() > 1 && entry.front() == '@') {
        domains_.push_back(lowered(entry));
    } else if (entry.size() > 2 && entry.front() == '/' && entry.back() == '/') {
        if (patterns_.size() >= max_expressions)
            return fail(ErrorCode::invalid_argument, "there are more than 64 expressions");
        auto compiled = compile_expression(entry.substr(1, entry.size() - 2));
        if (!compiled) return fail(compiled);
        patterns_.push_back(std::move(*compiled));
    } else {
        values_.emplace(entry);
    }
    return {};
}

bool AllowList::allows(Kind kind, std::string_view value) const {
    if (kind == Kind::ip) {
        const Reach reach = reach_of(value);
        if (reach == Reach::loopback) return true;
        if (reach == Reach::private_network && private_addresses_) return true;
    }
    if (values_.contains(value)) return true;
    if (kind == Kind::email && !domains_.empty()) {
        const std::string address = lowered(value);
        const auto fits = [&](const std::string& domain) { return is_of_domain(address, domain); };
        if (std::ranges::any_of(domains_, fits)) return true;
    }
    const re2::StringPiece piece(value.data(), value.size());
    return std::ranges::any_of(patterns_, [&](const auto& pattern) {
        return re2::RE2::FullMatch(piece, *pattern);
    });
}

}  // namespace lectern::telemetry::scrub
