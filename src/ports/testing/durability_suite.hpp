#pragma once

#include <array>
#include <map>

#include <rapidcheck.h>

#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// What is there again after a process ended without warning. Durable back ends only.
class DurabilitySuite : public JobSuite {
  protected:
    void reopen() { store().reopen(); }
};

TEST_P(DurabilitySuite, ReopeningAnEmptyBackEndGivesAnEmptyOne) {
    reopen();
    EXPECT_TRUE(must(store().datasets().list(acme_, {})).items.empty());
    EXPECT_TRUE(listed({}).empty());
    EXPECT_TRUE(must(store().documents().changes(acme_, 0, 10)).empty());
    EXPECT_TRUE(lease(1).empty());
}

TEST_P(DurabilitySuite, KeepsDatasetsAndVocabularies) {
    domain::Dataset dataset;
    dataset.tenant = acme_.principal.tenant;
    dataset.id = manuals_;
    dataset.settings.language = "de";
    dataset.settings.fields = {{"year", domain::FieldType::integer}};
    dataset.created_at = store().clock().now();
    must(store().datasets().create(acme_, dataset));
    create_dataset({"removed"});
    must(store().datasets().remove(acme_, {"removed"}));
    const domain::Vocabulary vocabulary{
        .id = {"parts"}, .entities = {{.id = {"pump"}, .name = "Pump"}}
    };
    must(store().vocabularies().put(acme_, vocabulary));
    reopen();
    EXPECT_EQ(must(store().datasets().find(acme_, manuals_)), dataset);
    EXPECT_EQ(code_of(store().datasets().find(acme_, {"removed"})), ErrorCode::not_found);
    EXPECT_EQ(must(store().vocabularies().find(acme_, {"parts"})), vocabulary);
}

TEST_P(DurabilitySuite, KeepsAcceptedJobsWithTheirDocumentsAndQueue) {
    const domain::Job job = accept({"a", "b", "c"}, domain::Priority::high);
    advance(job.id, 0, domain::ItemState::indexed);
    fail_item(job.id, 1);
    const auto before = items(job.id);
    const domain::Job job_before = must(store().jobs().find(acme_, job.id));
    const auto letters = must(store().dead_letters().list(acme_, {}, {})).items;
    reopen();
    EXPECT_EQ(must(store().jobs().find(acme_, job.id)), job_before);
    EXPECT_EQ(items(job.id), before);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 2)), new_item("c").document);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 1)), new_item("b").document);
    EXPECT_EQ(must(store().dead_letters().list(acme_, {}, {})).items, letters);
    EXPECT_EQ(listed({}), std::vector{job.id});
    bool open_item_is_queued = false;
    for (const Lease& held : lease(10)) open_item_is_queued |= held.entry.ordinal == 2;
    EXPECT_TRUE(open_item_is_queued);
}

TEST_P(DurabilitySuite, KeepsIdempotencyKeysAndWhatAnswersForUnchangedDocuments) {
    const AcceptedJob keyed = must(accept_with_key("key", "digest", {"a"}));
    const AcceptedJob unchanged = must(accept_unless_unchanged(new_items({"b", "c"})));
    reopen();
    EXPECT_EQ(must(accept_with_key("key", "digest", {"a"})).job.id, keyed.job.id);
    EXPECT_EQ(code_of(accept_with_key("key", "other digest", {"a"})), ErrorCode::already_exists);
    EXPECT_EQ(must(accept_unless_unchanged(new_items({"b", "c"}))).job.id, unchanged.job.id);
}

TEST_P(DurabilitySuite, VersionsAndSequencesGoOnGrowing) {
    const domain::Version version = add_document("a");
    const Sequence sequence = must(store().documents().changes(acme_, 0, 10)).back().sequence;
    reopen();
    const domain::Version next = accept_version("b");
    EXPECT_GT(next, version);
    EXPECT_GT(publish(processed("b", next, {"text"})).sequence, sequence);
}

TEST_P(DurabilitySuite, VersionsOfRemovedDocumentsAreNotGivenAgain) {
    const domain::Version version = add_document("a");
    const Sequence removal = must(store().documents().remove(acme_, key_of("a")));
    reopen();
    EXPECT_TRUE(publish(processed("a", version, {"text"})).superseded);
    const domain::Version next = accept_version("a");
    EXPECT_GT(next, version);
    EXPECT_GT(publish(processed("a", next, {"text"})).sequence, removal);
}

