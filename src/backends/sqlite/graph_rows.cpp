#include "backends/sqlite/graph_rows.hpp"

#include <map>
#include <optional>

#include "backends/sqlite/record_codec.hpp"
#include "backends/sqlite/spaces.hpp"

namespace lectern::backends::sqlite {
namespace {

struct GraphDocument {
    std::int64_t key = 0;
    domain::Version version = 0;
    GraphRecord record{};
};

Result<std::optional<GraphDocument>> find_document(
    Connection& connection, std::int64_t space, const DocumentId& document
) {
    return connection.first(
        "SELECT key, version, record FROM graph_document WHERE space = ?1 AND document = ?2",
        [](const Row& row) -> Result<GraphDocument> {
            auto record = decode_record<GraphRecord>(row.blob(2));
            if (!record) return fail(record);
            return GraphDocument{
                .key = row.get<std::int64_t>(0),
                .version = row.get<domain::Version>(1),
                .record = std::move(*record),
            };
        },
        space,
        document
    );
}

/// Writes what one document says about the entities of one space.
class Statements final {
  public:
    Statements(Connection& connection, std::int64_t space, std::int64_t document)
        : connection_(connection), space_(space), document_(document) {}

    Result<void> insert(const ports::DocumentGraph& graph) {
        for (const ports::NamedEntity& named : graph.entities) {
            if (auto done = insert(named, graph.version); !done) return done;
        }
        for (const domain::Relation& relation : graph.relations) {
            if (auto done = insert(relation); !done) return done;
        }
        for (const domain::Mention& mention : graph.mentions) {
            if (auto done = insert(mention); !done) return done;
        }
        return {};
    }

    Result<void> erase(const GraphRecord& graph) {
        for (const ports::NamedEntity& named : graph.entities) {
            if (auto done = erase(named); !done) return done;
        }
        for (const domain::Relation& relation : graph.relations) {
            if (auto done = erase(relation); !done) return done;
        }
        for (const domain::Mention& mention : graph.mentions) {
            if (auto done = erase(mention); !done) return done;
        }
        return erase_unspoken();
    }

  private:
    // The entity's key, given out now if need be.
    Result<std::int64_t> key_of(const EntityId& id) {
        if (const auto known = keys_.find(id); known != keys_.end()) return known->second;
        auto found = connection_.first(
            "SELECT key FROM entity WHERE space = ?1 AND id = ?2",
            [](const Row& row) { return row.get<std::int64_t>(0); },
            space_,
            id
        );
        if (!found) return fail(found);
        if (!*found) {
            auto added =
                connection_.run("INSERT INTO entity (space, id) VALUES (?1, ?2)", space_, id);
            if (!added) return fail(added);
            *found = connection_.last_row_id();
        }
        keys_.emplace(id, **found);
        return **found;
    }

    // Of an entity named twice by one document the first description counts, and the names of both.
    Result<void> insert(const ports::NamedEntity& named, domain::Version version) {
        const auto key = key_of(named.entity.id);
        if (!key) return lectern::fail(key.error());
        const std::string synonyms = encode_record(named.entity.synonyms);
        auto done = connection_.run(
            "INSERT INTO entity_statement (entity, document, version, name, type, synonyms)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            *key,
            document_,
            version,
            named.entity.name,
            named.entity.type,
            Blob{synonyms}
        );
        for (const std::string& name : named.names) {
            if (!done) return done;
            done = connection_.run(
                "INSERT INTO entity_name (space, name, entity, document) VALUES (?1, ?2, ?3, ?4)"
                " ON CONFLICT DO NOTHING",
                space_,
                name,
                *key,
                document_
            );
        }
        return done;
    }

    Result<void> insert(const domain::Relation& relation) {
        const auto source = key_of(relation.source);
        if (!source) return lectern::fail(source.error());
        const auto target = key_of(relation.target);
        if (!target) return lectern::fail(target.error());
        return connection_.run(
            "INSERT INTO relation (source, target, type, document, weight) VALUES (?1, ?2, ?3, ?4, "
            "?5)"
            " ON CONFLICT DO UPDATE SET weight = max(weight, excluded.weight)",
            *source,
            *target,
            relation.type,
            document_,
            relation.weight
        );
    }

    Result<void> insert(const domain::Mention& mention) {
        const auto key = key_of(mention.entity);
        if (!key) return lectern::fail(key.error());
        return connection_.run(
            "INSERT INTO mention (entity, document, chunk, count) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT DO UPDATE SET count = count + excluded.count",
            *key,
            document_,
            mention.chunk,
            mention.count
        );
    }

