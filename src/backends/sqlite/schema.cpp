#include "backends/sqlite/schema.hpp"

#include <array>
#include <string>
#include <string_view>

namespace lectern::backends::sqlite {
namespace {

// Enumerations are stored as the numbers of `domain`, times as milliseconds since the epoch,
// records as `record_codec.hpp` writes them. References are declared for `check`, not enforced:
// every statement that breaks one would be a bug of ours, and enforcing costs a look-up a row.
constexpr std::string_view version_1 = R"sql(
-- The store's counters, in one row.
CREATE TABLE counters (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    version  INTEGER NOT NULL,  -- the last document version given
    sequence INTEGER NOT NULL,  -- of the last change to searchable documents
    event    INTEGER NOT NULL,  -- the last event id given
    waiting  INTEGER NOT NULL   -- open items of visible jobs that were never leased
) STRICT;
INSERT INTO counters VALUES (1, 0, 0, 0, 0);

-- A name of a tenant's dataset, whether or not there is such a dataset now. Never removed.
CREATE TABLE space (
    key             INTEGER PRIMARY KEY,
    tenant          TEXT NOT NULL,
    dataset         TEXT NOT NULL,
    documents       INTEGER NOT NULL DEFAULT 0,  -- live
    chunks          INTEGER NOT NULL DEFAULT 0,  -- of live documents
    removed_version INTEGER NOT NULL DEFAULT 0,  -- versions up to it lost against the removal of the dataset
    UNIQUE (tenant, dataset)
) STRICT;

CREATE TABLE dataset (
    space      INTEGER PRIMARY KEY REFERENCES space,
    created_at INTEGER NOT NULL,
    settings   BLOB NOT NULL
) STRICT;

CREATE TABLE job (
    key              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    tenant           TEXT NOT NULL,
    space            INTEGER NOT NULL REFERENCES space,
    draft            INTEGER NOT NULL,            -- 1 until the job is committed
    state            INTEGER NOT NULL,
    priority         INTEGER NOT NULL,
    total            INTEGER NOT NULL,
    indexed          INTEGER NOT NULL DEFAULT 0,
    failed           INTEGER NOT NULL DEFAULT 0,
    cancelled        INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    first_version    INTEGER NOT NULL,            -- items without a version of their own have this plus their ordinal
    next_ordinal     INTEGER NOT NULL DEFAULT 0,  -- the first item that was never leased
    created_at       INTEGER NOT NULL,
    accepted_at      INTEGER NOT NULL,
    started_at       INTEGER,
    finished_at      INTEGER,
    idempotency_key  TEXT NOT NULL,               -- empty: none
    request_digest   TEXT NOT NULL,
    request_id       TEXT NOT NULL,
    correlation_id   TEXT NOT NULL,
    traceparent      TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX job_by_idempotency ON job (tenant, idempotency_key) WHERE draft = 0 AND idempotency_key <> '';
CREATE INDEX job_by_tenant ON job (tenant, created_at) WHERE draft = 0;
CREATE INDEX job_by_space ON job (space, created_at) WHERE draft = 0;
CREATE INDEX job_by_state ON job (tenant, state, created_at) WHERE draft = 0;
CREATE INDEX job_waiting ON job (priority, accepted_at) WHERE draft = 0 AND next_ordinal < total;
CREATE INDEX job_draft ON job (draft) WHERE draft = 1;

-- `id` is the job's key and the ordinal in one number (item_key.hpp), so that a job's items lie together in order.
CREATE TABLE item (
    id             INTEGER PRIMARY KEY,
    space          INTEGER NOT NULL REFERENCES space,
    document       TEXT NOT NULL,
    version        INTEGER,           -- given by a redrive; else by the job's first_version
    content_hash   TEXT NOT NULL,
    newest         INTEGER NOT NULL,  -- 1: may be the newest accepted version of its document (newest_items.hpp)
    state          INTEGER NOT NULL,
    superseded     INTEGER NOT NULL DEFAULT 0,
    failure_code   INTEGER,
    failure_stage  INTEGER,
    failure_reason TEXT,
    updated_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX item_newest ON item (space, document) WHERE newest = 1;

-- A document as handed in, while its item is open or failed.
CREATE TABLE source (
    item   INTEGER PRIMARY KEY REFERENCES item,
    record BLOB NOT NULL
) STRICT;

-- Items that were leased at least once and are not done with. Those before that are counted by job.next_ordinal.
CREATE TABLE queue (
    item        INTEGER PRIMARY KEY REFERENCES item,
    priority    INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    status      INTEGER NOT NULL,  -- 0 ready, 1 delayed until due_at, 2 leased until due_at
    due_at      INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    token       INTEGER NOT NULL   -- of the lease
) STRICT;
CREATE INDEX queue_ready ON queue (priority, accepted_at) WHERE status = 0;
CREATE INDEX queue_due ON queue (due_at, status) WHERE status <> 0;

CREATE TABLE dead_letter (
    key       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    tenant    TEXT NOT NULL,
    item      INTEGER NOT NULL UNIQUE REFERENCES item,
    attempts  INTEGER NOT NULL,
    failed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX dead_letter_by_tenant ON dead_letter (tenant, failed_at);

CREATE TABLE event (
    job    TEXT NOT NULL,
    id     INTEGER NOT NULL,
    place  INTEGER NOT NULL,  -- in the job's history, from 1
    record BLOB NOT NULL,
    PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;

-- The live version of a document, or what is left of a removed one so that earlier versions lose against the removal.
CREATE TABLE document (
    key               INTEGER PRIMARY KEY,
    space             INTEGER NOT NULL REFERENCES space,
    id                TEXT NOT NULL,
    live              INTEGER NOT NULL,
    version           INTEGER NOT NULL,         -- removed: those up to it lose
    sequence          INTEGER NOT NULL UNIQUE,  -- of the last change; names text and chunks
    chunks            INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    record            BLOB NOT NULL,            -- empty when removed
    previous_version  INTEGER,                  -- whose chunks are still there
    previous_sequence INTEGER,
    previous_record   BLOB,
    UNIQUE (space, id)
) STRICT;

-- Text and vectors of live documents, by their sequence.
CREATE TABLE body (
    sequence INTEGER PRIMARY KEY REFERENCES document (sequence),
    text     BLOB NOT NULL,
    vectors  BLOB NOT NULL
) STRICT;

-- `id` is the sequence and the ordinal in one number (item_key.hpp), so that a document's chunks lie together in order.
CREATE TABLE chunk (
    id     INTEGER PRIMARY KEY,
    record BLOB NOT NULL
) STRICT;

-- What one document says about the graph; `record` lists it, so that it can be taken back.
CREATE TABLE graph_document (
    key      INTEGER PRIMARY KEY,
    space    INTEGER NOT NULL REFERENCES space,
    document TEXT NOT NULL,
    version  INTEGER NOT NULL,
    record   BLOB NOT NULL,
    UNIQUE (space, document)
) STRICT;

CREATE TABLE entity (
    key   INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    id    TEXT NOT NULL,
    UNIQUE (space, id)
) STRICT;

-- An entity as one document describes it.
CREATE TABLE entity_statement (
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    version  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL,
    synonyms BLOB NOT NULL,
    PRIMARY KEY (entity, document)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity_name (
    space    INTEGER NOT NULL REFERENCES space,
    name     TEXT NOT NULL,  -- normalised
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    PRIMARY KEY (space, name, entity, document)
) STRICT, WITHOUT ROWID;

CREATE TABLE relation (
    source   INTEGER NOT NULL REFERENCES entity,
    target   INTEGER NOT NULL REFERENCES entity,
    type     TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES graph_document,
    weight   REAL NOT NULL,
    PRIMARY KEY (source, target, type, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_by_target ON relation (target);

CREATE TABLE mention (
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    chunk    INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (entity, document, chunk)
) STRICT, WITHOUT ROWID;

CREATE TABLE vocabulary (
    key    INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id     TEXT NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (tenant, id)
) STRICT;
)sql";

constexpr std::string_view version_2 = R"sql(
-- Credentials that Lectern gave out. Secrets are not here, only their digests.
CREATE TABLE api_key (
    id                  TEXT PRIMARY KEY,
    tenant              TEXT NOT NULL,
    name                TEXT NOT NULL,
    scopes              TEXT NOT NULL,  -- names, separated by a space
    digest              TEXT NOT NULL,
    previous_digest     TEXT NOT NULL,  -- empty: none
    previous_expires_at INTEGER,
    created_at          INTEGER NOT NULL,
    expires_at          INTEGER,
    revoked_at          INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_key_by_tenant ON api_key (tenant, created_at, id);

-- The audit trail of all tenants; a record's members are those of domain::AuditRecord.
CREATE TABLE audit (
    sequence       INTEGER PRIMARY KEY,
    time           INTEGER NOT NULL,
    tenant         TEXT NOT NULL,
    subject        TEXT NOT NULL,
    api_key        TEXT NOT NULL,
    protocol       TEXT NOT NULL,
    operation      TEXT NOT NULL,
    target         TEXT NOT NULL,
    outcome        TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    trace_id       TEXT NOT NULL,
    remote_address TEXT NOT NULL,
    repeated       INTEGER NOT NULL,
    previous_hash  TEXT NOT NULL,
    hash           TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_tenant ON audit (tenant, sequence);

-- Records are added at the end and stay as they are. The first trigger also stops INSERT OR REPLACE, which deletes
-- without asking the third.
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
BEGIN SELECT raise(ABORT, 'audit records are added at the end'); END;
CREATE TRIGGER audit_records_stay BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'audit records do not change'); END;
CREATE TRIGGER audit_records_are_kept BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'audit records are not removed'); END;
)sql";

constexpr std::string_view version_3 = R"sql(
CREATE INDEX job_by_end ON job (finished_at) WHERE draft = 0 AND finished_at IS NOT NULL;
)sql";

// The script at place n takes a database from version n to n + 1. Released scripts are never
// changed.
constexpr std::array scripts{version_1, version_2, version_3};

Result<void> check_owner(Connection& connection, std::int64_t version) {
    const auto owner = connection.number("PRAGMA application_id");
    if (!owner) return lectern::fail(owner.error());
    const auto tables = connection.number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return lectern::fail(tables.error());
    const bool is_new = *owner == 0 && version == 0 && *tables == 0;
    if (!is_new && *owner != application_id) {
        return fail(
            ErrorCode::failed_precondition, "the database in the data folder is not one of lectern"
        );
    }
    if (version > schema_version()) {
        return fail(
            ErrorCode::failed_precondition,
            "the database has schema version " + std::to_string(version) + ", this program knows " +
                std::to_string(schema_version())
        );
    }
    return {};
}

}  // namespace

std::int64_t schema_version() { return static_cast<std::int64_t>(scripts.size()); }

Result<void> migrate(Connection& connection) {
    const auto version = connection.number("PRAGMA user_version");
    if (!version) return lectern::fail(version.error());
    auto checked = check_owner(connection, *version);
    if (!checked || *version == schema_version()) return checked;

    std::string script = "BEGIN IMMEDIATE;";
    for (auto next = static_cast<std::size_t>(*version); next < scripts.size(); ++next)
        script += scripts[next];
    script += "PRAGMA application_id = " + std::to_string(application_id) +
              "; PRAGMA user_version = " + std::to_string(schema_version()) + "; COMMIT;";
    auto done = connection.script(script);
    if (!done && connection.in_transaction()) {
        if (auto undone = connection.run("ROLLBACK"); !undone) return fail(undone);
    }
    return done;
}

}  // namespace lectern::backends::sqlite
