#include <filesystem>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "access/audit_service.hpp"
#include "app/commands.hpp"
#include "backends/sqlite/sqlite_store.hpp"
#include "cli/access_view.hpp"
#include "cli/terminal.hpp"
#include "core/clock.hpp"
#include "transport/rest/codec_access.hpp"

namespace lectern::app {
namespace {

Result<access::AuditFinding> verify(
    const std::filesystem::path& data, const cli::AnchorArguments& noted
) {
    if (!std::filesystem::exists(data / "store"))
        return fail(ErrorCode::not_found, "there is no data in " + data.string());
    const SystemClock clock;
    auto store = backends::sqlite::SqliteStore::open({.folder = data / "store"}, clock, {});
    if (!store) return fail(store);
    std::optional<access::AuditAnchor> anchor;
    if (noted.sequence != 0) anchor = {.sequence = noted.sequence, .hash = noted.hash};
    access::AuditService audit((*store)->audit());
    return audit.verify({.request_id = "audit verify"}, anchor);
}

}  // namespace

int verify_stored_audit(
    const std::string& directory, const cli::AnchorArguments& anchor, bool json
) {
    const auto finding = verify(directory, anchor);
    if (!finding) {
        cli::print_error(finding.error());
        return 1;
    }
    if (!json) return cli::print_audit_verification(transport::rest::encode(*finding));
    fmt::print("{}\n", boost::json::serialize(transport::rest::encode(*finding)));
    return finding->is_intact() ? 0 : 1;
}

}  // namespace lectern::app
