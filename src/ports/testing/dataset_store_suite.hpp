#pragma once

#include <algorithm>
#include <set>

#include <rapidcheck.h>

#include "domain/list_cursor.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class DatasetStoreSuite : public StoreSuite {
  protected:
    std::vector<std::string> names(const RequestContext& context, std::uint32_t limit) {
        std::vector<std::string> result;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            return store().datasets().list(context, page);
        });
        for (const domain::Dataset& dataset : all) result.push_back(dataset.id.value);
        return result;
    }
};

TEST_P(DatasetStoreSuite, KeepsWhatWasCreated) {
    domain::Dataset dataset;
    dataset.tenant = acme_.principal.tenant;
    dataset.id = manuals_;
    dataset.settings.language = "de";
    dataset.settings.chunking = {.max_tokens = 128, .overlap_tokens = 16};
    dataset.settings.embedding = {.kind = domain::EmbeddingKind::external, .dimensions = 3};
    dataset.settings.fields = {
        {"author.name", domain::FieldType::string}, {"year", domain::FieldType::integer}
    };
    dataset.created_at = store().clock().now();
    EXPECT_EQ(must(store().datasets().create(acme_, dataset)), dataset);
    EXPECT_EQ(must(store().datasets().find(acme_, manuals_)), dataset);
}

TEST_P(DatasetStoreSuite, SaysNotFoundForAnAbsentDataset) {
    EXPECT_EQ(code_of(store().datasets().find(acme_, manuals_)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().datasets().remove(acme_, manuals_)), ErrorCode::not_found);
}

TEST_P(DatasetStoreSuite, CreatingAgainWithEqualSettingsReturnsTheFirst) {
    const domain::Dataset first = create_dataset(manuals_);
    store().clock().advance(std::chrono::hours{1});
    EXPECT_EQ(create_dataset(manuals_), first);
}

TEST_P(DatasetStoreSuite, CreatingAgainWithOtherSettingsFailsAndChangesNothing) {
    domain::Dataset dataset = create_dataset(manuals_);
    dataset.settings.language = "fr";
    EXPECT_EQ(code_of(store().datasets().create(acme_, dataset)), ErrorCode::already_exists);
    EXPECT_EQ(must(store().datasets().find(acme_, manuals_)).settings.language, "en");
}

TEST_P(DatasetStoreSuite, KeepsTenantsApart) {
    create_dataset(manuals_);
    EXPECT_EQ(code_of(store().datasets().find(other_, manuals_)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().datasets().remove(other_, manuals_)), ErrorCode::not_found);
    EXPECT_TRUE(names(other_, 10).empty());
    domain::Dataset theirs;
    theirs.tenant = other_.principal.tenant;
    theirs.id = manuals_;
    theirs.settings.language = "fr";
    EXPECT_TRUE(store().datasets().create(other_, theirs).has_value());
    must(store().datasets().remove(acme_, manuals_));
    EXPECT_EQ(must(store().datasets().find(other_, manuals_)).settings.language, "fr");
}

TEST_P(DatasetStoreSuite, ListsByNameInParts) {
    const std::vector<std::string> expected{"a", "b-1", "b_1", "c", "d", "e", "f"};
    for (const std::size_t i : {3U, 0U, 6U, 2U, 5U, 1U, 4U}) create_dataset({expected[i]});
    for (const std::uint32_t limit : {1U, 2U, 3U, 6U, 7U, 8U, 1000U})
        EXPECT_EQ(names(acme_, limit), expected);
}

TEST_P(DatasetStoreSuite, SeveralAreReadInTheOrderAskedWithHolesForTheAbsent) {
    for (const char* name : {"a", "b"}) create_dataset({name});
    const std::vector<DatasetId> ids{{"b"}, {"none"}, {"a"}};
    const auto found = must(store().datasets().find_many(acme_, ids));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0]->id, ids[0]);
    EXPECT_FALSE(found[1].has_value());
    EXPECT_EQ(found[2]->id, ids[2]);
    EXPECT_FALSE(must(store().datasets().find_many(other_, ids))[0].has_value());
}

