#pragma once

#include <cmath>
#include <tuple>

#include <rapidcheck.h>

#include "ports/testing/index_suite.hpp"

namespace lectern::ports::testing {

/// What a search is limited to, search by vectors, and facets.
class SearchIndexScopeSuite : public IndexSuite {
  protected:
    std::vector<domain::Facet> facets(
        const std::vector<domain::FacetRequest>& requests,
        std::optional<std::string> text = std::nullopt,
        std::optional<domain::Filter> filter = std::nullopt
    ) {
        return must(index().facets(
            acme_,
            {.scope = {.datasets = {manuals_}, .filter = std::move(filter)},
             .text = std::move(text),
             .facets = requests}
        ));
    }

    void apply_library() {
        const auto text = [](const char* value) { return domain::Value{std::string(value)}; };
        const auto number = [](std::int64_t value) { return domain::Value{value}; };
        apply(
            manuals_,
            {
                with_metadata(
                    document(manuals_, "a", 1, {"zebra", "zebra piano"}),
                    {{"author", text("ann")},
                     {"year", number(1999)},
                     {"tags", {domain::List{text("x"), text("y"), text("x")}}}}
                ),
                with_metadata(
                    document(manuals_, "b", 2, {"zebra"}),
                    {{"author", text("bob")},
                     {"year", number(2005)},
                     {"tags", text("x")},
                     {"draft", {true}}}
                ),
                with_metadata(
                    document(manuals_, "c", 3, {"violin"}),
                    {{"author", text("ann")},
                     {"year", {2005.5}},
                     {"nested", {domain::Object{{"deep", text("z")}}}}}
                ),
                document(manuals_, "d", 4, {"zebra walnut"}),
            }
        );
    }

    Names sorted(const std::string& text, domain::Filter filter) {
        Names names = found(text, std::move(filter));
        std::ranges::sort(names);
        return names;
    }
};

TEST_P(SearchIndexScopeSuite, KeepsTenantsApart) {
    const domain::Dataset theirs = dataset_of("manuals", "other");
    apply(manuals_, {with_vectors(document(manuals_, "ours", 1, {"zebra"}), {{1, 0, 0}})});
    apply(theirs, {with_vectors(document(theirs, "theirs", 2, {"zebra"}), {{1, 0, 0}})});
    EXPECT_EQ(found("zebra"), Names{"ours.0"});
    EXPECT_EQ(names_of(search_near({1, 0, 0}).hits), Names{"ours.0"});
    const SearchScope scope{.datasets = {theirs}};
    EXPECT_EQ(
        names_of(must(index().search(other_, LexicalQuery{.scope = scope, .text = "zebra"})).hits),
        Names{"theirs.0"}
    );
    must(index().remove(other_, theirs.id));
    EXPECT_EQ(found("zebra"), Names{"ours.0"});
}

TEST_P(SearchIndexScopeSuite, SearchesTheDatasetsInScope) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    apply(notes_, {document(notes_, "b", 2, {"zebra zebra"})});
    const auto search_in = [&](std::vector<domain::Dataset> datasets) {
        const SearchScope scope{.datasets = std::move(datasets)};
        return names_of(
            must(index().search(acme_, LexicalQuery{.scope = scope, .text = "zebra"})).hits
        );
    };
    EXPECT_EQ(search_in({manuals_}), Names{"a.0"});
    EXPECT_EQ(search_in({notes_}), Names{"b.0"});
    EXPECT_EQ(search_in({manuals_, notes_}), (Names{"b.0", "a.0"}));
    EXPECT_EQ(search_in({dataset_of("never-filled")}), Names{});
    EXPECT_EQ(search_in({manuals_, dataset_of("never-filled")}), Names{"a.0"});
}

