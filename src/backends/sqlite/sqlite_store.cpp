#include "backends/sqlite/sqlite_store.hpp"

#include "backends/sqlite/api_key_store.hpp"
#include "backends/sqlite/audit_log.hpp"
#include "backends/sqlite/consistency_check.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/dataset_store.hpp"
#include "backends/sqlite/dead_letter_store.hpp"
#include "backends/sqlite/document_store.hpp"
#include "backends/sqlite/graph_store.hpp"
#include "backends/sqlite/job_events.hpp"
#include "backends/sqlite/job_queue.hpp"
#include "backends/sqlite/job_store.hpp"
#include "backends/sqlite/queue_signal.hpp"
#include "backends/sqlite/vocabulary_store.hpp"

namespace lectern::backends::sqlite {

struct SqliteStore::Parts {
    Parts(std::unique_ptr<Database> opened, const Clock& clock)
        : database(std::move(opened)),
          datasets(*database, clock),
          documents(*database),
          jobs(*database, signal, clock),
          queue(*database, signal, clock),
          events(*database),
          dead_letters(*database),
          graph(*database),
          vocabularies(*database),
          api_keys(*database),
          audit(*database) {}

    std::unique_ptr<Database> database;
    QueueSignal signal;
    SqliteDatasetStore datasets;
    SqliteDocumentStore documents;
    SqliteJobStore jobs;
    SqliteJobQueue queue;
    SqliteJobEvents events;
    SqliteDeadLetterStore dead_letters;
    SqliteGraphStore graph;
    SqliteVocabularyStore vocabularies;
    SqliteApiKeyStore api_keys;
    SqliteAuditLog audit;
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(
    const Options& options, const Clock& clock, const telemetry::Telemetry& telemetry
) {
    auto database = Database::open(
        {
            .folder = options.folder,
            .readers = options.readers,
            .reader_cache_kib = options.reader_cache_kib,
            .writer_cache_kib = options.writer_cache_kib,
            .busy_timeout = options.busy_timeout,
            .checkpoint_pages = options.checkpoint_pages,
            .writer =
                {.queue_capacity = options.write_queue_capacity,
                 .group_size = options.write_group_size},
        },
        telemetry
    );
    if (!database) return fail(database);
    auto parts = std::make_unique<Parts>(std::move(*database), clock);
    auto discarded = parts->jobs.discard_drafts();
    if (!discarded) return fail(discarded);
    auto ended = parts->queue.end_leases();
    if (!ended) return fail(ended);
    return std::make_unique<SqliteStore>(std::move(parts));
}

SqliteStore::SqliteStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

SqliteStore::~SqliteStore() = default;

ports::DatasetStore& SqliteStore::datasets() { return parts_->datasets; }
ports::DocumentStore& SqliteStore::documents() { return parts_->documents; }
ports::JobStore& SqliteStore::jobs() { return parts_->jobs; }
ports::JobQueue& SqliteStore::queue() { return parts_->queue; }
ports::JobEvents& SqliteStore::events() { return parts_->events; }
ports::DeadLetterStore& SqliteStore::dead_letters() { return parts_->dead_letters; }
ports::GraphStore& SqliteStore::graph() { return parts_->graph; }
ports::VocabularyStore& SqliteStore::vocabularies() { return parts_->vocabularies; }
ports::ApiKeyStore& SqliteStore::api_keys() { return parts_->api_keys; }
ports::AuditLog& SqliteStore::audit() { return parts_->audit; }

Result<std::vector<std::string>> SqliteStore::check() {
    return parts_->database->read([](Connection& connection) {
        return find_inconsistencies(connection);
    });
}

Result<void> SqliteStore::compact() {
    return parts_->database->writer().run_alone([](Connection& connection) -> Result<void> {
        auto done = connection.run("VACUUM");
        if (done) done = connection.run("PRAGMA wal_checkpoint(TRUNCATE)");
        return done;
    });
}

SqliteStore::Statistics SqliteStore::statistics() const {
    const Writer& writer = parts_->database->writer();
    return {.writes = writer.works(), .commits = writer.commits(), .syncs = writer.syncs()};
}

}  // namespace lectern::backends::sqlite
