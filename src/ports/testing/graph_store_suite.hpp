#pragma once

#include <algorithm>
#include <set>

#include <rapidcheck.h>

#include "domain/list_cursor.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class GraphStoreSuite : public StoreSuite {
  protected:
    static NamedEntity entity(const std::string& id, const std::string& type = "part") {
        return {
            .entity =
                {.id = {id}, .name = "Name of " + id, .type = type, .synonyms = {"Synonym of " + id}
                },
            .names = {"name of " + id, "synonym of " + id},
        };
    }

    static domain::Relation relation(
        const std::string& source, const std::string& target, double weight = 1
    ) {
        return {.source = {source}, .target = {target}, .type = "feeds", .weight = weight};
    }

    void put(const DocumentGraph& graph) { must(store().graph().put(acme_, std::span(&graph, 1))); }

    /// A document that lists these entities and relations.
    void put(
        const std::string& document,
        const std::vector<std::string>& ids,
        std::vector<domain::Relation> relations = {}
    ) {
        DocumentGraph graph{
            .key = key_of(document), .version = 1, .relations = std::move(relations)
        };
        for (const std::string& id : ids) graph.entities.push_back(entity(id));
        put(graph);
    }

    std::vector<std::string> listed(const EntityFilter& filter = {}, std::uint32_t limit = 1000) {
        std::vector<std::string> ids;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().graph().list(acme_, manuals_, filter, page);
        });
        for (const domain::Entity& found : all) ids.push_back(found.id.value);
        return ids;
    }

    std::vector<Neighbour> neighbours(
        const std::vector<std::string>& of, std::uint32_t depth, std::size_t limit = 100
    ) {
        NeighbourRequest request{.depth = depth, .limit = limit};
        for (const std::string& id : of) request.entities.push_back({id});
        return must(store().graph().neighbours(acme_, manuals_, request));
    }

    static std::vector<std::string> ids_of(const std::vector<Neighbour>& neighbours) {
        std::vector<std::string> ids;
        for (const Neighbour& neighbour : neighbours) ids.push_back(neighbour.entity.id.value);
        return ids;
    }

    std::vector<std::string> found_by(const std::vector<std::string>& names) {
        std::vector<std::string> ids;
        for (const auto& found : must(store().graph().find_by_names(acme_, manuals_, names))) {
            ids.push_back(found.id.value);
        }
        std::ranges::sort(ids);
        return ids;
    }

    std::vector<MentionHit> mentions(
        const std::vector<EntityId>& entities, std::size_t limit = 100
    ) {
        return must(store().graph().mentions(acme_, manuals_, entities, limit));
    }
};

using Ids = std::vector<std::string>;

TEST_P(GraphStoreSuite, KeepsEntitiesAsGiven) {
    put("a", {"pump"});
    EXPECT_EQ(must(store().graph().find(acme_, manuals_, {"pump"})), entity("pump").entity);
    EXPECT_EQ(code_of(store().graph().find(acme_, manuals_, {"valve"})), ErrorCode::not_found);
}

TEST_P(GraphStoreSuite, ANewerVersionReplacesWhatTheDocumentSaid) {
    DocumentGraph graph{
        .key = key_of("a"),
        .version = 1,
        .entities = {entity("old"), entity("both")},
        .relations = {relation("old", "both")},
        .mentions = {{.entity = {"both"}, .chunk = 0, .count = 1}},
    };
    put(graph);
    graph.version = 2;
    graph.entities = {entity("both"), entity("new")};
    graph.relations = {relation("new", "both")};
    graph.mentions = {{.entity = {"both"}, .chunk = 3, .count = 2}};
    put(graph);
    EXPECT_EQ(listed(), (Ids{"both", "new"}));
    EXPECT_TRUE(found_by({"name of old"}).empty());
    EXPECT_EQ(ids_of(neighbours({"both"}, 1)), Ids{"new"});
    const auto hits = mentions({{"both"}});
    ASSERT_EQ(hits.size(), 1U);
    EXPECT_EQ(hits[0].chunk, (domain::ChunkRef{.document = {"a"}, .version = 2, .ordinal = 3}));
}

TEST_P(GraphStoreSuite, AnOlderVersionIsPassedOver) {
    DocumentGraph graph{.key = key_of("a"), .version = 2, .entities = {entity("new")}};
    put(graph);
    put({.key = key_of("a"), .version = 1, .entities = {entity("old")}});
    EXPECT_EQ(listed(), Ids{"new"});
    graph.entities.push_back(entity("again"));
    put(graph);
    EXPECT_EQ(listed(), (Ids{"again", "new"}));
}

