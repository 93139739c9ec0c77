#pragma once

#include <map>

#include <rapidcheck.h>

#include "ports/testing/document_suite.hpp"

// The part of `DocumentStoreSuite` about `DocumentStore::changes`; `document_store_suite.hpp`
// includes it.
namespace lectern::ports::testing {

TEST_P(DocumentStoreSuite, ChangesFromZeroAreAllLiveDocumentsInOrder) {
    add_document("a");
    add_document("b");
    add_document("c");
    add_document("a");
    must(store().documents().remove(acme_, key_of("b")));
    const auto all = changes(0);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].key, key_of("c"));
    EXPECT_EQ(all[1].key, key_of("a"));
    EXPECT_LT(all[0].sequence, all[1].sequence);
}

TEST_P(DocumentStoreSuite, ChangesCarryChunksAndVectorsButNoText) {
    const auto document = processed("a", accept_version("a"), {"first ", "second"});
    const Publication publication = publish(document);
    const auto all = changes(0);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].sequence, publication.sequence);
    ASSERT_TRUE(all[0].document.has_value());
    EXPECT_EQ(all[0].document->document, must(store().documents().find(acme_, key_of("a"))));
    EXPECT_EQ(all[0].document->chunks, document.chunks);
    EXPECT_TRUE(all[0].document->text.empty());
}

TEST_P(DocumentStoreSuite, ChangesAreOfAllTenants) {
    add_document("a");
    auto theirs = processed("a", accept_version("a"), {"text"});
    theirs.document.key.tenant = other_.principal.tenant;
    publish(theirs);
    EXPECT_EQ(changes(0).size(), 2U);
    EXPECT_EQ(must(store().documents().changes(other_, 0, 10)).size(), 2U);
}

TEST_P(DocumentStoreSuite, ChangesAfterASequenceIncludeRemovalsAndEachKeyOnce) {
    add_document("a");
    add_document("b");
    const Sequence after = changes(0).back().sequence;
    EXPECT_TRUE(changes(after).empty());
    add_document("c");
    add_document("a");
    const Sequence removal = must(store().documents().remove(acme_, key_of("b")));
    add_document("c");
    const auto later = changes(after);
    ASSERT_EQ(later.size(), 3U);
    EXPECT_EQ(later[0].key, key_of("a"));
    EXPECT_TRUE(later[0].document.has_value());
    EXPECT_EQ(later[1].key, key_of("b"));
    EXPECT_EQ(later[1].sequence, removal);
    EXPECT_FALSE(later[1].document.has_value());
    EXPECT_EQ(later[2].key, key_of("c"));
}

TEST_P(DocumentStoreSuite, ChangesComeInPartsOfTheLimit) {
    for (const char* id : {"a", "b", "c", "d", "e"}) add_document(id);
    std::vector<std::string> ids;
    Sequence after = 0;
    for (auto part = changes(after, 2); !part.empty(); part = changes(after, 2)) {
        EXPECT_LE(part.size(), 2U);
        for (const Change& change : part) ids.push_back(change.key.id.value);
        after = part.back().sequence;
    }
    EXPECT_EQ(ids, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
}

TEST_P(DocumentStoreSuite, AnIndexThatFollowsTheChangesHoldsWhatTheStoreHolds) {
    const auto follows = [&] {
        const auto back_end = GetParam().open();
        std::map<domain::DocumentKey, domain::Version> index;
        std::map<domain::DocumentKey, domain::Version> expected;
        Sequence covered = 0;
        const auto catch_up = [&](std::size_t limit) {
            for (const Change& change :
                 must(back_end->documents().changes(acme_, covered, limit))) {
                RC_ASSERT(change.sequence > covered);
                covered = change.sequence;
                if (change.document) index[change.key] = change.document->document.version;
                if (!change.document) index.erase(change.key);
            }
        };
        domain::Version version = 0;
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12));
        for (const int step : steps) {
            const domain::DocumentKey key =
                key_of(std::string(1, static_cast<char>('a' + step % 4)));
            if (step < 4) {
                const ProcessedDocument document = processed(key.id.value, ++version, {"text"});
                must(back_end->documents().publish(acme_, std::span(&document, 1)));
                expected[key] = version;
            } else if (step < 8) {
                const bool removed = back_end->documents().remove(acme_, key).has_value();
                RC_ASSERT(removed == (expected.erase(key) == 1U));
            } else {
                catch_up(static_cast<std::size_t>(step - 7));
            }
        }
        catch_up(1000);
        RC_ASSERT(index == expected);
    };
    EXPECT_TRUE(rc::check("an index that follows the changes holds what the store holds", follows));
}

}  // namespace lectern::ports::testing