TEST_P(DurabilitySuite, ADraftIsGone) {
    const NewJob request = new_job();
    {
        auto draft = must(store().jobs().begin(acme_, request));
        must(draft->add(new_items({"a", "b"})));
    }
    reopen();
    EXPECT_EQ(code_of(store().jobs().find(acme_, request.job.id)), ErrorCode::not_found);
    EXPECT_TRUE(listed({}).empty());
    EXPECT_TRUE(lease(10).empty());
    EXPECT_FALSE(must(store().jobs().accept(acme_, request, new_items({"a"}))).replayed);
}

TEST_P(DurabilitySuite, ALeaseSurvivesOrEndsButItsEntryIsNeverLost) {
    accept({"a"});
    const Lease held = lease(1).front();
    reopen();
    const auto extended =
        must(store().queue().extend(acme_, std::span(&held, 1), std::chrono::minutes{1}));
    const auto again = lease(1);
    // Either the lease holds, or somebody else may have the entry: never both, never neither.
    EXPECT_EQ(extended.size() + again.size(), 1U);
    store().clock().advance(std::chrono::minutes{2});
    const auto later = lease(1);
    ASSERT_EQ(later.size(), 1U);
    EXPECT_GE(later[0].entry.attempt, 2U);
    EXPECT_NE(later[0].token, held.token);
}

TEST_P(DurabilitySuite, CancelledAndAcknowledgedWorkDoesNotComeBack) {
    const domain::Job cancelled = accept({"a", "b"});
    must(store().jobs().cancel(acme_, cancelled.id));
    const domain::Job done = accept({"c"});
    const auto leases = lease(10);
    ASSERT_EQ(leases.size(), 1U);
    advance(done.id, 0, domain::ItemState::indexed);
    must(store().queue().acknowledge(acme_, leases));
    reopen();
    store().clock().advance(std::chrono::hours{1});
    EXPECT_EQ(must(store().jobs().find(acme_, cancelled.id)).state, domain::JobState::cancelled);
    EXPECT_EQ(must(store().jobs().find(acme_, done.id)).state, domain::JobState::succeeded);
    for (const Lease& held : lease(10)) {
        // A back end may hand out what was done once more; then its first step says that there is
        // nothing to do.
        EXPECT_FALSE(
            advance(held.entry.job, held.entry.ordinal, domain::ItemState::extracted).applied
        );
    }
}

TEST_P(DurabilitySuite, AnAskedCancellationIsRemembered) {
    const domain::Job job = accept({"a"});
    advance(job.id, 0, domain::ItemState::indexed);
    const domain::Job under_way = accept({"b"});
    advance(under_way.id, 0, domain::ItemState::extracted);
    must(store().jobs().cancel(acme_, under_way.id));
    reopen();
    EXPECT_TRUE(must(store().jobs().find(acme_, under_way.id)).cancel_requested);
    EXPECT_EQ(
        advance(under_way.id, 0, domain::ItemState::chunked).state, domain::ItemState::cancelled
    );
}

TEST_P(DurabilitySuite, KeepsDocumentsChunksAndChanges) {
    const domain::Version first = add_document("a", "old");
    const domain::Version second = add_document("a", "new");
    add_document("b");
    must(store().documents().remove(acme_, key_of("b")));
    const domain::Document before = must(store().documents().find(acme_, key_of("a")));
    const auto changes_before = must(store().documents().changes(acme_, 1, 10));
    reopen();
    EXPECT_EQ(must(store().documents().find(acme_, key_of("a"))), before);
    EXPECT_EQ(must(store().documents().text(acme_, key_of("a"))), "new");
    EXPECT_EQ(must(store().documents().count(acme_, manuals_)).documents, 1U);
    const std::array refs{
        domain::ChunkRef{.document = {"a"}, .version = first, .ordinal = 0},
        domain::ChunkRef{.document = {"a"}, .version = second, .ordinal = 0},
    };
    EXPECT_EQ(must(store().documents().chunks(acme_, manuals_, refs)).size(), 2U);
    const auto changes_after = must(store().documents().changes(acme_, 1, 10));
    ASSERT_EQ(changes_after.size(), changes_before.size());
    for (std::size_t i = 0; i < changes_after.size(); ++i) {
        EXPECT_EQ(changes_after[i].sequence, changes_before[i].sequence);
        EXPECT_EQ(changes_after[i].key, changes_before[i].key);
        EXPECT_EQ(changes_after[i].document.has_value(), changes_before[i].document.has_value());
        if (!changes_after[i].document) continue;
        EXPECT_EQ(changes_after[i].document->chunks, changes_before[i].document->chunks);
    }
}