    Result<void> erase(const ports::NamedEntity& named) {
        const auto key = key_of(named.entity.id);
        if (!key) return lectern::fail(key.error());
        auto done = connection_.run(
            "DELETE FROM entity_statement WHERE entity = ?1 AND document = ?2", *key, document_
        );
        for (const std::string& name : named.names) {
            if (!done) return done;
            done = connection_.run(
                "DELETE FROM entity_name WHERE space = ?1 AND name = ?2 AND entity = ?3 AND "
                "document = ?4",
                space_,
                name,
                *key,
                document_
            );
        }
        return done;
    }

    Result<void> erase(const domain::Relation& relation) {
        const auto source = key_of(relation.source);
        if (!source) return lectern::fail(source.error());
        const auto target = key_of(relation.target);
        if (!target) return lectern::fail(target.error());
        return connection_.run(
            "DELETE FROM relation WHERE source = ?1 AND target = ?2 AND type = ?3 AND document = "
            "?4",
            *source,
            *target,
            relation.type,
            document_
        );
    }

    Result<void> erase(const domain::Mention& mention) {
        const auto key = key_of(mention.entity);
        if (!key) return lectern::fail(key.error());
        return connection_.run(
            "DELETE FROM mention WHERE entity = ?1 AND document = ?2", *key, document_
        );
    }

    Result<void> erase_unspoken() {
        for (const auto& [id, key] : keys_) {
            auto done = connection_.run(
                "DELETE FROM entity WHERE key = ?1"
                " AND NOT EXISTS (SELECT 1 FROM entity_statement WHERE entity = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM relation WHERE source = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM relation WHERE target = ?1)"
                " AND NOT EXISTS (SELECT 1 FROM mention WHERE entity = ?1)",
                key
            );
            if (!done) return done;
        }
        return {};
    }

    Connection& connection_;
    const std::int64_t space_;
    const std::int64_t document_;
    std::map<EntityId, std::int64_t> keys_;
};

Result<void> erase_document(
    Connection& connection, std::int64_t space, const GraphDocument& document
) {
    auto done = Statements(connection, space, document.key).erase(document.record);
    if (!done) return done;
    return connection.run("DELETE FROM graph_document WHERE key = ?1", document.key);
}

}  // namespace

Result<void> put_graph(
    Connection& connection, const ports::DocumentGraph& graph, std::string_view record
) {
    const auto space = ensure_space(connection, graph.key.tenant, graph.key.dataset);
    if (!space) return lectern::fail(space.error());
    auto held = find_document(connection, *space, graph.key.id);
    if (!held) return fail(held);
    if (*held) {
        if ((*held)->version > graph.version) return {};
        auto erased = erase_document(connection, *space, **held);
        if (!erased) return erased;
    }
    auto added = connection.run(
        "INSERT INTO graph_document (space, document, version, record) VALUES (?1, ?2, ?3, ?4)",
        *space,
        graph.key.id,
        graph.version,
        Blob{record}
    );
    if (!added) return added;
    return Statements(connection, *space, connection.last_row_id()).insert(graph);
}

Result<void> remove_document_graph(Connection& connection, const domain::DocumentKey& key) {
    const auto space = find_space(connection, key.tenant, key.dataset);
    if (!space) return lectern::fail(space.error());
    if (!*space) return {};
    auto held = find_document(connection, **space, key.id);
    if (!held) return fail(held);
    if (!*held) return {};
    return erase_document(connection, **space, **held);
}

Result<void> remove_graph(Connection& connection, std::int64_t space) {
    for (const std::string_view sql : {
             "DELETE FROM entity_name WHERE space = ?1",
             // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): one statement on two lines
             "DELETE FROM entity_statement WHERE entity IN (SELECT key FROM entity WHERE space = "
             "?1)",
             "DELETE FROM relation WHERE source IN (SELECT key FROM entity WHERE space = ?1)",
             "DELETE FROM mention WHERE entity IN (SELECT key FROM entity WHERE space = ?1)",
             "DELETE FROM entity WHERE space = ?1",
             "DELETE FROM graph_document WHERE space = ?1",
         }) {
        if (auto done = connection.run(sql, space); !done) return done;
    }
    return {};
}

}  // namespace lectern::backends::sqlite
