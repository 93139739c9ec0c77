#pragma once

#include <array>
#include <set>
#include <thread>

#include <rapidcheck.h>

#include "domain/list_cursor.hpp"
#include "ports/testing/document_changes_tests.hpp"
#include "ports/testing/document_suite.hpp"

namespace lectern::ports::testing {

TEST_P(DocumentStoreSuite, KeepsWhatWasPublished) {
    const auto document = processed("a", accept_version("a"), {"first ", "second"});
    const Publication publication = publish(document);
    EXPECT_FALSE(publication.superseded);
    EXPECT_GT(publication.sequence, 0U);
    domain::Document expected = document.document;
    expected.created_at = document.document.updated_at;
    EXPECT_EQ(must(store().documents().find(acme_, key_of("a"))), expected);
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), "first second");
}

TEST_P(DocumentStoreSuite, KeepsMetadataOfEveryKind) {
    auto document = processed("a", accept_version("a"), {"text"});
    document.document.metadata = {
        {"nothing", {}},
        {"flag", {true}},
        {"whole", {std::int64_t{-9'007'199'254'740'993}}},
        {"real", {0.1}},
        {"round", {2.0}},
        {"text", {std::string("gr\xC3\xBC\xC3\x9F \0 dich", 13)}},
        {"list", {domain::List{{std::int64_t{1}}, {std::string("two")}, {domain::List{}}}}},
        {"object", {domain::Object{{"inner.dotted", {domain::Object{}}}}}},
    };
    publish(document);
    EXPECT_EQ(
        must(store().documents().find(acme_, key_of("a"))).metadata, document.document.metadata
    );
}

TEST_P(DocumentStoreSuite, SaysNotFoundForAnAbsentDocument) {
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().text(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().remove(acme_, key_of("a"))), ErrorCode::not_found);
}

TEST_P(DocumentStoreSuite, AnAcceptedDocumentIsNotYetThere) {
    accept({"a"});
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().remove(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_TRUE(changes(0).empty());
}

TEST_P(DocumentStoreSuite, ANewerVersionReplacesTheOlder) {
    const auto first = processed("a", accept_version("a"), {"old", "old too"});
    publish(first);
    store().clock().advance(std::chrono::hours{1});
    const auto second = processed("a", accept_version("a"), {"new"});
    publish(second);
    const domain::Document live = must(store().documents().find(acme_, key_of("a")));
    EXPECT_EQ(live.version, second.document.version);
    EXPECT_EQ(live.created_at, first.document.updated_at);
    EXPECT_EQ(live.updated_at, second.document.updated_at);
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), "new");
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 1U);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).chunks, 1U);
}

TEST_P(DocumentStoreSuite, AnOlderVersionThatComesLateLoses) {
    const domain::Version older = accept_version("a");
    const domain::Version newer = accept_version("a");
    const Sequence sequence = publish(processed("a", newer, {"new"})).sequence;
    const Publication late = publish(processed("a", older, {"old"}));
    EXPECT_TRUE(late.superseded);
    EXPECT_EQ(late.sequence, 0U);
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), "new");
    EXPECT_EQ(changes(0).back().sequence, sequence);
}

TEST_P(DocumentStoreSuite, PublishingTheLiveVersionAgainChangesNothing) {
    const auto document = processed("a", accept_version("a"), {"text"});
    const Publication first = publish(document);
    add_document("b");
    const Publication again = publish(document);
    EXPECT_FALSE(again.superseded);
    EXPECT_EQ(again.sequence, first.sequence);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 2U);
}

TEST_P(DocumentStoreSuite, PublishesABatchInOrder) {
    const domain::Version older = accept_version("a");
    const domain::Version newer = accept_version("a");
    const std::vector<ProcessedDocument> batch{
        processed("a", older, {"old"}),
        processed("b", accept_version("b"), {"b"}),
        processed("a", newer, {"new"}),
        processed("a", older, {"old"}),
    };
    const auto publications = must(store().documents().publish(acme_, batch));
    ASSERT_EQ(publications.size(), 4U);
    EXPECT_LT(publications[0].sequence, publications[1].sequence);
    EXPECT_LT(publications[1].sequence, publications[2].sequence);
    EXPECT_TRUE(publications[3].superseded);
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), "new");
}

