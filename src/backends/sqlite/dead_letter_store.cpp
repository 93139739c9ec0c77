#include "backends/sqlite/dead_letter_store.hpp"

#include <limits>

#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/paging.hpp"
#include "core/request_context.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::sqlite {
namespace {

// The shift and the mask are ItemKey's.
constexpr std::string_view select_letter = R"sql(
    SELECT d.id, d.tenant, s.dataset, j.id, d.item, i.document,
           coalesce(i.version, j.first_version + (i.id & 0xfffffff)),
           i.failure_code, i.failure_reason, i.failure_stage, d.attempts, j.traceparent, j.request_id, d.failed_at
    FROM dead_letter d
    JOIN item i ON i.id = d.item
    JOIN job j ON j.key = d.item >> 28
    JOIN space s ON s.key = j.space
)sql";

domain::DeadLetter decode_letter(const Row& row) {
    const auto trace = parse_traceparent(row.text(11));
    return {
        .id = row.get<DeadLetterId>(0),
        .tenant = row.get<TenantId>(1),
        .dataset = row.get<DatasetId>(2),
        .job = row.get<JobId>(3),
        .ordinal = ItemKey::ordinal(row.get<std::int64_t>(4)),
        .document = row.get<DocumentId>(5),
        .version = row.get<domain::Version>(6),
        .failure =
            {
                .code = row.get<ErrorCode>(7),
                .reason = row.get<std::string>(8),
                .stage = row.get<domain::IngestStage>(9),
            },
        .attempts = row.get<std::uint32_t>(10),
        .trace_id = trace ? trace->trace_id_hex() : std::string(),
        .request_id = row.get<std::string>(12),
        .failed_at = row.get<Timestamp>(13),
    };
}

std::unexpected<Error> absent(const DeadLetterId& id) {
    return fail(ErrorCode::not_found, "dead letter " + id.value + " not found");
}

}  // namespace

Result<domain::DeadLetter> SqliteDeadLetterStore::find(
    const RequestContext& context, const DeadLetterId& id
) {
    static const std::string sql = std::string(select_letter) + "WHERE d.id = ?1 AND d.tenant = ?2";
    auto letter = database_.read([&](Connection& connection) {
        return connection.first(sql, decode_letter, id, context.principal.tenant);
    });
    if (!letter) return fail(letter);
    if (!*letter) return absent(id);
    return std::move(**letter);
}

Result<domain::Page<domain::DeadLetter>> SqliteDeadLetterStore::list(
    const RequestContext& context,
    const ports::DeadLetterFilter& filter,
    const domain::PageRequest& page
) {
    auto start = start_of(
        page, "dead_letters", {.numbers = {std::numeric_limits<std::int64_t>::max()}, .texts = {""}}
    );
    if (!start) return fail(start);
    static const std::string sql =
        std::string(select_letter) +
        "WHERE d.tenant = ?1 AND (d.failed_at, d.id) < (?2, ?3) AND (?4 IS NULL OR s.dataset = ?4)"
        " AND (?5 IS NULL OR i.failure_stage = ?5) AND (?6 IS NULL OR j.id = ?6)"
        " ORDER BY d.failed_at DESC, d.id DESC LIMIT ?7";
    auto letters = database_.read([&](Connection& connection) {
        return connection.all(
            sql,
            decode_letter,
            context.principal.tenant,
            start->numbers.front(),
            start->texts.front(),
            filter.dataset,
            filter.stage,
            filter.job,
            rows_for(page)
        );
    });
    if (!letters) return fail(letters);
    return make_page(
        std::move(*letters),
        page,
        "dead_letters",
        [](const domain::DeadLetter& letter) { return domain::position_of(letter); }
    );
}

Result<void> SqliteDeadLetterStore::remove(const RequestContext& context, const DeadLetterId& id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto item = connection.first(
            "DELETE FROM dead_letter WHERE id = ?1 AND tenant = ?2 RETURNING item",
            [](const Row& row) { return row.get<std::int64_t>(0); },
            id,
            context.principal.tenant
        );
        if (!item) return fail(item);
        if (!*item) return absent(id);
        return connection.run("DELETE FROM source WHERE item = ?1", **item);
    });
}

}  // namespace lectern::backends::sqlite
