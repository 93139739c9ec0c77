#include "backends/sqlite/job_draft.hpp"

#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/job_acceptance.hpp"
#include "backends/sqlite/spaces.hpp"

namespace lectern::backends::sqlite {
namespace {

constexpr std::int64_t items_discarded_at_once = 2'000;

// Whether an earlier job came with all the documents of this draft, unchanged.
Result<std::optional<StoredJob>> find_unchanged(
    Connection& connection, SqliteJobDraft::Place place
) {
    UnchangedSearch search(connection, place.space);
    bool possible = true;
    std::int64_t next = ItemKey::first(place.job);
    while (possible) {
        struct Handed {
            std::int64_t id = 0;
            DocumentId document;
            std::string hash;
        };
        auto some = connection.all(
            "SELECT id, document, content_hash FROM item WHERE id BETWEEN ?1 AND ?2 ORDER BY id "
            "LIMIT 1000",
            [](const Row& row) {
                return Handed{
                    row.get<std::int64_t>(0), row.get<DocumentId>(1), row.get<std::string>(2)
                };
            },
            next,
            ItemKey::last(place.job)
        );
        if (!some) return fail(some);
        if (some->empty()) break;
        for (const Handed& item : *some) {
            const auto still = search.add(item.document, item.hash);
            if (!still) return lectern::fail(still.error());
            possible = *still;
            if (!possible) break;
        }
        next = some->back().id + 1;
    }
    return search.answer();
}

}  // namespace

Result<std::unique_ptr<ports::JobDraft>> SqliteJobDraft::begin(
    Database& database, QueueSignal& signal, const Clock& clock, ports::NewJob job
) {
    auto place = database.write(
        [&](Connection& connection) -> Result<Place> {
            const auto space = ensure_space(connection, job.job.tenant, job.job.dataset);
            if (!space) return lectern::fail(space.error());
            const auto key = insert_draft(connection, job, *space);
            if (!key) return lectern::fail(key.error());
            return Place{.job = *key, .space = *space};
        },
        Durability::relaxed
    );
    if (!place) return fail(place);
    return std::make_unique<SqliteJobDraft>(database, signal, clock, std::move(job), *place);
}

SqliteJobDraft::SqliteJobDraft(
    Database& database, QueueSignal& signal, const Clock& clock, ports::NewJob job, Place place
)
    : database_(database), signal_(signal), clock_(clock), job_(std::move(job)), place_(place) {}

SqliteJobDraft::~SqliteJobDraft() {
    if (is_visible_) return;
    // What cannot be removed now is removed at the next start; until then nobody sees it.
    static_cast<void>(discard_whole_draft(database_, place_.job));
}

Result<void> SqliteJobDraft::add(std::vector<ports::NewItem> items) {
    if (is_closed_) return fail(ErrorCode::failed_precondition, "the job was committed already");
    auto encoded = encode_items(items);
    if (!encoded) return fail(encoded);
    const auto added_count = static_cast<std::uint32_t>(items.size());
    items = {};
    // The commit's write to the disk takes everything before it along.
    auto added = database_.write(
        [&](Connection& connection) {
            const ItemPlace place{
                .job = place_.job, .space = place_.space, .first_ordinal = count_, .is_draft = true
            };
            return insert_items(connection, place, *encoded, clock_.now());
        },
        Durability::relaxed
    );
    if (added) count_ += added_count;
    return added;
}

Result<ports::AcceptedJob> SqliteJobDraft::commit(std::string request_digest) {
    if (is_closed_) return fail(ErrorCode::failed_precondition, "the job was committed already");
    if (count_ == 0) return fail(ErrorCode::invalid_argument, "a job needs at least one document");
    job_.request_digest = std::move(request_digest);
    auto accepted =
        database_.write([this](Connection& connection) { return commit_by(connection); });
    if (!accepted) return accepted;
    is_closed_ = true;
    is_visible_ = !accepted->replayed;
    if (is_visible_) signal_.work_added();
    return accepted;
}

Result<ports::AcceptedJob> SqliteJobDraft::commit_by(Connection& connection) {
    auto earlier = find_by_key(connection, job_);
    if (earlier && !*earlier && job_.reuse_unchanged) earlier = find_unchanged(connection, place_);
    if (!earlier) return fail(earlier);
    if (*earlier) return ports::AcceptedJob{.job = std::move((*earlier)->job), .replayed = true};
    auto visible = make_visible(connection, place_.job, count_, job_.request_digest, clock_.now());
    if (!visible) return fail(visible);
    return ports::AcceptedJob{.job = std::move(visible->job)};
}

Result<void> discard_whole_draft(Database& database, std::int64_t job) {
    while (true) {
        const auto done = database.write(
            [job](Connection& connection) {
                return discard_draft(connection, job, items_discarded_at_once);
            },
            Durability::relaxed
        );
        if (!done) return lectern::fail(done.error());
        if (*done) return {};
    }
}

}  // namespace lectern::backends::sqlite
