#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lectern {

/// What a credential lets its holder do, within one tenant.
enum class Scope : std::uint8_t {
    ingest_write,
    retrieve_read,
    documents_read,   ///< Documents and datasets.
    documents_write,  ///< Removes documents; makes and removes datasets.
    jobs_read,        ///< Jobs and dead letters.
    jobs_write,       ///< Cancels jobs; redrives and purges dead letters.
    graph_read,       ///< Entities, their neighbours and vocabularies.
    graph_write,      ///< Vocabularies.
    metrics_read,
    audit_read,
    admin,          ///< Everything in the tenant, keys included; not other tenants.
    tenants_admin,  ///< Keys of any tenant, and the server itself. `admin` does not include it.
};

/// The name as it stands in keys, tokens and contracts, e.g. `ingest:write`.
std::string_view to_string(Scope scope);
/// The scope of that name, or nothing.
std::optional<Scope> parse_scope(std::string_view name);

/// A set of scopes.
class Scopes final {
  public:
    Scopes() = default;
    Scopes(std::initializer_list<Scope> scopes);
    static Scopes all();

    void add(Scope scope);
    /// Whether the set has `scope`, or has `admin` where that includes it.
    bool allows(Scope scope) const;
    /// Whether everything that `other` allows is allowed here too.
    bool covers(Scopes other) const;
    bool empty() const { return bits_ == 0; }
    /// In the order of the enumeration.
    std::vector<Scope> list() const;

    bool operator==(const Scopes&) const = default;

  private:
    std::uint32_t bits_ = 0;
};

/// Names separated by a space, as in the `scope` claim of RFC 8693 §4.2.
std::string to_string(Scopes scopes);

}  // namespace lectern
