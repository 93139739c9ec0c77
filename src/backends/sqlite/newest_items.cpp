#include "backends/sqlite/newest_items.hpp"

namespace lectern::backends::sqlite {
namespace {

// Best first. The shift and the mask are ItemKey's.
constexpr std::string_view select_marked = R"sql(
    SELECT i.id, coalesce(i.version, j.first_version + (i.id & 0xfffffff)) AS version, i.content_hash
    FROM item i JOIN job j ON j.key = i.id >> 28
    WHERE i.space = ?1 AND i.document = ?2 AND i.newest = 1 AND j.draft = 0
    ORDER BY version DESC, i.id DESC)sql";

NewestItem decode_marked(const Row& row) {
    return {
        .id = row.get<std::int64_t>(0),
        .version = row.get<domain::Version>(1),
        .content_hash = row.get<std::string>(2),
    };
}

}  // namespace

Result<std::optional<NewestItem>> find_newest(
    Connection& connection, std::int64_t space, const DocumentId& document
) {
    return connection.first(select_marked, decode_marked, space, document);
}

Result<bool> make_way(
    Connection& connection,
    std::int64_t space,
    const DocumentId& document,
    std::optional<domain::Version> version,
    bool is_draft
) {
    auto marked = connection.all(select_marked, decode_marked, space, document);
    if (!marked) return fail(marked);
    const bool is_older = version && !marked->empty() && marked->front().version > *version;
    const std::size_t kept = is_draft || is_older ? 1 : 0;
    for (std::size_t i = kept; i < marked->size(); ++i) {
        auto unmarked = connection.run("UPDATE item SET newest = 0 WHERE id = ?1", (*marked)[i].id);
        if (!unmarked) return fail(unmarked);
    }
    return is_draft || !is_older;
}

Result<void> forget_newest(Connection& connection, std::int64_t space, const DocumentId& document) {
    return connection.run(
        "UPDATE item SET newest = 0 WHERE space = ?1 AND document = ?2 AND newest = 1"
        " AND id >> 28 NOT IN (SELECT key FROM job WHERE draft = 1)",
        space,
        document
    );
}

Result<void> forget_newest(Connection& connection, std::int64_t space) {
    return connection.run(
        "UPDATE item SET newest = 0 WHERE space = ?1 AND newest = 1"
        " AND id >> 28 NOT IN (SELECT key FROM job WHERE draft = 1)",
        space
    );
}

}  // namespace lectern::backends::sqlite