TEST_P(GraphStoreSuite, ABatchIsPutInOrder) {
    const std::vector<DocumentGraph> graphs{
        {.key = key_of("a"), .version = 1, .entities = {entity("first")}},
        {.key = key_of("b"), .version = 1, .entities = {entity("other")}},
        {.key = key_of("a"), .version = 3, .entities = {entity("third")}},
        {.key = key_of("a"), .version = 2, .entities = {entity("second")}},
    };
    must(store().graph().put(acme_, graphs));
    EXPECT_EQ(listed(), (Ids{"other", "third"}));
    must(store().graph().put(acme_, {}));
}

TEST_P(GraphStoreSuite, AnEntityLivesAsLongAsSomeDocumentSpeaksOfIt) {
    put("a", {"pump", "valve"});
    put("b", {"pump"});
    must(store().graph().remove(acme_, key_of("a")));
    EXPECT_EQ(listed(), Ids{"pump"});
    EXPECT_EQ(found_by({"name of pump", "name of valve"}), Ids{"pump"});
    must(store().graph().remove(acme_, key_of("b")));
    EXPECT_TRUE(listed().empty());
    EXPECT_EQ(code_of(store().graph().find(acme_, manuals_, {"pump"})), ErrorCode::not_found);
}

TEST_P(GraphStoreSuite, RemovingWhatADocumentNeverSaidSucceeds) {
    EXPECT_TRUE(store().graph().remove(acme_, key_of("a")).has_value());
    put("a", {"pump"});
    must(store().graph().remove(acme_, key_of("a")));
    EXPECT_TRUE(store().graph().remove(acme_, key_of("a")).has_value());
}

TEST_P(GraphStoreSuite, WhereDocumentsDifferAboutAnEntityTheLargestVersionSpeaks) {
    NamedEntity old = entity("pump", "old type");
    NamedEntity young = entity("pump", "new type");
    young.names = {"new name"};
    put({.key = key_of("b"), .version = 7, .entities = {young}});
    put({.key = key_of("a"), .version = 3, .entities = {old}});
    EXPECT_EQ(must(store().graph().find(acme_, manuals_, {"pump"})).type, "new type");
    EXPECT_EQ(found_by({"name of pump"}), Ids{"pump"});
    EXPECT_EQ(found_by({"new name"}), Ids{"pump"});
    EXPECT_EQ(listed({.type = "new type"}), Ids{"pump"});
    EXPECT_TRUE(listed({.type = "old type"}).empty());
    must(store().graph().remove(acme_, key_of("b")));
    EXPECT_EQ(must(store().graph().find(acme_, manuals_, {"pump"})).type, "old type");
    EXPECT_TRUE(found_by({"new name"}).empty());
}

TEST_P(GraphStoreSuite, ListsByIdInParts) {
    const Ids expected{"a", "b", "c", "d", "e"};
    put("first", {"d", "a", "c"});
    put("second", {"c", "e", "b"});
    for (const std::uint32_t limit : {1U, 2U, 4U, 5U, 6U}) EXPECT_EQ(listed({}, limit), expected);
}

TEST_P(GraphStoreSuite, ListsByTypeAndName) {
    DocumentGraph graph{.key = key_of("a"), .version = 1};
    graph.entities = {entity("1", "part"), entity("2", "person"), entity("3", "part")};
    graph.entities[2].names.push_back("name of 1");
    put(graph);
    EXPECT_EQ(listed({.type = "part"}), (Ids{"1", "3"}));
    EXPECT_EQ(listed({.type = "part"}, 1), (Ids{"1", "3"}));
    EXPECT_EQ(listed({.name = "name of 1"}), (Ids{"1", "3"}));
    EXPECT_EQ(listed({.name = "synonym of 2"}), Ids{"2"});
    EXPECT_TRUE(listed({.type = "part", .name = "synonym of 2"}).empty());
    EXPECT_TRUE(listed({.name = "Name of 1"}).empty());
}

TEST_P(GraphStoreSuite, PartsCoverWhatWasThereAllAlongExactlyOnce) {
    put("steady", {"b", "d", "f"});
    put("leaving", {"c"});
    const auto first = must(store().graph().list(acme_, manuals_, {}, {.limit = 2}));
    EXPECT_EQ(first.next_cursor, domain::cursor_after(first.items.back()));
    EXPECT_EQ(first.items.back().id.value, "c");
    must(store().graph().remove(acme_, key_of("leaving")));
    put("coming", {"a", "e"});
    const auto rest =
        must(store().graph().list(acme_, manuals_, {}, {.limit = 9, .cursor = first.next_cursor}));
    Ids ids;
    for (const domain::Entity& found : rest.items) ids.push_back(found.id.value);
    EXPECT_EQ(ids, (Ids{"d", "e", "f"}));
}

