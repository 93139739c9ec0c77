#include "cli/access_view.hpp"

#include <string>

#include <fmt/format.h>

#include "cli/json_view.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

std::string scopes_of(const json::value& key) {
    std::string names;
    for (const json::value& scope : list(key, "scopes")) {
        if (scope.is_string()) names.append(names.empty() ? "" : " ").append(scope.get_string());
    }
    return names;
}

std::string standing_of(const json::value& key) {
    if (const std::string revoked = text(key, "revoked_at"); !revoked.empty())
        return "revoked " + revoked;
    if (const std::string expires = text(key, "expires_at"); !expires.empty())
        return "expires " + expires;
    return "does not expire";
}

}  // namespace

void print_key(const json::value& key) {
    fmt::print(
        "{}  {}  {:<24}  {}  {}\n",
        text(key, "id"),
        text(key, "tenant"),
        text(key, "name"),
        standing_of(key),
        scopes_of(key)
    );
}

void print_issued_key(const json::value& issued) {
    const json::value& key = member(issued, "key");
    fmt::print(
        stderr,
        "key {} of tenant {}, {}: {}\nIts secret is shown this once:\n",
        text(key, "id"),
        text(key, "tenant"),
        standing_of(key),
        scopes_of(key)
    );
    fmt::print("{}\n", text(issued, "secret"));
}

void print_audit_record(const json::value& record) {
    const std::uint64_t repeated = count(record, "repeated");
    fmt::print(
        "{}  {}  {:<8}  {:<20}  {:<20}  {:<18}  {}{}\n",
        count(record, "sequence"),
        text(record, "time"),
        text(record, "protocol"),
        text(record, "subject"),
        text(record, "operation"),
        text(record, "outcome"),
        text(record, "target"),
        repeated == 0 ? "" : fmt::format("  (and {} more)", repeated)
    );
}

int print_audit_verification(const json::value& verification) {
    const std::string breach = text(verification, "breach");
    fmt::print(
        "{} records are as they were written; the last has hash {}\n",
        count(verification, "good"),
        text(verification, "last_hash")
    );
    if (breach.empty()) return 0;
    fmt::print("record {} is {}\n", count(verification, "broken_sequence"), breach);
    return 1;
}

}  // namespace lectern::cli