TEST_P(DocumentStoreSuite, PublishingNothingIsFine) {
    EXPECT_TRUE(must(store().documents().publish(acme_, {})).empty());
}

TEST_P(DocumentStoreSuite, RemovalTakesTheDocumentAndItsChunks) {
    const domain::Version version = add_document("a");
    add_document("b");
    const Sequence before = changes(0).back().sequence;
    EXPECT_GT(must(store().documents().remove(acme_, key_of("a"))), before);
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().text(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_TRUE(chunks(acme_, {ref_of("a", version)}).empty());
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 1U);
    EXPECT_EQ(code_of(store().documents().remove(acme_, key_of("a"))), ErrorCode::not_found);
}

TEST_P(DocumentStoreSuite, RemovalTakesTheChunksOfTheVersionBeforeToo) {
    const domain::Version first = add_document("a", "old");
    add_document("a", "new");
    must(store().documents().remove(acme_, key_of("a")));
    EXPECT_TRUE(chunks(acme_, {ref_of("a", first)}).empty());
}

TEST_P(DocumentStoreSuite, VersionsAcceptedBeforeARemovalLoseAgainstIt) {
    const domain::Version first = accept_version("a");
    const domain::Version second = accept_version("a");
    publish(processed("a", first, {"text"}));
    must(store().documents().remove(acme_, key_of("a")));
    EXPECT_TRUE(publish(processed("a", second, {"text"})).superseded);
    EXPECT_TRUE(publish(processed("a", first, {"text"})).superseded);
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("a"))), ErrorCode::not_found);
}

TEST_P(DocumentStoreSuite, AVersionAcceptedAfterARemovalIsPublishedAsNew) {
    add_document("a", "old");
    must(store().documents().remove(acme_, key_of("a")));
    store().clock().advance(std::chrono::hours{1});
    const auto document = processed("a", accept_version("a"), {"new"});
    EXPECT_FALSE(publish(document).superseded);
    EXPECT_EQ(
        must(store().documents().find(acme_, key_of("a"))).created_at, document.document.updated_at
    );
}

TEST_P(DocumentStoreSuite, ReadsChunksInTheOrderAskedAndLeavesOutWhatIsGone) {
    const domain::Version a = accept_version("a");
    publish(processed("a", a, {"a0", "a1", "a2"}));
    const domain::Version b = add_document("b", "b0");
    const auto found = chunks(
        acme_,
        {ref_of("b", b),
         ref_of("a", a, 2),
         ref_of("gone", 1),
         ref_of("a", a, 3),
         ref_of("a", a + 1000),
         ref_of("a", a)}
    );
    std::vector<std::string> texts;
    for (const StoredChunk& chunk : found) texts.push_back(chunk.chunk.text);
    EXPECT_EQ(texts, (std::vector<std::string>{"b0", "a2", "a0"}));
}

TEST_P(DocumentStoreSuite, AChunkComesWithItsDocumentAndWithoutItsVector) {
    const auto document = processed("a", accept_version("a"), {"first ", "second"});
    publish(document);
    const auto found = chunks(acme_, {ref_of("a", document.document.version, 1)});
    ASSERT_EQ(found.size(), 1U);
    domain::Chunk expected = document.chunks[1];
    expected.vector.clear();
    EXPECT_EQ(found[0].chunk, expected);
    EXPECT_EQ(found[0].dataset, manuals_);
    EXPECT_EQ(found[0].ref, ref_of("a", document.document.version, 1));
    EXPECT_EQ(found[0].title, document.document.title);
    EXPECT_EQ(found[0].url, document.document.url);
    EXPECT_EQ(found[0].metadata, document.document.metadata);
}

TEST_P(DocumentStoreSuite, ChunksOfTheVersionBeforeStayReadableUntilTheNextChange) {
    const domain::Version first = accept_version("a");
    auto document = processed("a", first, {"old"});
    document.document.title = "Old title";
    publish(document);
    const domain::Version second = add_document("a", "new");
    const auto both = chunks(acme_, {ref_of("a", first), ref_of("a", second)});
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].chunk.text, "old");
    EXPECT_EQ(both[0].title, "Old title");
    EXPECT_EQ(both[0].metadata, document.document.metadata);
    EXPECT_EQ(both[1].chunk.text, "new");
    const domain::Version third = add_document("a", "newest");
    EXPECT_TRUE(chunks(acme_, {ref_of("a", first)}).empty());
    EXPECT_EQ(chunks(acme_, {ref_of("a", second), ref_of("a", third)}).size(), 2U);
}

