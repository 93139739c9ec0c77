#include "core/scopes.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lectern {
namespace {

constexpr std::array all_scopes{
    Scope::ingest_write,
    Scope::retrieve_read,
    Scope::documents_read,
    Scope::documents_write,
    Scope::jobs_read,
    Scope::jobs_write,
    Scope::graph_read,
    Scope::graph_write,
    Scope::metrics_read,
    Scope::audit_read,
    Scope::admin,
    Scope::tenants_admin,
};

constexpr std::uint32_t bit(Scope scope) { return 1U << std::to_underlying(scope); }

}  // namespace

std::string_view to_string(Scope scope) {
    switch (scope) {
        case Scope::ingest_write:
            return "ingest:write";
        case Scope::retrieve_read:
            return "retrieve:read";
        case Scope::documents_read:
            return "documents:read";
        case Scope::documents_write:
            return "documents:write";
        case Scope::jobs_read:
            return "jobs:read";
        case Scope::jobs_write:
            return "jobs:write";
        case Scope::graph_read:
            return "graph:read";
        case Scope::graph_write:
            return "graph:write";
        case Scope::metrics_read:
            return "metrics:read";
        case Scope::audit_read:
            return "audit:read";
        case Scope::admin:
            return "admin";
        case Scope::tenants_admin:
            return "tenants:admin";
    }
    std::unreachable();
}

std::optional<Scope> parse_scope(std::string_view name) {
    const auto* const found =
        std::ranges::find_if(all_scopes, [name](Scope scope) { return to_string(scope) == name; });
    if (found == all_scopes.end()) return std::nullopt;
    return *found;
}

Scopes::Scopes(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) add(scope);
}

Scopes Scopes::all() {
    Scopes scopes;
    for (const Scope scope : all_scopes) scopes.add(scope);
    return scopes;
}

void Scopes::add(Scope scope) { bits_ |= bit(scope); }

bool Scopes::allows(Scope scope) const {
    if ((bits_ & bit(scope)) != 0) return true;
    return scope != Scope::tenants_admin && (bits_ & bit(Scope::admin)) != 0;
}

bool Scopes::covers(Scopes other) const {
    return std::ranges::all_of(other.list(), [this](Scope scope) { return allows(scope); });
}

std::vector<Scope> Scopes::list() const {
    std::vector<Scope> found;
    std::ranges::copy_if(all_scopes, std::back_inserter(found), [this](Scope scope) {
        return (bits_ & bit(scope)) != 0;
    });
    return found;
}

std::string to_string(Scopes scopes) {
    std::string text;
    for (const Scope scope : scopes.list()) {
        text.append(text.empty() ? "" : " ").append(to_string(scope));
    }
    return text;
}

}  // namespace lectern
