#include "backends/sqlite/api_key_store.hpp"

#include <limits>

#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/sqlite_error.hpp"

namespace lectern::backends::sqlite {
namespace {

constexpr std::string_view select_key =
    "SELECT id, tenant, name, scopes, digest, previous_digest, previous_expires_at, created_at,"
    " expires_at, revoked_at FROM api_key ";

std::unexpected<Error> absent(const KeyId& id) {
    return fail(ErrorCode::not_found, "key " + id.value + " not found");
}

Result<Scopes> decode_scopes(std::string_view names) {
    Scopes scopes;
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find(' '));
        const auto scope = parse_scope(name);
        if (!scope) return lectern::fail(damaged_record());
        scopes.add(*scope);
        names.remove_prefix(std::min(names.size(), name.size() + 1));
    }
    return scopes;
}

Result<domain::ApiKey> decode_key(const Row& row) {
    auto scopes = decode_scopes(row.text(3));
    if (!scopes) return fail(scopes);
    return domain::ApiKey{
        .id = row.get<KeyId>(0),
        .tenant = row.get<TenantId>(1),
        .name = row.get<std::string>(2),
        .scopes = *scopes,
        .digest = row.get<std::string>(4),
        .previous_digest = row.get<std::string>(5),
        .previous_expires_at = row.get<std::optional<Timestamp>>(6),
        .created_at = row.get<Timestamp>(7),
        .expires_at = row.get<std::optional<Timestamp>>(8),
        .revoked_at = row.get<std::optional<Timestamp>>(9),
    };
}

// Parameters in the order of the columns.
Result<void> run_with(Connection& connection, std::string_view sql, const domain::ApiKey& key) {
    return connection.run(
        sql,
        key.id,
        key.tenant,
        key.name,
        to_string(key.scopes),
        key.digest,
        key.previous_digest,
        key.previous_expires_at,
        key.created_at,
        key.expires_at,
        key.revoked_at
    );
}

}  // namespace

Result<void> SqliteApiKeyStore::create(const RequestContext&, const domain::ApiKey& key) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto done = run_with(
            connection,
            "INSERT INTO api_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
            " ON CONFLICT (id) DO NOTHING",
            key
        );
        if (done && connection.changed_rows() == 0)
            return fail(ErrorCode::already_exists, "key " + key.id.value + " already exists");
        return done;
    });
}

Result<domain::ApiKey> SqliteApiKeyStore::find(const RequestContext&, const KeyId& id) {
    static const std::string sql = std::string(select_key) + "WHERE id = ?1";
    auto key = database_.read([&](Connection& connection) {
        return connection.first(sql, decode_key, id);
    });
    if (!key) return fail(key);
    if (!*key) return absent(id);
    return std::move(**key);
}

Result<domain::Page<domain::ApiKey>> SqliteApiKeyStore::list(
    const RequestContext&, const TenantId& tenant, const domain::PageRequest& page
) {
    auto start = start_of(
        page, "keys", {.numbers = {std::numeric_limits<std::int64_t>::min()}, .texts = {""}}
    );
    if (!start) return fail(start);
    static const std::string sql =
        std::string(select_key) +
        "WHERE tenant = ?1 AND (created_at, id) > (?2, ?3) ORDER BY created_at, id LIMIT ?4";
    auto keys = database_.read([&](Connection& connection) {
        return connection.all(
            sql, decode_key, tenant, start->numbers.front(), start->texts.front(), rows_for(page)
        );
    });
    if (!keys) return fail(keys);
    return make_page(std::move(*keys), page, "keys", [](const domain::ApiKey& key) {
        return domain::CursorPosition{
            .numbers = {key.created_at.time_since_epoch().count()}, .texts = {key.id.value}
        };
    });
}

Result<void> SqliteApiKeyStore::replace(const RequestContext&, const domain::ApiKey& key) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto done = run_with(
            connection,
            "UPDATE api_key SET name = ?3, scopes = ?4, digest = ?5, previous_digest = ?6,"
            " previous_expires_at = ?7, created_at = ?8, expires_at = ?9, revoked_at = ?10"
            " WHERE id = ?1 AND tenant = ?2",
            key
        );
        if (done && connection.changed_rows() == 0) return absent(key.id);
        return done;
    });
}

}  // namespace lectern::backends::sqlite
