#include "backends/sqlite/consistency_check.hpp"

#include <array>

namespace lectern::backends::sqlite {
namespace {

struct Claim {
    std::string_view finding;  ///< Follows the number of rows that break the claim.
    std::string_view sql;      ///< Counts them.
};

// States are the numbers of domain::ItemState and domain::JobState, shifts those of ItemKey and
// ChunkKey.
constexpr std::array claims{
    Claim{
        "jobs whose counts differ from their items",
        R"sql(SELECT count(*) FROM job j JOIN (
            SELECT id >> 28 AS job, count(*) AS total, sum(state = 5) AS indexed, sum(state = 6) AS failed,
                   sum(state = 7) AS cancelled FROM item GROUP BY id >> 28) c ON c.job = j.key
        WHERE j.draft = 0 AND (j.total, j.indexed, j.failed, j.cancelled)
              <> (c.total, c.indexed, c.failed, c.cancelled))sql",
    },
    Claim{
        "jobs without items",
        "SELECT count(*) FROM job WHERE draft = 0 AND NOT EXISTS"
        " (SELECT 1 FROM item WHERE id BETWEEN key << 28 AND ((key + 1) << 28) - 1)",
    },
    Claim{
        "jobs whose state does not follow from their counts",
        "SELECT count(*) FROM job WHERE draft = 0 AND (state < 2) <> (indexed + failed + cancelled "
        "< total)",
    },
    Claim{
        "items without a job",
        "SELECT count(*) FROM item WHERE id >> 28 NOT IN (SELECT key FROM job)"
    },
    Claim{
        "open items of visible jobs without their document",
        "SELECT count(*) FROM item i JOIN job j ON j.key = i.id >> 28"
        " WHERE j.draft = 0 AND i.state < 5 AND NOT EXISTS (SELECT 1 FROM source WHERE item = "
        "i.id)",
    },
    Claim{
        "documents kept of items that are done",
        "SELECT count(*) FROM source s JOIN item i ON i.id = s.item WHERE i.state IN (5, 7)",
    },
    Claim{
        "queue entries of items that are done",
        "SELECT count(*) FROM queue q JOIN item i ON i.id = q.item WHERE i.state >= 5",
    },
    Claim{
        "queue entries of items that were never leased",
        "SELECT count(*) FROM queue q JOIN job j ON j.key = q.item >> 28 WHERE (q.item & "
        "0xfffffff) >= j.next_ordinal",
    },
    Claim{
        "items miscounted as waiting",
        R"sql(SELECT abs((SELECT waiting FROM counters) - (
            SELECT count(*) FROM item i JOIN job j ON j.key = i.id >> 28
            WHERE j.draft = 0 AND i.state < 5 AND (i.id & 0xfffffff) >= j.next_ordinal)))sql",
    },
    Claim{
        "dead letters whose item has not failed",
        "SELECT count(*) FROM dead_letter d JOIN item i ON i.id = d.item WHERE i.state <> 6",
    },
    Claim{
        "spaces whose counts differ from their documents",
        R"sql(SELECT count(*) FROM space s
        WHERE s.documents <> (SELECT count(*) FROM document WHERE space = s.key AND live = 1)
           OR s.chunks <> (SELECT coalesce(sum(chunks), 0) FROM document WHERE space = s.key AND live = 1))sql",
    },
    Claim{
        "live documents whose chunks are not all there",
        R"sql(SELECT count(*) FROM document d WHERE d.live = 1 AND d.chunks <>
            (SELECT count(*) FROM chunk WHERE id BETWEEN d.sequence << 24 AND ((d.sequence + 1) << 24) - 1))sql",
    },
    Claim{
        "live documents without text",
        "SELECT count(*) FROM document WHERE live = 1 AND sequence NOT IN (SELECT sequence FROM "
        "body)",
    },
    Claim{
        "chunks that belong to no document",
        R"sql(SELECT count(*) FROM chunk WHERE id >> 24 NOT IN (
            SELECT sequence FROM document WHERE live = 1
            UNION ALL SELECT previous_sequence FROM document WHERE previous_sequence IS NOT NULL))sql",
    },
    Claim{
        "changes after the last sequence",
        "SELECT count(*) FROM document WHERE sequence > (SELECT sequence FROM counters)",
    },
    Claim{
        "document versions that were never given out",
        "SELECT count(*) FROM document WHERE live = 1 AND version > (SELECT version FROM counters)",
    },
    Claim{
        "entities that nothing speaks of",
        R"sql(SELECT count(*) FROM entity WHERE key NOT IN (
            SELECT entity FROM entity_statement UNION ALL SELECT source FROM relation
            UNION ALL SELECT target FROM relation UNION ALL SELECT entity FROM mention))sql",
    },
    Claim{
        "audit records that do not go on from the one before",
        R"sql(SELECT count(*) FROM audit a WHERE NOT (a.sequence = 1 AND a.previous_hash = '0000000000000000000000000000000000000000000000000000000000000000')
            AND NOT EXISTS (SELECT 1 FROM audit b WHERE b.sequence = a.sequence - 1 AND b.hash = a.previous_hash))sql",
    },
};

}  // namespace

Result<std::vector<std::string>> find_inconsistencies(Connection& connection) {
    const auto as_text = [](const Row& row) { return row.get<std::string>(0); };
    auto findings = connection.all("PRAGMA integrity_check(20)", as_text);
    if (!findings) return findings;
    if (*findings == std::vector<std::string>{"ok"}) findings->clear();
    auto references = connection.all(
        "SELECT count(*) || ' rows of ' || \"table\" || ' refer to a missing row of ' || parent"
        " FROM pragma_foreign_key_check GROUP BY \"table\", parent",
        as_text
    );
    if (!references) return references;
    findings->insert(findings->end(), references->begin(), references->end());
    for (const Claim& claim : claims) {
        const auto broken = connection.number(claim.sql);
        if (!broken) return lectern::fail(broken.error());
        if (*broken != 0)
            findings->push_back(std::to_string(*broken) + " " + std::string(claim.finding));
    }
    return findings;
}

}  // namespace lectern::backends::sqlite
