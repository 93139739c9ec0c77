#include "backends/sqlite/dataset_store.hpp"

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/document_rows.hpp"
#include "backends/sqlite/graph_rows.hpp"
#include "backends/sqlite/job_rows.hpp"
#include "backends/sqlite/job_steps.hpp"
#include "backends/sqlite/newest_items.hpp"
#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/read_each.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "backends/sqlite/spaces.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::sqlite {
namespace {

std::unexpected<Error> absent(const DatasetId& id) {
    return fail(ErrorCode::not_found, "dataset " + id.value + " not found");
}

// Of `s.tenant, s.dataset, d.created_at, d.settings`.
Result<domain::Dataset> decode_dataset(const Row& row) {
    auto settings = decode_record<domain::DatasetSettings>(row.blob(3));
    if (!settings) return fail(settings);
    return domain::Dataset{
        .tenant = row.get<TenantId>(0),
        .id = row.get<DatasetId>(1),
        .settings = std::move(*settings),
        .created_at = row.get<Timestamp>(2),
    };
}

Result<std::optional<domain::Dataset>> find_dataset(
    Connection& connection, const TenantId& tenant, const DatasetId& id
) {
    return connection.first(
        "SELECT s.tenant, s.dataset, d.created_at, d.settings FROM dataset d JOIN space s ON s.key "
        "= d.space"
        " WHERE s.tenant = ?1 AND s.dataset = ?2",
        decode_dataset,
        tenant,
        id
    );
}

Result<domain::Dataset> insert_dataset(Connection& connection, domain::Dataset dataset) {
    const auto space = ensure_space(connection, dataset.tenant, dataset.id);
    if (!space) return lectern::fail(space.error());
    const std::string settings = encode_record(dataset.settings);
    auto added = connection.run(
        "INSERT INTO dataset (space, created_at, settings) VALUES (?1, ?2, ?3)",
        *space,
        dataset.created_at,
        Blob{settings}
    );
    if (!added) return fail(added);
    return dataset;
}

Result<void> cancel_open_jobs(Connection& connection, std::int64_t space, Timestamp now) {
    static const std::string sql =
        select_job() + "WHERE j.space = ?1 AND j.draft = 0 AND j.state <= ?2";
    static_assert(domain::JobState::running < domain::JobState::succeeded);
    auto jobs = connection.all(sql, decode_job, space, domain::JobState::running);
    if (!jobs) return fail(jobs);
    for (StoredJob& job : *jobs) {
        auto cancelled = cancel_items(connection, job, domain::ItemState::linked, now);
        if (!cancelled) return cancelled;
    }
    return {};
}

}  // namespace

Result<domain::Dataset> SqliteDatasetStore::create(
    const RequestContext& context, const domain::Dataset& dataset
) {
    const TenantId& tenant = context.principal.tenant;
    return database_.write([&](Connection& connection) -> Result<domain::Dataset> {
        auto present = find_dataset(connection, tenant, dataset.id);
        if (!present) return fail(present);
        if (!*present) {
            domain::Dataset added = dataset;
            added.tenant = tenant;
            return insert_dataset(connection, std::move(added));
        }
        if ((*present)->settings != dataset.settings) {
            return fail(
                ErrorCode::already_exists,
                "dataset " + dataset.id.value + " exists with other settings"
            );
        }
        return std::move(**present);
    });
}

Result<std::vector<std::optional<domain::Dataset>>> SqliteDatasetStore::find_many(
    const RequestContext& context, std::span<const DatasetId> ids
) {
    return read_each(database_, ids, [&](Connection& connection, const DatasetId& id) {
        return find_dataset(connection, context.principal.tenant, id);
    });
}

Result<domain::Page<domain::Dataset>> SqliteDatasetStore::list(
    const RequestContext& context, const domain::PageRequest& page
) {
    auto start = start_of(page, "datasets", {.texts = {""}});
    if (!start) return fail(start);
    auto datasets = database_.read([&](Connection& connection) {
        return connection.all(
            "SELECT s.tenant, s.dataset, d.created_at, d.settings FROM space s JOIN dataset d ON "
            "d.space = s.key"
            " WHERE s.tenant = ?1 AND s.dataset > ?2 ORDER BY s.dataset LIMIT ?3",
            decode_dataset,
            context.principal.tenant,
            start->texts.front(),
            rows_for(page)
        );
    });
    if (!datasets) return fail(datasets);
    return make_page(std::move(*datasets), page, "datasets", [](const domain::Dataset& dataset) {
        return domain::position_of(dataset);
    });
}

Result<void> SqliteDatasetStore::remove(const RequestContext& context, const DatasetId& id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        const auto space = find_space(connection, context.principal.tenant, id);
        if (!space) return lectern::fail(space.error());
        if (!*space) return absent(id);
        auto done = connection.run("DELETE FROM dataset WHERE space = ?1", **space);
        if (!done) return done;
        if (connection.changed_rows() == 0) return absent(id);
        const auto newest = newest_version(connection);
        if (!newest) return lectern::fail(newest.error());
        done = remove_documents(connection, **space, *newest);
        if (done) done = remove_graph(connection, **space);
        if (done) done = forget_newest(connection, **space);
        if (done) done = cancel_open_jobs(connection, **space, clock_.now());
        return done;
    });
}

}  // namespace lectern::backends::sqlite