TEST_P(GraphStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(
            code_of(store().graph().list(acme_, manuals_, {}, page)), ErrorCode::invalid_argument
        );
    }
}

TEST_P(GraphStoreSuite, FindsByAnyOfTheNamesEachEntityOnce) {
    put("a", {"pump", "valve", "hose"});
    EXPECT_EQ(
        found_by({"name of pump", "synonym of pump", "name of hose", "name of nothing"}),
        (Ids{"hose", "pump"})
    );
    EXPECT_TRUE(found_by({}).empty());
}

TEST_P(GraphStoreSuite, NeighboursAreThoseOneEdgeAwayInEitherDirection) {
    put("a",
        {"pump", "valve", "hose", "far"},
        {relation("pump", "valve", 0.5), relation("hose", "pump", 0.9), relation("valve", "far")});
    const auto near = neighbours({"pump"}, 1);
    ASSERT_EQ(ids_of(near), (Ids{"hose", "valve"}));
    EXPECT_EQ(near[0].entity, entity("hose").entity);
    EXPECT_EQ(near[0].relation, relation("hose", "pump", 0.9));
    EXPECT_EQ(near[0].distance, 1U);
    EXPECT_EQ(near[1].relation, relation("pump", "valve", 0.5));
}

TEST_P(GraphStoreSuite, NeighboursComeNearestThenHeaviestThenById) {
    put("a",
        {"0", "1", "2", "3", "4", "5"},
        {
            relation("0", "3", 0.5),
            relation("0", "2", 0.5),
            relation("1", "0", 0.9),
            relation("3", "5", 1.0),
            relation("4", "1", 0.1),
        });
    const auto found = neighbours({"0"}, 2);
    EXPECT_EQ(ids_of(found), (Ids{"1", "2", "3", "5", "4"}));
    std::vector<std::uint32_t> distances;
    for (const Neighbour& neighbour : found) distances.push_back(neighbour.distance);
    EXPECT_EQ(distances, (std::vector<std::uint32_t>{1, 1, 1, 2, 2}));
    EXPECT_EQ(ids_of(neighbours({"0"}, 2, 4)), (Ids{"1", "2", "3", "5"}));
    EXPECT_EQ(ids_of(neighbours({"0"}, 2, 2)), (Ids{"1", "2"}));
}

TEST_P(GraphStoreSuite, NeighboursReachAsFarAsTheDepth) {
    put("a",
        {"1", "2", "3", "4", "5"},
        {relation("1", "2"), relation("2", "3"), relation("3", "4"), relation("4", "5")});
    EXPECT_EQ(ids_of(neighbours({"1"}, 1)), Ids{"2"});
    EXPECT_EQ(ids_of(neighbours({"1"}, 2)), (Ids{"2", "3"}));
    EXPECT_EQ(ids_of(neighbours({"1"}, 3)), (Ids{"2", "3", "4"}));
}

TEST_P(GraphStoreSuite, TheEntitiesAskedForAreNoNeighbours) {
    put("a",
        {"1", "2", "3"},
        {relation("1", "2"), relation("2", "1"), relation("1", "1"), relation("2", "3")});
    EXPECT_EQ(ids_of(neighbours({"1"}, 3)), (Ids{"2", "3"}));
    EXPECT_EQ(ids_of(neighbours({"1", "2"}, 1)), Ids{"3"});
    EXPECT_TRUE(neighbours({"absent"}, 3).empty());
    EXPECT_TRUE(neighbours({}, 1).empty());
}

TEST_P(GraphStoreSuite, TheHeaviestEdgeLeadsToANeighbour) {
    put("a", {"1", "2"}, {relation("1", "2", 0.2)});
    put("b", {"1"}, {relation("2", "1", 0.7)});
    put("c", {"2"}, {relation("1", "2", 0.4)});
    const auto found = neighbours({"1"}, 1);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].relation, relation("2", "1", 0.7));
    must(store().graph().remove(acme_, key_of("b")));
    EXPECT_EQ(neighbours({"1"}, 1).front().relation, relation("1", "2", 0.4));
}

TEST_P(GraphStoreSuite, ARelationToAnEntityThatNobodyListsShowsOnceSomebodyDoes) {
    put("a", {"1"}, {relation("1", "2")});
    EXPECT_TRUE(neighbours({"1"}, 1).empty());
    EXPECT_EQ(code_of(store().graph().find(acme_, manuals_, {"2"})), ErrorCode::not_found);
    put("b", {"2"});
    EXPECT_EQ(ids_of(neighbours({"1"}, 1)), Ids{"2"});
}

