#pragma once

#include <atomic>
#include <map>
#include <thread>

#include <rapidcheck.h>

#include "ports/testing/index_suite.hpp"

namespace lectern::ports::testing {

/// How changes are taken in and found by words. See also `search_index_scope_suite.hpp`.
class SearchIndexSuite : public IndexSuite {};

TEST_P(SearchIndexSuite, FindsWordsInTitleHeadingsAndText) {
    Change change = document(manuals_, "a", 1, {"zebra", "piano"});
    change.document->document.title = "Walnut";
    change.document->chunks[1].headings = {"Violin", "Quartz"};
    apply(manuals_, {change});
    EXPECT_EQ(found("zebra"), Names{"a.0"});
    EXPECT_EQ(found("violin"), Names{"a.1"});
    EXPECT_EQ(found("quartz"), Names{"a.1"});
    EXPECT_EQ(found("walnut").size(), 2U);
    EXPECT_TRUE(found("kitten").empty());
}

TEST_P(SearchIndexSuite, AHitNamesItsChunkAndDataset) {
    apply(manuals_, {document(manuals_, "a", 7, {"piano", "zebra"})});
    const auto result = search("zebra");
    ASSERT_EQ(result.hits.size(), 1U);
    EXPECT_EQ(result.hits[0].dataset, manuals_.id);
    EXPECT_EQ(
        result.hits[0].chunk, (domain::ChunkRef{.document = {"a"}, .version = 7, .ordinal = 1})
    );
    EXPECT_GT(result.hits[0].score, 0);
    EXPECT_EQ(result.total, (domain::Total{.value = 1, .exact = true}));
}

TEST_P(SearchIndexSuite, CaseAndPunctuationMakeNoDifference) {
    apply(manuals_, {document(manuals_, "a", 1, {"The ZEBRA, (piano)!"})});
    EXPECT_EQ(found("zebra"), Names{"a.0"});
    EXPECT_EQ(found("?Piano."), Names{"a.0"});
}

TEST_P(SearchIndexSuite, AnyOfTheWordsIsEnoughAndMoreAreBetter) {
    apply(
        manuals_,
        {
            document(manuals_, "both", 1, {"zebra piano walnut"}),
            document(manuals_, "one", 2, {"zebra violin walnut"}),
            document(manuals_, "none", 3, {"quartz violin walnut"}),
        }
    );
    EXPECT_EQ(found("zebra piano"), (Names{"both.0", "one.0"}));
    EXPECT_EQ(found("zebra kitten").size(), 2U);
}

TEST_P(SearchIndexSuite, RareWordsCountMoreThanCommonOnes) {
    std::vector<Change> changes;
    for (Sequence i = 1; i <= 10; ++i)
        changes.push_back(document(manuals_, "common" + std::to_string(i), i, {"zebra violin"}));
    changes.push_back(document(manuals_, "rare", 11, {"quartz violin"}));
    apply(manuals_, changes);
    EXPECT_EQ(found("zebra quartz").front(), "rare.0");
}

TEST_P(SearchIndexSuite, FrequentMentionCountsMoreAndLengthLess) {
    apply(
        manuals_,
        {
            document(
                manuals_,
                "long",
                1,
                {"zebra piano violin walnut quartz kitten piano violin walnut quartz kitten"}
            ),
            document(manuals_, "once", 2, {"zebra piano violin"}),
            document(manuals_, "twice", 3, {"zebra zebra piano"}),
        }
    );
    EXPECT_EQ(found("zebra"), (Names{"twice.0", "once.0", "long.0"}));
}

TEST_P(SearchIndexSuite, TiesAreInOrderOfDatasetAndChunk) {
    apply(notes_, {document(notes_, "a", 1, {"zebra"})});
    apply(
        manuals_,
        {
            document(manuals_, "c", 2, {"zebra", "zebra"}),
            document(manuals_, "b", 3, {"zebra"}),
        }
    );
    const SearchScope scope{.datasets = {notes_, manuals_}};
    const auto result = must(index().search(acme_, LexicalQuery{.scope = scope, .text = "zebra"}));
    EXPECT_EQ(names_of(result.hits), (Names{"b.0", "c.0", "c.1", "a.0"}));
    EXPECT_EQ(result.hits.back().dataset, notes_.id);
}

TEST_P(SearchIndexSuite, TheLimitTakesTheBestAndTheTotalCountsAll) {
    std::vector<Change> changes;
    for (Sequence i = 1; i <= 20; ++i) {
        std::string text = "piano";
        for (Sequence n = 0; n < i; ++n) text += " zebra";
        changes.push_back(document(manuals_, std::to_string(i), i, {text}));
    }
    apply(manuals_, changes);
    const auto all = search("zebra");
    ASSERT_EQ(all.hits.size(), 20U);
    EXPECT_TRUE(std::ranges::is_sorted(all.hits, std::ranges::greater{}, &domain::LegHit::score));
    const auto some = search("zebra", std::nullopt, 3);
    EXPECT_EQ(some.hits, std::vector(all.hits.begin(), all.hits.begin() + 3));
    EXPECT_LE(some.total.value, 20U);
    EXPECT_GE(some.total.value, 3U);
    EXPECT_TRUE(!some.total.exact || some.total.value == 20U);
}

TEST_P(SearchIndexSuite, ATextWithoutWordsFindsNothing) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    for (const char* text : {"", "  \t", "?!", "-"}) {
        EXPECT_TRUE(search(text).hits.empty()) << text;
        EXPECT_EQ(search(text).total.value, 0U) << text;
    }
}