TEST_P(SearchIndexScopeSuite, FiltersByMetadata) {
    apply_library();
    using domain::Filter;
    EXPECT_EQ(sorted("zebra", equals("author", std::string("ann"))), (Names{"a.0", "a.1"}));
    EXPECT_EQ(sorted("zebra", equals("tags", std::string("x"))), (Names{"a.0", "a.1", "b.0"}));
    EXPECT_EQ(sorted("zebra", equals("draft", true)), Names{"b.0"});
    EXPECT_EQ(sorted("zebra", equals("year", 1999.0)), (Names{"a.0", "a.1"}));
    EXPECT_EQ(sorted("violin", equals("nested.deep", std::string("z"))), Names{"c.0"});
    EXPECT_EQ(
        sorted("zebra", Filter{domain::Exists{.field = "author"}}), (Names{"a.0", "a.1", "b.0"})
    );
    EXPECT_EQ(
        sorted(
            "zebra violin",
            Filter{domain::Range{.field = "year", .greater = std::int64_t{1999}, .less = 2005.5}}
        ),
        Names{"b.0"}
    );
    EXPECT_EQ(
        sorted("zebra violin", Filter{domain::NoneOf{{equals("author", std::string("ann"))}}}),
        (Names{"b.0", "d.0"})
    );
    EXPECT_EQ(
        sorted(
            "zebra",
            Filter{domain::AllOf{
                {equals("tags", std::string("y")), Filter{domain::Exists{.field = "year"}}}
            }}
        ),
        (Names{"a.0", "a.1"})
    );
    EXPECT_EQ(
        sorted(
            "zebra",
            Filter{domain::AnyOf{{equals("draft", true), equals("tags", std::string("y"))}}}
        ),
        (Names{"a.0", "a.1", "b.0"})
    );
    EXPECT_EQ(sorted("zebra", equals("author", std::string("nobody"))), Names{});
}

TEST_P(SearchIndexScopeSuite, TheTotalCountsWhatPassesTheFilter) {
    apply_library();
    const auto result = search("zebra", equals("author", std::string("ann")));
    EXPECT_EQ(result.total, (domain::Total{.value = 2, .exact = true}));
}

TEST_P(SearchIndexScopeSuite, AChangedDocumentIsFilteredByWhatItIsNow) {
    apply(
        manuals_,
        {with_metadata(document(manuals_, "a", 1, {"zebra"}), {{"state", {std::string("old")}}})}
    );
    apply(
        manuals_,
        {with_metadata(document(manuals_, "a", 2, {"zebra"}), {{"state", {std::string("new")}}})}
    );
    EXPECT_TRUE(found("zebra", equals("state", std::string("old"))).empty());
    EXPECT_EQ(found("zebra", equals("state", std::string("new"))), Names{"a.0"});
}

TEST_P(SearchIndexScopeSuite, FindsTheNearestByCosineWhateverTheLength) {
    apply(
        manuals_,
        {
            with_vectors(document(manuals_, "a", 1, {"zebra", "piano"}), {{1, 0, 0}, {0, 1, 0}}),
            with_vectors(document(manuals_, "b", 2, {"violin"}), {{0.6F, 0.8F, 0}}),
            with_vectors(document(manuals_, "c", 3, {"walnut"}), {{-1, 0, 0}}),
            document(manuals_, "without", 4, {"zebra"}),
        }
    );
    const auto result = search_near({10, 1, 0});
    EXPECT_EQ(names_of(result.hits), (Names{"a.0", "b.0", "a.1", "c.0"}));
    EXPECT_EQ(result.total.value, 4U);
    EXPECT_NEAR(result.hits[0].score, 10 / std::sqrt(101.0), 0.02);
    EXPECT_NEAR(result.hits[3].score, -10 / std::sqrt(101.0), 0.02);
    EXPECT_EQ(names_of(search_near({0.001F, 0.0001F, 0}).hits), names_of(result.hits));
    EXPECT_EQ(names_of(search_near({10, 1, 0}, std::nullopt, 2).hits), (Names{"a.0", "b.0"}));
}

