#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "ports/api_key_store.hpp"
#include "ports/audit_log.hpp"
#include "ports/dataset_store.hpp"
#include "ports/dead_letter_store.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/job_events.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::backends::sqlite {

/// The embedded system of record: every store port over one SQLite database in a folder that it
/// holds alone. What a port calls durable is on disk when its method returns (WAL, `synchronous =
/// FULL`); leases, steps that end nothing and events are there at the latest with the next durable
/// write, and survive the end of the process in any case. Thread-safe; it outlives the drafts that
/// its job store began. The folder may be copied while no process has it open.
class SqliteStore final {
  public:
    struct Options {
        std::filesystem::path folder;  ///< Made when it is absent; holds `lectern.db` and `LOCK`.
        std::size_t readers = 4;       ///< Reads at the same time; at least 1.
        std::size_t reader_cache_kib = 1'024;  ///< Page cache of each reader at most.
        std::size_t writer_cache_kib = 8'192;
        std::chrono::milliseconds busy_timeout{5'000};
        std::size_t checkpoint_pages = 2'000;  ///< Of 8 KiB in the log before it is written back.
        std::size_t write_queue_capacity =
            1'024;  ///< Writes that wait; beyond them `resource_exhausted`.
        std::size_t write_group_size = 256;  ///< Writes that share one transaction at most.
    };

    /// How the writes were grouped since the start.
    struct Statistics {
        std::uint64_t writes = 0;
        std::uint64_t commits = 0;  ///< Transactions that were written for them.
        std::uint64_t syncs = 0;    ///< Those of them that waited for the disk.
    };

    /// Opens or makes the store and clears up what an interrupted process left behind. Fails with
    /// `failed_precondition` when another process has the folder, or when its database is not
    /// Lectern's or of a later version. `clock` outlives the store.
    static Result<std::unique_ptr<SqliteStore>> open(
        const Options& options, const Clock& clock, const telemetry::Telemetry& telemetry
    );

    ~SqliteStore();
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    ports::DatasetStore& datasets();
    ports::DocumentStore& documents();
    ports::JobStore& jobs();
    ports::JobQueue& queue();
    ports::JobEvents& events();
    ports::DeadLetterStore& dead_letters();
    ports::GraphStore& graph();
    ports::VocabularyStore& vocabularies();
    ports::ApiKeyStore& api_keys();
    ports::AuditLog& audit();

    /// What is wrong with the database, one line a finding; empty when it is sound. Reads all of
    /// it.
    Result<std::vector<std::string>> check();

    /// Rewrites the database without the room that removed rows left. Needs as much disk again;
    /// writes wait meanwhile.
    Result<void> compact();

    Statistics statistics() const;

  private:
    struct Parts;

  public:
    /// For `open`.
    explicit SqliteStore(std::unique_ptr<Parts> parts);

  private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace lectern::backends::sqlite