TEST_P(DocumentStoreSuite, ASupersededPublicationIsNoChange) {
    const domain::Version late = accept_version("a");
    const domain::Version first = add_document("a", "old");
    add_document("a", "new");
    publish(processed("a", late, {"late"}));
    EXPECT_EQ(chunks(acme_, {ref_of("a", first)}).size(), 1U);
    EXPECT_TRUE(chunks(acme_, {ref_of("a", late)}).empty());
}

TEST_P(DocumentStoreSuite, CountsLiveDocumentsAndChunksOfADataset) {
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 0U);
    publish(processed("a", accept_version("a"), {"1", "2", "3"}));
    publish(processed("b", accept_version("b"), {"1"}));
    publish(processed("empty", accept_version("empty"), {}));
    publish(processed("a", accept_version("a"), {"1", "2"}));
    auto elsewhere = processed("a", accept_version("a"), {"1", "2"});
    elsewhere.document.key.dataset = {"other"};
    publish(elsewhere);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 3U);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).chunks, 3U);
    must(store().documents().remove(acme_, key_of("a")));
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 2U);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).chunks, 1U);
}

TEST_P(DocumentStoreSuite, KeepsTenantsApart) {
    const domain::Version version = add_document("a");
    domain::DocumentKey theirs = key_of("a");
    theirs.tenant = other_.principal.tenant;
    EXPECT_EQ(code_of(store().documents().find(other_, theirs)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().text(other_, theirs)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().remove(other_, theirs)), ErrorCode::not_found);
    EXPECT_TRUE(chunks(other_, {ref_of("a", version)}).empty());
    EXPECT_TRUE(must(store().documents().list(other_, manuals_, {})).items.empty());
    EXPECT_EQ(must(store().documents().count(other_, manuals_)).documents, 0U);
}

TEST_P(DocumentStoreSuite, KeepsDatasetsApart) {
    const domain::Version version = add_document("a");
    const domain::ChunkRef ref = ref_of("a", version);
    EXPECT_TRUE(must(store().documents().chunks(acme_, {"other"}, std::span(&ref, 1))).empty());
    EXPECT_TRUE(must(store().documents().list(acme_, {"other"}, {})).items.empty());
}

TEST_P(DocumentStoreSuite, ListsLiveDocumentsByIdInParts) {
    const std::vector<std::string> expected{"a", "a#1", "a/b", "b", "\xC3\xA4"};
    for (const std::size_t i : {3U, 0U, 2U, 4U, 1U}) add_document(expected[i]);
    add_document("removed");
    must(store().documents().remove(acme_, key_of("removed")));
    for (const std::uint32_t limit : {1U, 2U, 3U, 4U, 5U, 6U}) {
        std::vector<std::string> ids;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().documents().list(acme_, manuals_, page);
        });
        for (const domain::Document& document : all) ids.push_back(document.key.id.value);
        EXPECT_EQ(ids, expected) << "in parts of " << limit;
    }
}

TEST_P(DocumentStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    const auto list = [&](const domain::PageRequest& page) {
        return code_of(store().documents().list(acme_, manuals_, page));
    };
    EXPECT_EQ(list({.cursor = "nonsense"}), ErrorCode::invalid_argument);
    EXPECT_EQ(list({.limit = 0}), ErrorCode::invalid_argument);
    EXPECT_EQ(list({.limit = 1001}), ErrorCode::invalid_argument);
}