TEST_P(DurabilitySuite, KeepsTheGraph) {
    DocumentGraph graph{
        .key = key_of("a"),
        .version = 1,
        .entities =
            {{.entity = {.id = {"1"}, .name = "One"}, .names = {"one"}}, {.entity = {.id = {"2"}}}},
        .relations = {{.source = {"1"}, .target = {"2"}, .type = "feeds", .weight = 0.5}},
        .mentions = {{.entity = {"2"}, .chunk = 3, .count = 4}},
    };
    must(store().graph().put(acme_, std::span(&graph, 1)));
    reopen();
    EXPECT_EQ(must(store().graph().find(acme_, manuals_, {"1"})), graph.entities[0].entity);
    const std::vector<std::string> names{"one"};
    EXPECT_EQ(must(store().graph().find_by_names(acme_, manuals_, names)).size(), 1U);
    EXPECT_EQ(must(store().graph().neighbours(acme_, manuals_, {.entities = {{"1"}}})).size(), 1U);
    const std::vector<EntityId> ids{{"2"}};
    EXPECT_EQ(must(store().graph().mentions(acme_, manuals_, ids, 10)).front().count, 4U);
    graph.version = 0;
    graph.entities.clear();
    must(store().graph().put(acme_, std::span(&graph, 1)));
    EXPECT_TRUE(store().graph().find(acme_, manuals_, {"1"}).has_value());
}

TEST_P(DurabilitySuite, CursorsAreGoodAfterwards) {
    for (const char* name : {"a", "b", "c"}) create_dataset({name});
    const auto first = must(store().datasets().list(acme_, {.limit = 2}));
    reopen();
    const auto rest =
        must(store().datasets().list(acme_, {.limit = 2, .cursor = first.next_cursor}));
    ASSERT_EQ(rest.items.size(), 1U);
    EXPECT_EQ(rest.items.front().id.value, "c");
}

TEST_P(DurabilitySuite, EventIdsGoOnGrowing) {
    domain::JobEvent event;
    event.job = {"job_1"};
    event.type = "job.queued";
    must(store().events().publish(acme_, std::span(&event, 1)));
    const std::uint64_t before = must(store().events().read(acme_, {"job_1"}, 0, 10)).back().id;
    reopen();
    must(store().events().publish(acme_, std::span(&event, 1)));
    EXPECT_GT(must(store().events().read(acme_, {"job_1"}, 0, 10)).back().id, before);
}

TEST_P(DurabilitySuite, EveryAcknowledgedStepIsThereWhereverItEnds) {
    const auto survives = [&] {
        const auto back_end = GetParam().open();
        std::map<JobId, domain::Job> jobs;
        std::map<domain::DocumentKey, domain::Version> live;
        domain::Version version = 0;
        const auto steps = *rc::gen::container<std::vector<int>>(12, rc::gen::inRange(0, 20));
        for (const int step : steps) {
            const domain::DocumentKey key =
                key_of(std::string(1, static_cast<char>('a' + step % 3)));
            if (step < 6) {
                const NewJob request = new_job();
                jobs[request.job.id] =
                    must(back_end->jobs().accept(acme_, request, new_items({key.id.value}))).job;
                version = must(back_end->jobs().items(acme_, request.job.id, std::nullopt, {}))
                              .items[0]
                              .version;
            } else if (step < 12) {
                const ProcessedDocument document = processed(key.id.value, version, {"text"});
                const auto published =
                    must(back_end->documents().publish(acme_, std::span(&document, 1)));
                if (!published.front().superseded) live[key] = version;
            } else if (step < 15) {
                RC_ASSERT(
                    back_end->documents().remove(acme_, key).has_value() == (live.erase(key) == 1U)
                );
            } else if (step < 17 && !jobs.empty()) {
                jobs.begin()->second = must(back_end->jobs().cancel(acme_, jobs.begin()->first));
            } else {
                back_end->reopen();
            }
        }
        back_end->reopen();
        for (const auto& [id, job] : jobs) RC_ASSERT(must(back_end->jobs().find(acme_, id)) == job);
        std::map<domain::DocumentKey, domain::Version> found;
        for (const auto& document : must(back_end->documents().list(acme_, manuals_, {})).items) {
            found[document.key] = document.version;
        }
        RC_ASSERT(found == live);
    };
    EXPECT_TRUE(rc::check("every acknowledged step is there wherever it ends", survives));
}

}  // namespace lectern::ports::testing
