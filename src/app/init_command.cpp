#include <filesystem>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "access/audit_trail.hpp"
#include "access/key_ring.hpp"
#include "access/key_service.hpp"
#include "app/commands.hpp"
#include "backends/sqlite/sqlite_store.hpp"
#include "cli/access_view.hpp"
#include "cli/terminal.hpp"
#include "core/clock.hpp"
#include "transport/rest/codec_access.hpp"

namespace lectern::app {
namespace {

using backends::sqlite::SqliteStore;

constexpr std::string_view first_key_name = "first admin";
constexpr std::chrono::seconds audit_patience{30};

// Everything that a key can do comes from this one, in the end.
access::NewKey first_key() {
    return {.name = std::string(first_key_name), .scopes = {Scope::admin, Scope::tenants_admin}};
}

Result<void> record(SqliteStore& store, const Clock& clock, const access::IssuedKey& issued) {
    access::AuditTrail trail(store.audit(), clock, {}, {});
    trail.add({
        .tenant = issued.key.tenant,
        .subject = "lectern init",
        .protocol = "cli",
        .operation = "createKey",
        .target = issued.key.id.value,
        .outcome = "ok",
        .request_id = "init",
    });
    return trail.flush(audit_patience);
}

Result<access::IssuedKey> make_first_key(const Config& config, bool force) {
    if (config.storage.kind != "embedded") {
        return fail(
            ErrorCode::invalid_argument, "storage.kind = " + config.storage.kind + " keeps no keys"
        );
    }
    const SystemClock clock;
    const std::filesystem::path data = config.data.directory;
    auto store = SqliteStore::open({.folder = data / "store"}, clock, {});
    if (!store) return fail(store);
    access::KeyRing ring((*store)->api_keys(), clock, {});
    access::KeyService keys((*store)->api_keys(), ring, clock);
    const RequestContext context{.request_id = "init"};
    auto present = keys.list(context, {.limit = 1});
    if (!present) return fail(present);
    if (!present->items.empty() && !force) {
        return fail(
            ErrorCode::failed_precondition,
            "there are keys in " + data.string() + " already; --force makes another"
        );
    }
    auto issued = keys.create(context, first_key());
    if (!issued) return fail(issued);
    if (auto recorded = record(**store, clock, *issued); !recorded) return fail(recorded);
    return issued;
}

}  // namespace

int init(const Config& config, bool force, bool json) {
    const auto issued = make_first_key(config, force);
    if (!issued) {
        cli::print_error(issued.error());
        return issued.error().code == ErrorCode::invalid_argument ? 2 : 1;
    }
    if (json) {
        fmt::print("{}\n", boost::json::serialize(transport::rest::encode(*issued)));
    } else {
        cli::print_issued_key(transport::rest::encode(*issued));
    }
    return 0;
}

}  // namespace lectern::app
