#include <filesystem>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "backends/localindex/local_index.hpp"
#include "backends/sqlite/sqlite_store.hpp"
#include "cli/terminal.hpp"
#include "core/clock.hpp"
#include "services/index_catch_up.hpp"

namespace lectern::app {
namespace {

// Empties the index and applies every change of the store to it; returns how many.
Result<std::uint64_t> rebuild(const Config& config) {
    const std::filesystem::path data = config.data.directory;
    if (!std::filesystem::exists(data / "store")) {
        return fail(ErrorCode::not_found, "there is no data in " + data.string());
    }
    const SystemClock clock;
    // First the store: its lock keeps a running server's index from being removed.
    auto store = backends::sqlite::SqliteStore::open({.folder = data / "store"}, clock, {});
    if (!store) return fail(store);
    std::error_code error;
    std::filesystem::remove_all(data / "index", error);
    if (error) return fail(ErrorCode::unavailable, "cannot remove the index: " + error.message());
    auto index = backends::localindex::LocalIndex::open({.folder = data / "index"}, {});
    if (!index) return fail(index);

    const RequestContext context{.request_id = "reindex"};
    cli::ProgressBar bar("changes applied");
    auto replay = services::replay_changes(
        context,
        {
            .datasets = (*store)->datasets(),
            .documents = (*store)->documents(),
            .graph = (*store)->graph(),
            .index = **index,
        },
        0,
        [&bar](const services::Replay& done) -> Result<void> {
            bar.show(done.applied, 0);
            return {};
        }
    );
    if (!replay) return fail(replay);
    if (auto flushed = (*index)->flush(context, replay->floor); !flushed) return fail(flushed);
    return replay->applied;
}

}  // namespace

int reindex(const Config& config, bool json) {
    const auto applied = rebuild(config);
    if (!applied) {
        cli::print_error(applied.error());
        return 1;
    }
    if (json) {
        fmt::print("{{\"changes\": {}}}\n", *applied);
    } else {
        fmt::print("{}: index made anew from {} changes\n", config.data.directory, *applied);
    }
    return 0;
}

}  // namespace lectern::app