TEST_P(DatasetStoreSuite, TheNextCursorIsThatOfThePartsLastItem) {
    for (const char* name : {"a", "b", "c"}) create_dataset({name});
    const auto page = must(store().datasets().list(acme_, {.limit = 2}));
    EXPECT_EQ(page.next_cursor, domain::cursor_after(page.items.back()));
}

TEST_P(DatasetStoreSuite, HasNoCursorAfterTheLastPart) {
    for (const char* name : {"a", "b"}) create_dataset({name});
    EXPECT_TRUE(must(store().datasets().list(acme_, {.limit = 2})).next_cursor.empty());
    EXPECT_FALSE(must(store().datasets().list(acme_, {.limit = 1})).next_cursor.empty());
}

TEST_P(DatasetStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    const auto list = [&](const domain::PageRequest& page) {
        return code_of(store().datasets().list(acme_, page));
    };
    EXPECT_EQ(list({.cursor = "nonsense"}), ErrorCode::invalid_argument);
    EXPECT_EQ(list({.limit = 0}), ErrorCode::invalid_argument);
    EXPECT_EQ(list({.limit = 1001}), ErrorCode::invalid_argument);
}

TEST_P(DatasetStoreSuite, CursorsSurviveTheRemovalOfWhatTheyStandAt) {
    for (const char* name : {"a", "b", "c"}) create_dataset({name});
    const auto first = must(store().datasets().list(acme_, {.limit = 2}));
    must(store().datasets().remove(acme_, {"b"}));
    const auto rest =
        must(store().datasets().list(acme_, {.limit = 2, .cursor = first.next_cursor}));
    ASSERT_EQ(rest.items.size(), 1U);
    EXPECT_EQ(rest.items.front().id.value, "c");
}

TEST_P(DatasetStoreSuite, PartsCoverWhatWasThereAllAlongExactlyOnce) {
    const auto covers = [&] {
        const auto back_end = GetParam().open();
        const auto create = [&](const std::string& name) {
            domain::Dataset dataset;
            dataset.tenant = acme_.principal.tenant;
            dataset.id = {name};
            must(back_end->datasets().create(acme_, dataset));
        };
        const auto name = rc::gen::container<std::string>(3, rc::gen::inRange('a', 'e'));
        const auto steady = *rc::gen::container<std::set<std::string>>(name);
        const auto passing = *rc::gen::container<std::vector<std::string>>(name);
        const auto limit = *rc::gen::inRange<std::uint32_t>(1, 5);
        for (const std::string& id : steady) create(id);
        std::size_t next = 0;
        std::multiset<std::string> seen;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            // Between two parts others come and go.
            for (int i = 0; i < 2 && next < passing.size(); ++i, ++next) {
                if (steady.contains(passing[next])) continue;
                create(passing[next]);
                if (next % 2 == 0) must(back_end->datasets().remove(acme_, {passing[next]}));
            }
            return back_end->datasets().list(acme_, page);
        });
        for (const domain::Dataset& dataset : all) seen.insert(dataset.id.value);
        for (const std::string& id : steady) RC_ASSERT(seen.count(id) == 1U);
        RC_ASSERT(std::ranges::is_sorted(all, {}, &domain::Dataset::id));
    };
    EXPECT_TRUE(rc::check("parts cover what was there all along exactly once", covers));
}