TEST_P(SearchIndexSuite, AnEmptyIndexFindsNothing) {
    EXPECT_TRUE(search("zebra").hits.empty());
    EXPECT_TRUE(search_near({1, 0, 0}).hits.empty());
}

TEST_P(SearchIndexSuite, ANewerVersionReplacesTheOlder) {
    apply(
        manuals_,
        {document(manuals_, "a", 1, {"zebra", "zebra piano"}), document(manuals_, "b", 2, {"zebra"})
        }
    );
    apply(manuals_, {document(manuals_, "a", 3, {"violin"})});
    EXPECT_EQ(found("zebra"), Names{"b.0"});
    EXPECT_EQ(found("violin"), Names{"a.0"});
    EXPECT_EQ(search("violin").hits[0].chunk.version, 3U);
}

TEST_P(SearchIndexSuite, AnOlderVersionIsPassedOver) {
    apply(manuals_, {document(manuals_, "a", 5, {"zebra"})});
    apply(manuals_, {document(manuals_, "a", 4, {"piano"})});
    EXPECT_EQ(found("zebra"), Names{"a.0"});
    EXPECT_TRUE(found("piano").empty());
}

TEST_P(SearchIndexSuite, TheSameChangeAgainMakesNoDifference) {
    const std::vector changes{document(manuals_, "a", 1, {"zebra", "zebra piano"})};
    apply(manuals_, changes);
    const auto once = search("zebra");
    apply(manuals_, changes);
    EXPECT_EQ(search("zebra").hits, once.hits);
    EXPECT_EQ(search("zebra").total, once.total);
}

TEST_P(SearchIndexSuite, ChangesOfOneCallAreTakenInOrder) {
    apply(
        manuals_,
        {
            document(manuals_, "a", 1, {"zebra"}),
            document(manuals_, "b", 2, {"zebra"}),
            removal(manuals_, "a", 3),
            document(manuals_, "b", 4, {"piano"}),
            removal(manuals_, "never", 5),
        }
    );
    EXPECT_TRUE(found("zebra").empty());
    EXPECT_EQ(found("piano"), Names{"b.0"});
}

TEST_P(SearchIndexSuite, ARemovedDocumentIsNotFoundUntilItComesAgain) {
    apply(manuals_, {with_vectors(document(manuals_, "a", 1, {"zebra"}), {{1, 0, 0}})});
    apply(manuals_, {removal(manuals_, "a", 2)});
    EXPECT_TRUE(found("zebra").empty());
    EXPECT_TRUE(search_near({1, 0, 0}).hits.empty());
    apply(manuals_, {document(manuals_, "a", 3, {"zebra"})});
    EXPECT_EQ(found("zebra"), Names{"a.0"});
}

TEST_P(SearchIndexSuite, ADocumentFromBeforeItsRemovalIsPassedOver) {
    apply(manuals_, {removal(manuals_, "a", 5)});
    apply(manuals_, {document(manuals_, "a", 4, {"zebra"})});
    EXPECT_TRUE(found("zebra").empty());
}

TEST_P(SearchIndexSuite, ADocumentWithoutChunksIsFine) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"}), document(manuals_, "b", 2, {})});
    apply(manuals_, {document(manuals_, "a", 3, {})});
    EXPECT_TRUE(found("zebra").empty());
}

TEST_P(SearchIndexSuite, ForgetsADataset) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    apply(notes_, {document(notes_, "a", 2, {"zebra"})});
    must(index().remove(acme_, manuals_.id));
    EXPECT_TRUE(found("zebra").empty());
    const SearchScope scope{.datasets = {notes_}};
    EXPECT_EQ(
        must(index().search(acme_, LexicalQuery{.scope = scope, .text = "zebra"})).hits.size(), 1U
    );
    EXPECT_TRUE(index().remove(acme_, manuals_.id).has_value());
    apply(manuals_, {document(manuals_, "b", 3, {"zebra"})});
    EXPECT_EQ(found("zebra"), Names{"b.0"});
}

TEST_P(SearchIndexSuite, CoversWhatWasFlushed) {
    EXPECT_EQ(index().covered(), 0U);
    apply(manuals_, {document(manuals_, "a", 3, {"zebra"})});
    must(index().flush(acme_, 3));
    EXPECT_EQ(index().covered(), 3U);
    EXPECT_EQ(found("zebra"), Names{"a.0"});
}