TEST_P(GraphStoreSuite, NeighboursAgreeWithAPlainSearchOfTheEdges) {
    const auto agrees = [&] {
        const auto back_end = GetParam().open();
        const auto node = rc::gen::inRange(0, 7);
        const auto edges =
            *rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(node, node));
        const auto depth = *rc::gen::inRange<std::uint32_t>(1, 4);
        DocumentGraph graph{.key = key_of("a"), .version = 1};
        for (int i = 0; i < 7; ++i) graph.entities.push_back(entity(std::to_string(i)));
        for (const auto& [from, to] : edges) {
            graph.relations.push_back(relation(std::to_string(from), std::to_string(to)));
        }
        must(back_end->graph().put(acme_, std::span(&graph, 1)));
        std::vector<std::uint32_t> distance(7, 99);
        distance[0] = 0;
        for (std::uint32_t round = 1; round <= depth; ++round) {
            for (const auto& [from, to] : edges) {
                for (const auto& [a, b] : {std::pair{from, to}, std::pair{to, from}}) {
                    auto& there = distance[static_cast<std::size_t>(b)];
                    if (distance[static_cast<std::size_t>(a)] == round - 1)
                        there = std::min(there, round);
                }
            }
        }
        std::set<std::pair<std::uint32_t, std::string>> expected;
        for (std::size_t i = 1; i < 7; ++i) {
            if (distance[i] <= depth) expected.emplace(distance[i], std::to_string(i));
        }
        std::vector<std::pair<std::uint32_t, std::string>> found;
        const NeighbourRequest request{.entities = {{"0"}}, .depth = depth};
        for (const Neighbour& neighbour :
             must(back_end->graph().neighbours(acme_, manuals_, request))) {
            found.emplace_back(neighbour.distance, neighbour.entity.id.value);
        }
        RC_ASSERT(found == std::vector(expected.begin(), expected.end()));
    };
    EXPECT_TRUE(rc::check("neighbours agree with a plain search of the edges", agrees));
}

TEST_P(GraphStoreSuite, MentionsComeMostFirst) {
    put({
        .key = key_of("a"),
        .version = 4,
        .entities = {entity("pump"), entity("valve")},
        .mentions =
            {{.entity = {"pump"}, .chunk = 0, .count = 2},
             {.entity = {"pump"}, .chunk = 5, .count = 7},
             {.entity = {"valve"}, .chunk = 1, .count = 9}},
    });
    put({
        .key = key_of("b"),
        .version = 6,
        .entities = {entity("pump")},
        .mentions = {{.entity = {"pump"}, .chunk = 2, .count = 3}},
    });
    const auto hits = mentions({{"pump"}, {"absent"}});
    ASSERT_EQ(hits.size(), 3U);
    EXPECT_EQ(hits[0].entity.value, "pump");
    EXPECT_EQ(hits[0].chunk, (domain::ChunkRef{.document = {"a"}, .version = 4, .ordinal = 5}));
    EXPECT_EQ(hits[0].count, 7U);
    EXPECT_EQ(hits[1].chunk, (domain::ChunkRef{.document = {"b"}, .version = 6, .ordinal = 2}));
    EXPECT_EQ(hits[2].count, 2U);
    EXPECT_EQ(mentions({{"pump"}, {"valve"}}, 2).size(), 2U);
    EXPECT_EQ(mentions({{"pump"}, {"valve"}}, 2)[0].entity.value, "valve");
    EXPECT_TRUE(mentions({}).empty());
    must(store().graph().remove(acme_, key_of("a")));
    EXPECT_EQ(mentions({{"pump"}, {"valve"}}).size(), 1U);
}

TEST_P(GraphStoreSuite, KeepsTenantsAndDatasetsApart) {
    put("a", {"pump", "valve"}, {relation("pump", "valve")});
    const NeighbourRequest request{.entities = {{"pump"}}};
    const std::vector<std::string> names{"name of pump"};
    const DatasetId elsewhere{"other"};
    for (const auto& [context, dataset] :
         {std::pair{other_, manuals_}, std::pair{acme_, elsewhere}}) {
        EXPECT_EQ(code_of(store().graph().find(context, dataset, {"pump"})), ErrorCode::not_found);
        EXPECT_TRUE(must(store().graph().list(context, dataset, {}, {})).items.empty());
        EXPECT_TRUE(must(store().graph().find_by_names(context, dataset, names)).empty());
        EXPECT_TRUE(must(store().graph().neighbours(context, dataset, request)).empty());
        EXPECT_TRUE(must(store().graph().mentions(context, dataset, request.entities, 10)).empty());
    }
    domain::DocumentKey theirs = key_of("a");
    theirs.tenant = other_.principal.tenant;
    must(store().graph().remove(other_, theirs));
    EXPECT_EQ(listed(), (Ids{"pump", "valve"}));
}

}  // namespace lectern::ports::testing