TEST_P(DocumentStoreSuite, PartsCoverWhatWasThereAllAlongExactlyOnce) {
    const auto covers = [&] {
        const auto back_end = GetParam().open();
        domain::Version version = 0;
        const auto add = [&](const std::string& id) {
            const ProcessedDocument document = processed(id, ++version, {"text"});
            must(back_end->documents().publish(acme_, std::span(&document, 1)));
        };
        const auto name = rc::gen::container<std::string>(3, rc::gen::inRange('a', 'e'));
        const auto steady = *rc::gen::container<std::set<std::string>>(name);
        const auto passing = *rc::gen::container<std::vector<std::string>>(name);
        const auto limit = *rc::gen::inRange<std::uint32_t>(1, 5);
        for (const std::string& id : steady) add(id);
        std::size_t next = 0;
        std::multiset<std::string> seen;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            for (int i = 0; i < 2 && next < passing.size(); ++i, ++next) {
                add(passing[next]);
                if (steady.contains(passing[next]) || next % 2 == 1) continue;
                must(back_end->documents().remove(acme_, key_of(passing[next])));
            }
            return back_end->documents().list(acme_, manuals_, page);
        });
        for (const domain::Document& document : all) seen.insert(document.key.id.value);
        for (const std::string& id : steady) RC_ASSERT(seen.count(id) == 1U);
    };
    EXPECT_TRUE(rc::check("parts cover what was there all along exactly once", covers));
}

TEST_P(DocumentStoreSuite, TheNewestVersionWinsAmongManyThreads) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t rounds = 10;
    std::vector<domain::Version> versions;
    for (std::size_t i = 0; i < threads * rounds; ++i) versions.push_back(accept_version("a"));
    std::vector<ProcessedDocument> documents;
    for (const domain::Version version : versions) {
        documents.push_back(processed("a", version, {std::to_string(version)}));
    }
    std::array<std::size_t, threads> published{};
    {
        std::vector<std::jthread> workers;
        for (std::size_t thread = 0; thread < threads; ++thread) {
            workers.emplace_back([&, thread] {
                for (std::size_t round = 0; round < rounds; ++round) {
                    const Publication publication = publish(documents[round * threads + thread]);
                    if (!publication.superseded) ++published[thread];
                }
            });
        }
    }
    EXPECT_EQ(must(store().documents().find(acme_, key_of("a"))).version, versions.back());
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), std::to_string(versions.back()));
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 1U);
    EXPECT_EQ(changes(0).size(), 1U);
}

TEST_P(DocumentStoreSuite, SeveralAreReadInTheOrderAskedWithHolesForTheAbsent) {
    publish(processed("a", accept_version("a"), {"text a"}));
    publish(processed("b", accept_version("b"), {"text b"}));
    domain::DocumentKey elsewhere = key_of("a");
    elsewhere.dataset = {"none"};
    const std::vector<domain::DocumentKey> keys{
        key_of("b"), key_of("c"), elsewhere, key_of("a"), key_of("b")
    };
    const auto found = must(store().documents().find_many(acme_, keys));
    const auto texts = must(store().documents().texts(acme_, keys));
    ASSERT_EQ(found.size(), keys.size());
    ASSERT_EQ(texts.size(), keys.size());
    for (std::size_t at = 0; at < keys.size(); ++at) {
        const bool present = at != 1 && at != 2;
        ASSERT_EQ(found[at].has_value(), present) << at;
        ASSERT_EQ(texts[at].has_value(), present) << at;
        if (!present) continue;
        EXPECT_EQ(found[at]->key, keys[at]);
        EXPECT_EQ(*texts[at], "text " + keys[at].id.value);
    }
    EXPECT_TRUE(must(store().documents().find_many(acme_, {})).empty());
}

TEST_P(DocumentStoreSuite, DatasetsAreListedAndCountedSideBySide) {
    for (const char* id : {"a", "b", "c"}) publish(processed(id, accept_version(id), {"x", "y"}));
    const std::vector<DatasetId> datasets{{"none"}, manuals_};
    const auto pages = must(store().documents().list_many(acme_, datasets, {.limit = 2}));
    ASSERT_EQ(pages.size(), 2U);
    EXPECT_TRUE(pages[0].items.empty());
    ASSERT_EQ(pages[1].items.size(), 2U);
    EXPECT_EQ(pages[1].next_cursor, domain::cursor_after(pages[1].items.back()));
    const auto counts = must(store().documents().count_many(acme_, datasets));
    ASSERT_EQ(counts.size(), 2U);
    EXPECT_EQ(counts[0].documents, 0U);
    EXPECT_EQ(counts[1].documents, 3U);
    EXPECT_EQ(counts[1].chunks, 6U);
}

}  // namespace lectern::ports::testing