TEST_P(SearchIndexScopeSuite, PassesOverDatasetsWithVectorsOfAnotherLength) {
    domain::Dataset flat = dataset_of("flat");
    flat.settings.embedding.dimensions = 2;
    domain::Dataset none = dataset_of("none");
    none.settings.embedding = {.kind = domain::EmbeddingKind::none, .dimensions = 0};
    apply(manuals_, {with_vectors(document(manuals_, "a", 1, {"zebra"}), {{1, 0, 0}})});
    apply(flat, {with_vectors(document(flat, "b", 2, {"zebra"}), {{1, 0}})});
    apply(none, {document(none, "c", 3, {"zebra"})});
    const SearchScope scope{.datasets = {flat, manuals_, none}};
    const auto long_ones =
        must(index().search(acme_, VectorQuery{.scope = scope, .vector = {1, 0, 0}}));
    EXPECT_EQ(names_of(long_ones.hits), Names{"a.0"});
    EXPECT_EQ(long_ones.total.value, 1U);
    const auto short_ones =
        must(index().search(acme_, VectorQuery{.scope = scope, .vector = {1, 0}}));
    EXPECT_EQ(names_of(short_ones.hits), Names{"b.0"});
}

TEST_P(SearchIndexScopeSuite, FiltersVectorsToo) {
    std::vector<Change> changes;
    for (Sequence i = 1; i <= 30; ++i) {
        const auto angle = static_cast<float>(i) / 30;
        changes.push_back(with_metadata(
            with_vectors(
                document(manuals_, std::to_string(i), i, {"zebra"}), {{1 - angle, angle, 0}}
            ),
            {{"rest", {static_cast<std::int64_t>(i % 10)}}}
        ));
    }
    apply(manuals_, changes);
    const auto result = search_near({1, 0, 0}, equals("rest", std::int64_t{7}));
    EXPECT_EQ(names_of(result.hits), (Names{"7.0", "17.0", "27.0"}));
    EXPECT_EQ(result.total.value, 3U);
    EXPECT_TRUE(search_near({1, 0, 0}, equals("rest", std::int64_t{77})).hits.empty());
}

TEST_P(SearchIndexScopeSuite, TheVectorsOfOldVersionsAreGone) {
    apply(
        manuals_,
        {with_vectors(document(manuals_, "a", 1, {"zebra", "piano"}), {{1, 0, 0}, {1, 0, 0}})}
    );
    apply(manuals_, {with_vectors(document(manuals_, "a", 2, {"zebra"}), {{0, 1, 0}})});
    const auto result = search_near({1, 0, 0});
    ASSERT_EQ(result.hits.size(), 1U);
    EXPECT_EQ(result.hits[0].chunk.version, 2U);
    EXPECT_EQ(result.total.value, 1U);
}

TEST_P(SearchIndexScopeSuite, RestrictsChunksToTheScopeInTheOrderGiven) {
    apply_library();
    const auto hit =
        [&](const std::string& id, domain::Version version, std::uint32_t ordinal, double score) {
            return domain::LegHit{
                .dataset = manuals_.id,
                .chunk = {.document = {id}, .version = version, .ordinal = ordinal},
                .score = score,
            };
        };
    const std::vector<domain::LegHit> chunks{
        hit("d", 4, 0, 9),
        hit("a", 1, 1, 8),
        hit("a", 99, 0, 7),
        hit("gone", 1, 0, 6),
        hit("b", 2, 5, 5),
        hit("b", 2, 0, 4),
        hit("a", 1, 0, 3),
    };
    const SearchScope all{.datasets = {manuals_}};
    EXPECT_EQ(
        must(index().restrict(acme_, all, chunks)),
        (std::vector{chunks[0], chunks[1], chunks[5], chunks[6]})
    );
    const SearchScope by_ann{
        .datasets = {manuals_}, .filter = equals("author", std::string("ann"))
    };
    EXPECT_EQ(must(index().restrict(acme_, by_ann, chunks)), (std::vector{chunks[1], chunks[6]}));
    EXPECT_TRUE(must(index().restrict(acme_, {.datasets = {notes_}}, chunks)).empty());
    EXPECT_TRUE(
        must(index().restrict(other_, {.datasets = {dataset_of("manuals", "other")}}, chunks))
            .empty()
    );
    EXPECT_TRUE(must(index().restrict(acme_, all, {})).empty());
}