TEST_P(SearchIndexSuite, ExplainsAScoreTermByTerm) {
    apply(
        manuals_,
        {
            document(manuals_, "a", 1, {"zebra zebra piano"}),
            document(manuals_, "b", 2, {"zebra violin"}),
            document(manuals_, "c", 3, {"walnut"}),
        }
    );
    const LexicalQuery query{.scope = {.datasets = {manuals_}}, .text = "zebra piano kitten"};
    const domain::LegHit best = search(query.text).hits.front();
    const auto terms = must(index().explain(acme_, query, best));
    ASSERT_EQ(terms.size(), 2U);
    EXPECT_EQ(terms[0].frequency, 2U);
    EXPECT_EQ(terms[0].document_frequency, 2U);
    EXPECT_EQ(terms[1].frequency, 1U);
    EXPECT_EQ(terms[1].document_frequency, 1U);
    EXPECT_GT(terms[1].inverse_document_frequency, terms[0].inverse_document_frequency);
    EXPECT_NEAR(terms[0].score + terms[1].score, best.score, 1e-4 * best.score);
    EXPECT_GT(terms[0].score, 0);
    EXPECT_GT(terms[1].score, 0);
}

TEST_P(SearchIndexSuite, ExplainsNothingForAChunkThatHasNoneOfTheWords) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    domain::LegHit hit = search("zebra").hits.front();
    const SearchScope scope{.datasets = {manuals_}};
    EXPECT_TRUE(must(index().explain(acme_, {.scope = scope, .text = "kitten"}, hit)).empty());
    hit.chunk.version = 99;
    EXPECT_TRUE(must(index().explain(acme_, {.scope = scope, .text = "zebra"}, hit)).empty());
}

TEST_P(SearchIndexSuite, ASearchSeesADocumentWholeOrNotAtAll) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra", "zebra piano", "zebra violin"})});
    std::atomic<bool> stop = false;
    std::atomic<bool> searched = false;
    {
        std::vector<std::jthread> readers;
        for (int i = 0; i < 2; ++i) {
            readers.emplace_back([&] {
                while (!stop) {
                    const auto hits = search("zebra").hits;
                    EXPECT_EQ(hits.size(), 3U);
                    for (const domain::LegHit& hit : hits)
                        EXPECT_EQ(hit.chunk.version, hits[0].chunk.version);
                    searched = true;
                }
            });
        }
        for (Sequence sequence = 2; sequence < 50 || !searched; ++sequence) {
            apply(
                manuals_,
                {document(manuals_, "a", sequence, {"zebra", "zebra piano", "zebra violin"})}
            );
            EXPECT_EQ(search("zebra").hits.front().chunk.version, sequence);
        }
        stop = true;
    }
}

TEST_P(SearchIndexSuite, FindsExactlyWhatIsThereWhateverHappened) {
    struct Held {
        std::set<int> words;
        std::int64_t year = 0;
    };
    static const std::vector<std::string> words{"zebra", "piano", "violin", "walnut", "quartz"};
    const auto agrees = [&] {
        const auto under_test = GetParam().open();
        std::map<std::string, Held> held;
        Sequence sequence = 0;
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6 * 64));
        for (const int step : steps) {
            const std::string id(1, static_cast<char>('a' + step % 6));
            const int bits = step / 6;
            Change change = removal(manuals_, id, ++sequence);
            held.erase(id);
            if (bits % 2 == 0) {
                std::string text;
                Held& entry = held[id];
                for (int word = 0; word < 5; ++word) {
                    if ((bits >> (word + 1) & 1) == 0) continue;
                    text += words[static_cast<std::size_t>(word)] + " ";
                    entry.words.insert(word);
                }
                entry.year = bits % 5;
                change = with_metadata(
                    document(manuals_, id, sequence, {text}), {{"year", {entry.year}}}
                );
            }
            must(under_test->index().apply(acme_, manuals_, std::span(&change, 1)));
            if (bits % 7 == 0) must(under_test->index().flush(acme_, sequence));
        }
        const auto word = *rc::gen::inRange(0, 5);
        const auto least = *rc::gen::inRange<std::int64_t>(0, 5);
        Names expected;
        for (const auto& [id, entry] : held) {
            if (entry.words.contains(word) && entry.year >= least) expected.push_back(id + ".0");
        }
        LexicalQuery query{
            .scope = {.datasets = {manuals_}}, .text = words[static_cast<std::size_t>(word)]
        };
        query.scope.filter =
            domain::Filter{domain::Range{.field = "year", .greater_or_equal = least}};
        const auto result = must(under_test->index().search(acme_, query));
        Names names = names_of(result.hits);
        std::ranges::sort(names);
        RC_ASSERT(names == expected);
        RC_ASSERT(result.total.value == expected.size());
    };
    EXPECT_TRUE(rc::check("finds exactly what is there whatever happened", agrees));
}

}  // namespace lectern::ports::testing