TEST_P(DatasetStoreSuite, RemovalTakesDocumentsAndGraphWithIt) {
    create_dataset(manuals_);
    const domain::Version version = add_document("a");
    const DocumentGraph graph{
        .key = key_of("a"),
        .version = version,
        .entities = {{.entity = {.id = {"pump"}}, .names = {"pump"}}}
    };
    must(store().graph().put(acme_, std::span(&graph, 1)));
    must(store().datasets().remove(acme_, manuals_));
    EXPECT_EQ(code_of(store().datasets().find(acme_, manuals_)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("a"))), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().documents().text(acme_, key_of("a"))), ErrorCode::not_found);
    const domain::ChunkRef ref{.document = {"a"}, .version = version, .ordinal = 0};
    EXPECT_TRUE(must(store().documents().chunks(acme_, manuals_, std::span(&ref, 1))).empty());
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 0U);
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).chunks, 0U);
    EXPECT_EQ(code_of(store().graph().find(acme_, manuals_, {"pump"})), ErrorCode::not_found);
}

TEST_P(DatasetStoreSuite, RemovalShowsInTheChangesOfEachDocument) {
    create_dataset(manuals_);
    add_document("a");
    add_document("b");
    const Sequence before = must(store().documents().changes(acme_, 0, 10)).back().sequence;
    must(store().datasets().remove(acme_, manuals_));
    const auto changes = must(store().documents().changes(acme_, before, 10));
    ASSERT_EQ(changes.size(), 2U);
    for (const Change& change : changes) EXPECT_FALSE(change.document.has_value());
    EXPECT_TRUE(must(store().documents().changes(acme_, 0, 10)).empty());
}

TEST_P(DatasetStoreSuite, WhatWasAcceptedBeforeTheRemovalIsNotPublishedAfterIt) {
    create_dataset(manuals_);
    const domain::Version version = accept_version("late");
    must(store().datasets().remove(acme_, manuals_));
    create_dataset(manuals_);
    EXPECT_TRUE(publish(processed("late", version, {"text"})).superseded);
    EXPECT_EQ(code_of(store().documents().find(acme_, key_of("late"))), ErrorCode::not_found);
    EXPECT_FALSE(publish(processed("late", accept_version("late"), {"text"})).superseded);
}

TEST_P(DatasetStoreSuite, RemovalCancelsOpenItemsAndKeepsJobsAsHistory) {
    create_dataset(manuals_);
    const domain::Job job = accept({"done", "under-way", "waiting"});
    const domain::Job elsewhere = [&] {
        NewJob request = new_job();
        request.job.dataset = {"other"};
        return must(store().jobs().accept(acme_, request, new_items({"a"}))).job;
    }();
    advance(job.id, 0, domain::ItemState::indexed);
    advance(job.id, 1, domain::ItemState::extracted);
    must(store().datasets().remove(acme_, manuals_));

    const domain::Job after = must(store().jobs().find(acme_, job.id));
    EXPECT_EQ(after.state, domain::JobState::cancelled);
    EXPECT_EQ(after.counts, (domain::JobCounts{.total = 3, .indexed = 1, .cancelled = 2}));
    EXPECT_TRUE(after.finished_at.has_value());
    const ItemAdvance late = advance(job.id, 1, domain::ItemState::chunked);
    EXPECT_FALSE(late.applied);
    EXPECT_EQ(late.state, domain::ItemState::cancelled);
    EXPECT_EQ(must(store().jobs().find(acme_, elsewhere.id)).state, domain::JobState::queued);
}

TEST_P(DatasetStoreSuite, RemovalTakesCancelledItemsOffTheQueue) {
    create_dataset(manuals_);
    accept({"a", "b"});
    must(store().datasets().remove(acme_, manuals_));
    EXPECT_TRUE(lease(10).empty());
}

TEST_P(DatasetStoreSuite, RemovalKeepsDeadLetters) {
    create_dataset(manuals_);
    const domain::Job job = accept({"broken"});
    fail_item(job.id, 0);
    must(store().datasets().remove(acme_, manuals_));
    EXPECT_EQ(must(store().dead_letters().list(acme_, {}, {})).items.size(), 1U);
    EXPECT_EQ(must(store().jobs().find(acme_, job.id)).state, domain::JobState::failed);
}

}  // namespace lectern::ports::testing
