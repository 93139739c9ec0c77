-- A store of schema version 2, as `sqlite3 lectern.db .dump` wrote it: that of version 1, taken to version 2. `.dump` leaves
-- out the two pragmas. Read by src/backends/sqlite/migration_test.cpp; never changed.
PRAGMA application_id = 1279607636;
PRAGMA user_version = 2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
CREATE TABLE body (
    sequence INTEGER PRIMARY KEY REFERENCES document (sequence),
    text     BLOB NOT NULL,
    vectors  BLOB NOT NULL
) STRICT;
INSERT INTO "body" VALUES(1,X'0100245468652062726F6B6572206973204B61666B6120696E2076657273696F6E20666F75722E',X'01000100');
CREATE TABLE chunk (
    id     INTEGER PRIMARY KEY,
    record BLOB NOT NULL
) STRICT;
INSERT INTO "chunk" VALUES(16777216,X'0100245468652062726F6B6572206973204B61666B6120696E2076657273696F6E20666F75722E000024');
CREATE TABLE counters (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    version  INTEGER NOT NULL,  -- the last document version given
    sequence INTEGER NOT NULL,  -- of the last change to searchable documents
    event    INTEGER NOT NULL,  -- the last event id given
    waiting  INTEGER NOT NULL   -- open items of visible jobs that were never leased
) STRICT;
INSERT INTO "counters" VALUES(1,2,1,4,0);
CREATE TABLE dataset (
    space      INTEGER PRIMARY KEY REFERENCES space,
    created_at INTEGER NOT NULL,
    settings   BLOB NOT NULL
) STRICT;
INSERT INTO "dataset" VALUES(1,1795529224802,X'010002656EFA0120020000');
CREATE TABLE dead_letter (
    key       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    tenant    TEXT NOT NULL,
    item      INTEGER NOT NULL UNIQUE REFERENCES item,
    attempts  INTEGER NOT NULL,
    failed_at INTEGER NOT NULL
) STRICT;
INSERT INTO "dead_letter" VALUES(1,'dead_01a20de1b266700091db6d15d0477506','default',268435457,1,1795529224806);
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
INSERT INTO "document" VALUES(1,1,'log',1,1,1,1,1795529224802,1795529224802,X'0100036C6F67000A746578742F706C61696E00403637373366343736633834303363313565643763663165306633656465323039373930643564316434666466623866333530376531336561326165376461373601246A6F625F3031613230646531623236323730303061643838643832653361316431656630',NULL,NULL,NULL);
CREATE TABLE entity (
    key   INTEGER PRIMARY KEY,
    space INTEGER NOT NULL REFERENCES space,
    id    TEXT NOT NULL,
    UNIQUE (space, id)
) STRICT;
INSERT INTO "entity" VALUES(1,1,'kafka');
CREATE TABLE entity_name (
    space    INTEGER NOT NULL REFERENCES space,
    name     TEXT NOT NULL,  -- normalised
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    PRIMARY KEY (space, name, entity, document)
) STRICT, WITHOUT ROWID;
INSERT INTO "entity_name" VALUES(1,'kafka',1,1);
CREATE TABLE entity_statement (
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    version  INTEGER NOT NULL,
    name     TEXT NOT NULL,
    type     TEXT NOT NULL,
    synonyms BLOB NOT NULL,
    PRIMARY KEY (entity, document)
) STRICT, WITHOUT ROWID;
INSERT INTO "entity_statement" VALUES(1,1,1,'Kafka','software',X'010000');
CREATE TABLE event (
    job    TEXT NOT NULL,
    id     INTEGER NOT NULL,
    place  INTEGER NOT NULL,  -- in the job's history, from 1
    record BLOB NOT NULL,
    PRIMARY KEY (job, id)
) STRICT, WITHOUT ROWID;
INSERT INTO "event" VALUES('job_01a20de1b2627000ad88d82e3a1d1ef0',1,1,X'0100246A6F625F30316132306465316232363237303030616438386438326533613164316566300A6A6F622E717565756564000200000000CAC98DDEC168');
INSERT INTO "event" VALUES('job_01a20de1b2627000ad88d82e3a1d1ef0',2,2,X'0100246A6F625F30316132306465316232363237303030616438386438326533613164316566300B6974656D2E6661696C6564010200010001246A6F625F3031613230646531623236323730303061643838643832653361316431656630010362616402060001001E74686520636F6E74656E74206973206E6F2050444620646F63756D656E7400D2C98DDEC168D4C98DDEC168');
INSERT INTO "event" VALUES('job_01a20de1b2627000ad88d82e3a1d1ef0',3,3,X'0100246A6F625F30316132306465316232363237303030616438386438326533613164316566300B6A6F622E72756E6E696E67010200010000D4C98DDEC168');
INSERT INTO "event" VALUES('job_01a20de1b2627000ad88d82e3a1d1ef0',4,4,X'0100246A6F625F3031613230646531623236323730303061643838643832653361316431656630146A6F622E7061727469616C6C795F6661696C65640402010100008ACA8DDEC168');
CREATE TABLE graph_document (
    key      INTEGER PRIMARY KEY,
    space    INTEGER NOT NULL REFERENCES space,
    document TEXT NOT NULL,
    version  INTEGER NOT NULL,
    record   BLOB NOT NULL,
    UNIQUE (space, document)
) STRICT;
INSERT INTO "graph_document" VALUES(1,1,'log',1,X'010001056B61666B61054B61666B6108736F6674776172650001056B61666B610001056B61666B610001');
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
INSERT INTO "item" VALUES(268435456,1,'log',NULL,'6773f476c8403c15ed7cf1e0f3ede209790d5d1d4fdfb8f3507e13ea2ae7da76',1,5,0,NULL,NULL,NULL,1795529224833);
INSERT INTO "item" VALUES(268435457,1,'bad',NULL,'08ecaa11d323ee8b77529cdb86ca54325e9af29aea16e9a0fe9f59e7fa65272d',1,6,0,0,0,'the content is no PDF document',1795529224806);
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
INSERT INTO "job" VALUES(1,'job_01a20de1b2627000ad88d82e3a1d1ef0','default',1,0,4,1,2,1,1,0,0,1,2,1795529224802,1795529224802,1795529224806,1795529224833,'first','3e1e9ff581de921e8b32d13803cb2d44141c1242363d1f4bd37b68ee3217b8e6','req_01a20de1b2617000b521f62e7925a87d','req_01a20de1b2617000b521f62e7925a87d','');
CREATE TABLE mention (
    entity   INTEGER NOT NULL REFERENCES entity,
    document INTEGER NOT NULL REFERENCES graph_document,
    chunk    INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (entity, document, chunk)
) STRICT, WITHOUT ROWID;
INSERT INTO "mention" VALUES(1,1,0,1);
CREATE TABLE queue (
    item        INTEGER PRIMARY KEY REFERENCES item,
    priority    INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    status      INTEGER NOT NULL,  -- 0 ready, 1 delayed until due_at, 2 leased until due_at
    due_at      INTEGER NOT NULL,
    attempt     INTEGER NOT NULL,
    token       INTEGER NOT NULL   -- of the lease
) STRICT;
CREATE TABLE relation (
    source   INTEGER NOT NULL REFERENCES entity,
    target   INTEGER NOT NULL REFERENCES entity,
    type     TEXT NOT NULL,
    document INTEGER NOT NULL REFERENCES graph_document,
    weight   REAL NOT NULL,
    PRIMARY KEY (source, target, type, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE source (
    item   INTEGER PRIMARY KEY REFERENCES item,
    record BLOB NOT NULL
) STRICT;
INSERT INTO "source" VALUES(268435457,X'01000362616400066E6F207064660F6170706C69636174696F6E2F706466000000000000');
CREATE TABLE space (
    key             INTEGER PRIMARY KEY,
    tenant          TEXT NOT NULL,
    dataset         TEXT NOT NULL,
    documents       INTEGER NOT NULL DEFAULT 0,  -- live
    chunks          INTEGER NOT NULL DEFAULT 0,  -- of live documents
    removed_version INTEGER NOT NULL DEFAULT 0,  -- versions up to it lost against the removal of the dataset
    UNIQUE (tenant, dataset)
) STRICT;
INSERT INTO "space" VALUES(1,'default','notes',1,1,0);
CREATE TABLE vocabulary (
    key    INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    id     TEXT NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (tenant, id)
) STRICT;
INSERT INTO "vocabulary" VALUES(1,'default','parts',X'010005706172747301056B61666B61054B61666B6108736F6674776172650000');
CREATE UNIQUE INDEX job_by_idempotency ON job (tenant, idempotency_key) WHERE draft = 0 AND idempotency_key <> '';
CREATE INDEX job_by_tenant ON job (tenant, created_at) WHERE draft = 0;
CREATE INDEX job_by_space ON job (space, created_at) WHERE draft = 0;
CREATE INDEX job_by_state ON job (tenant, state, created_at) WHERE draft = 0;
CREATE INDEX job_waiting ON job (priority, accepted_at) WHERE draft = 0 AND next_ordinal < total;
CREATE INDEX job_draft ON job (draft) WHERE draft = 1;
CREATE INDEX item_newest ON item (space, document) WHERE newest = 1;
CREATE INDEX queue_ready ON queue (priority, accepted_at) WHERE status = 0;
CREATE INDEX queue_due ON queue (due_at, status) WHERE status <> 0;
CREATE INDEX dead_letter_by_tenant ON dead_letter (tenant, failed_at);
CREATE INDEX relation_by_target ON relation (target);
CREATE INDEX api_key_by_tenant ON api_key (tenant, created_at, id);
CREATE INDEX audit_by_tenant ON audit (tenant, sequence);
CREATE TRIGGER audit_grows_at_its_end BEFORE INSERT ON audit
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit)
BEGIN SELECT raise(ABORT, 'audit records are added at the end'); END;
CREATE TRIGGER audit_records_stay BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'audit records do not change'); END;
CREATE TRIGGER audit_records_are_kept BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'audit records are not removed'); END;
COMMIT;
