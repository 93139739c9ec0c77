#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/folder_lock.hpp"
#include "backends/sqlite/reader_pool.hpp"
#include "backends/sqlite/writer.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::backends::sqlite {

/// The database of one data folder: its lock, its writer and its readers. Thread-safe.
class Database final {
  public:
    struct Options {
        std::filesystem::path folder;
        std::size_t readers = 4;
        std::size_t reader_cache_kib = 1'024;  ///< Of each.
        std::size_t writer_cache_kib = 8'192;
        std::chrono::milliseconds busy_timeout{5'000};
        std::size_t checkpoint_pages = 2'000;
        Writer::Options writer{};
    };

    /// Makes the folder and the database when they are absent and brings an older schema up to
    /// date. Fails with `failed_precondition` when another process has the folder or the file is
    /// not ours or of a later version.
    static Result<std::unique_ptr<Database>> open(
        const Options& options, const telemetry::Telemetry& telemetry
    );

    /// Runs `work(Connection&)`, which returns a `Result`, by the writer; see `Writer::run`.
    template <class Work>
    std::invoke_result_t<Work&, Connection&> write(
        Work work, Durability durability = Durability::synced
    ) {
        return keep_result(work, [this, durability](auto&& call) {
            return writer_.run(std::forward<decltype(call)>(call), durability);
        });
    }

    /// Runs `work(Connection&)`, which returns a `Result`, in one snapshot that has every write
    /// that has returned.
    template <class Work>
    std::invoke_result_t<Work&, Connection&> read(Work work) {
        return keep_result(work, [this](auto&& call) {
            return readers_.run(std::forward<decltype(call)>(call));
        });
    }

    Writer& writer() { return writer_; }

    /// For `open`.
    Database(
        FolderLock lock, Connection connection, ReaderPool::Open open_reader, const Options& options
    );

  private:
    // Carries a result of any type past an interface that knows failures alone.
    template <class Work, class Run>
    static std::invoke_result_t<Work&, Connection&> keep_result(Work& work, Run run) {
        std::optional<std::invoke_result_t<Work&, Connection&>> outcome;
        auto done = run([&](Connection& connection) -> Result<void> {
            outcome.emplace(work(connection));
            if (!*outcome) return lectern::fail(outcome->error());
            return {};
        });
        if (!done) return fail(done);
        return std::move(*outcome);
    }

    FolderLock lock_;
    ReaderPool readers_;
    Writer writer_;
};

}  // namespace lectern::backends::sqlite