TEST_P(SearchIndexScopeSuite, CountsDocumentsByValueMostFrequentFirst) {
    apply_library();
    const auto result =
        facets({{.field = "author"}, {.field = "tags"}, {.field = "draft"}, {.field = "absent"}});
    ASSERT_EQ(result.size(), 4U);
    EXPECT_EQ(result[0].field, "author");
    EXPECT_EQ(
        result[0].values,
        (std::vector<domain::FacetValue>{{std::string("ann"), 2}, {std::string("bob"), 1}})
    );
    EXPECT_EQ(
        result[1].values,
        (std::vector<domain::FacetValue>{{std::string("x"), 2}, {std::string("y"), 1}})
    );
    EXPECT_EQ(result[2].values, (std::vector<domain::FacetValue>{{true, 1}}));
    EXPECT_EQ(result[3].field, "absent");
    EXPECT_TRUE(result[3].values.empty());
}

TEST_P(SearchIndexScopeSuite, FacetsOfEqualCountAreInOrderOfValue) {
    std::vector<Change> changes;
    for (Sequence i = 1; i <= 6; ++i) {
        const auto value = static_cast<std::int64_t>((i * 5) % 7);
        changes.push_back(
            with_metadata(document(manuals_, std::to_string(i), i, {"zebra"}), {{"n", {value}}})
        );
    }
    apply(manuals_, changes);
    const auto result = facets({{.field = "n", .limit = 4}});
    ASSERT_EQ(result[0].values.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_TRUE(domain::equal(result[0].values[i].value, static_cast<std::int64_t>(i + 1)));
    }
}

TEST_P(SearchIndexScopeSuite, FacetsCountOnlyWhatIsInScope) {
    apply_library();
    EXPECT_EQ(facets({{.field = "author"}}, "zebra")[0].values.front().count, 1U);
    EXPECT_EQ(facets({{.field = "author"}}, "zebra violin")[0].values.front().count, 2U);
    EXPECT_TRUE(facets({{.field = "author"}}, "kitten")[0].values.empty());
    EXPECT_TRUE(facets({{.field = "author"}}, "")[0].values.empty());
    const auto filtered =
        facets({{.field = "tags"}}, std::nullopt, equals("author", std::string("bob")));
    EXPECT_EQ(filtered[0].values, (std::vector<domain::FacetValue>{{std::string("x"), 1}}));
    apply(manuals_, {removal(manuals_, "b", 5)});
    EXPECT_EQ(
        facets({{.field = "author"}})[0].values,
        (std::vector<domain::FacetValue>{{std::string("ann"), 2}})
    );
}

TEST_P(SearchIndexScopeSuite, ExactVectorSearchAgreesWithCosine) {
    const auto agrees = [&] {
        const auto under_test = GetParam().open();
        const auto coordinate = rc::gen::inRange(-8, 9);
        const auto points = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
            rc::gen::tuple(coordinate, coordinate, coordinate)
        );
        std::vector<Change> changes;
        std::vector<double> cosines;
        for (const auto& [x, y, z] : points) {
            const double length = std::sqrt(x * x + y * y + z * z);
            if (length == 0) continue;
            cosines.push_back((3 * x + 2 * y - z) / length / std::sqrt(14.0));
            const std::vector<float> vector{
                static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)
            };
            const Sequence sequence = changes.size() + 1;
            changes.push_back(with_vectors(
                document(manuals_, std::to_string(sequence), sequence, {"zebra"}), {vector}
            ));
        }
        must(under_test->index().apply(acme_, manuals_, changes));
        const SearchScope scope{.datasets = {manuals_}};
        const VectorQuery query{.scope = scope, .vector = {3, 2, -1}, .limit = 5, .exact = true};
        const auto result = must(under_test->index().search(acme_, query));
        std::ranges::sort(cosines, std::ranges::greater{});
        RC_ASSERT(result.hits.size() == std::min<std::size_t>(5, cosines.size()));
        for (std::size_t i = 0; i < result.hits.size(); ++i) {
            RC_ASSERT(std::abs(result.hits[i].score - cosines[i]) < 0.02);
        }
        RC_ASSERT(result.total.value == cosines.size());
    };
    EXPECT_TRUE(rc::check("exact vector search agrees with cosine", agrees));
}

}  // namespace lectern::ports::testing
