#pragma once

#include <algorithm>
#include <set>
#include <thread>

#include <rapidcheck.h>

#include "domain/list_cursor.hpp"
#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// How jobs are accepted, found and listed. See also `job_replay_suite.hpp`, `job_draft_suite.hpp`
/// and `job_progress_suite.hpp`.
class JobStoreSuite : public JobSuite {};

TEST_P(JobStoreSuite, AnAcceptedJobIsQueuedAndHasNoEndYet) {
    const NewJob request = new_job(domain::Priority::high);
    const AcceptedJob accepted = must(store().jobs().accept(acme_, request, new_items({"a", "b"})));
    EXPECT_FALSE(accepted.replayed);
    domain::Job expected = request.job;
    expected.state = domain::JobState::queued;
    expected.counts = {.total = 2};
    EXPECT_EQ(accepted.job, expected);
    EXPECT_EQ(must(store().jobs().find(acme_, request.job.id)), expected);
}

TEST_P(JobStoreSuite, ItemsComeInOrderWithGrowingVersions) {
    const domain::Job job = accept({"b", "a", "c"});
    const auto found = items(job.id);
    ASSERT_EQ(found.size(), 3U);
    const std::vector<std::string> documents{"b", "a", "c"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        EXPECT_EQ(found[i].job, job.id);
        EXPECT_EQ(found[i].ordinal, i);
        EXPECT_EQ(found[i].document.value, documents[i]);
        EXPECT_EQ(found[i].state, domain::ItemState::accepted);
        EXPECT_FALSE(found[i].superseded);
        EXPECT_FALSE(found[i].failure.has_value());
        EXPECT_EQ(found[i].updated_at, store().clock().now());
    }
    EXPECT_GT(found[0].version, 0U);
    EXPECT_LT(found[0].version, found[1].version);
    EXPECT_LT(found[1].version, found[2].version);
    EXPECT_LT(found[2].version, accept_version("d"));
}

TEST_P(JobStoreSuite, VersionsGrowOverAllTenants) {
    const domain::Version ours = accept_version("a");
    NewJob theirs = new_job();
    theirs.job.tenant = other_.principal.tenant;
    const domain::Job job = must(store().jobs().accept(other_, theirs, new_items({"a"}))).job;
    EXPECT_GT(
        must(store().jobs().items(other_, job.id, std::nullopt, {})).items.front().version, ours
    );
    EXPECT_GT(accept_version("a"), ours + 1);
}

TEST_P(JobStoreSuite, KeepsAVersionThatTheItemBrings) {
    const domain::Version version = accept_version("a");
    accept({"b"});
    std::vector<NewItem> redriven = new_items({"a"});
    redriven.front().version = version;
    const domain::Job job = must(store().jobs().accept(acme_, new_job(), redriven)).job;
    EXPECT_EQ(items(job.id).front().version, version);
    EXPECT_GT(accept_version("a"), version + 1);
}

TEST_P(JobStoreSuite, GivesTheDocumentBackAsHandedIn) {
    NewItem item = new_item("a", std::string("bytes \0 \xFF", 9));
    item.document.url = "https://example.org/a";
    item.document.metadata = {
        {"year", {std::int64_t{1999}}}, {"tags", {domain::List{{std::string("x")}}}}
    };
    item.document.entities = {{.id = {"e"}, .name = "Pump", .type = "part", .synonyms = {"P1", ""}}
    };
    item.document.relations = {{.source = {"e"}, .target = {"f"}, .type = "feeds", .weight = 0.25}};
    NewItem cut;
    cut.document.id = {"b"};
    cut.document.chunks = {{.text = "one", .vector = {0.25F, -1.5F}}, {.text = "two"}};
    cut.document.vector = {1.0F};
    const auto job = must(store().jobs().accept(acme_, new_job(), {item, cut})).job;
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 0)), item.document);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 1)), cut.document);
}

TEST_P(JobStoreSuite, SaysNotFoundForWhatIsAbsent) {
    const JobId absent{"job_absent"};
    EXPECT_EQ(code_of(store().jobs().find(acme_, absent)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().items(acme_, absent, std::nullopt, {})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().source(acme_, absent, 0)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().cancel(acme_, absent)), ErrorCode::not_found);
    const domain::Job job = accept({"a"});
    EXPECT_EQ(code_of(store().jobs().source(acme_, job.id, 1)), ErrorCode::not_found);
}

TEST_P(JobStoreSuite, KeepsTenantsApart) {
    const domain::Job job = accept({"a"});
    EXPECT_EQ(code_of(store().jobs().find(other_, job.id)), ErrorCode::not_found);
    EXPECT_EQ(
        code_of(store().jobs().items(other_, job.id, std::nullopt, {})), ErrorCode::not_found
    );
    EXPECT_EQ(code_of(store().jobs().source(other_, job.id, 0)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().cancel(other_, job.id)), ErrorCode::not_found);
    EXPECT_TRUE(must(store().jobs().list(other_, {}, {})).items.empty());
    EXPECT_FALSE(must(store().jobs().find(acme_, job.id)).cancel_requested);
}

TEST_P(JobStoreSuite, RefusesAJobWithoutItems) {
    const NewJob request = new_job();
    EXPECT_EQ(code_of(store().jobs().accept(acme_, request, {})), ErrorCode::invalid_argument);
    EXPECT_EQ(code_of(store().jobs().find(acme_, request.job.id)), ErrorCode::not_found);
}

TEST_P(JobStoreSuite, RefusesAnIdThatIsTaken) {
    const NewJob request = new_job();
    must(store().jobs().accept(acme_, request, new_items({"a"})));
    EXPECT_EQ(
        code_of(store().jobs().accept(acme_, request, new_items({"b"}))), ErrorCode::already_exists
    );
    EXPECT_EQ(items(request.job.id).front().document.value, "a");
}

TEST_P(JobStoreSuite, ListsNewestFirstInParts) {
    std::vector<JobId> expected;
    for (int i = 0; i < 7; ++i) {
        expected.push_back(accept({"a"}).id);
        store().clock().advance(std::chrono::milliseconds{1});
    }
    std::ranges::reverse(expected);
    for (const std::uint32_t limit : {1U, 2U, 3U, 6U, 7U, 8U})
        EXPECT_EQ(listed({}, limit), expected);
}

TEST_P(JobStoreSuite, ListsJobsOfOneInstantExactlyOnce) {
    std::set<JobId> expected;
    for (int i = 0; i < 7; ++i) expected.insert(accept({"a"}).id);
    for (const std::uint32_t limit : {1U, 2U, 3U}) {
        const auto ids = listed({}, limit);
        EXPECT_EQ(ids.size(), expected.size());
        EXPECT_EQ(std::set<JobId>(ids.begin(), ids.end()), expected);
    }
}

TEST_P(JobStoreSuite, ListsByDatasetAndState) {
    const domain::Job queued = accept({"a"});
    store().clock().advance(std::chrono::seconds{1});
    const domain::Job done = accept({"a"});
    advance(done.id, 0, domain::ItemState::indexed);
    store().clock().advance(std::chrono::seconds{1});
    NewJob request = new_job();
    request.job.dataset = {"other"};
    const domain::Job elsewhere = must(store().jobs().accept(acme_, request, new_items({"a"}))).job;
    EXPECT_EQ(listed({.dataset = manuals_}), (std::vector{done.id, queued.id}));
    EXPECT_EQ(listed({.state = domain::JobState::queued}), (std::vector{elsewhere.id, queued.id}));
    EXPECT_EQ(
        listed({.state = domain::JobState::queued}, 1), (std::vector{elsewhere.id, queued.id})
    );
    EXPECT_EQ(
        listed({.dataset = manuals_, .state = domain::JobState::succeeded}), std::vector{done.id}
    );
    EXPECT_TRUE(listed({.dataset = DatasetId{"third"}}).empty());
}

TEST_P(JobStoreSuite, PartsOfTheListAreGoodWhileJobsCome) {
    const auto covers = [&] {
        const auto back_end = GetParam().open();
        const auto add = [&] {
            NewJob request = new_job();
            request.job.created_at = back_end->clock().now();
            const domain::Job job =
                must(back_end->jobs().accept(acme_, request, new_items({"a"}))).job;
            back_end->clock().advance(std::chrono::milliseconds{*rc::gen::inRange(0, 3)});
            return job.id;
        };
        std::set<JobId> steady;
        const auto count = *rc::gen::inRange(0, 12);
        for (int i = 0; i < count; ++i) steady.insert(add());
        const auto limit = *rc::gen::inRange<std::uint32_t>(1, 5);
        int coming = *rc::gen::inRange(0, 6);
        std::multiset<JobId> seen;
        const auto all = read_all(limit, [&](const domain::PageRequest& page) {
            if (coming-- > 0) add();
            return back_end->jobs().list(acme_, {}, page);
        });
        for (const domain::Job& job : all) seen.insert(job.id);
        for (const JobId& id : steady) RC_ASSERT(seen.count(id) == 1U);
        RC_ASSERT(std::ranges::is_sorted(all, std::ranges::greater{}, &domain::Job::created_at));
    };
    EXPECT_TRUE(rc::check("parts of the list are good while jobs come", covers));
}

TEST_P(JobStoreSuite, ListsItemsInPartsAndByState) {
    const domain::Job job = accept({"0", "1", "2", "3", "4", "5", "6"});
    for (const std::uint32_t i : {1U, 3U, 4U}) advance(job.id, i, domain::ItemState::indexed);
    for (const std::uint32_t limit : {1U, 2U, 3U, 7U}) {
        const auto ordinals = [&](std::optional<domain::ItemState> state) {
            std::vector<std::uint32_t> result;
            const auto all = read_all(limit, [&](const domain::PageRequest& page) {
                return store().jobs().items(acme_, job.id, state, page);
            });
            for (const domain::JobItem& item : all) result.push_back(item.ordinal);
            return result;
        };
        EXPECT_EQ(ordinals(std::nullopt), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6}));
        EXPECT_EQ(ordinals(domain::ItemState::indexed), (std::vector<std::uint32_t>{1, 3, 4}));
        EXPECT_EQ(ordinals(domain::ItemState::accepted), (std::vector<std::uint32_t>{0, 2, 5, 6}));
        EXPECT_TRUE(ordinals(domain::ItemState::failed).empty());
    }
}

TEST_P(JobStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    const domain::Job job = accept({"a", "b"});
    const std::string of_jobs = [&] {
        accept({"a"});
        return must(store().jobs().list(acme_, {}, {.limit = 1})).next_cursor;
    }();
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(code_of(store().jobs().list(acme_, {}, page)), ErrorCode::invalid_argument);
        EXPECT_EQ(
            code_of(store().jobs().items(acme_, job.id, std::nullopt, page)),
            ErrorCode::invalid_argument
        );
    }
    const auto items_by_cursor =
        store().jobs().items(acme_, job.id, std::nullopt, {.cursor = of_jobs});
    EXPECT_EQ(code_of(items_by_cursor), ErrorCode::invalid_argument);
}

TEST_P(JobStoreSuite, JobsOfManyThreadsHaveTheirOwnVersions) {
    constexpr std::size_t threads = 4;
    constexpr std::size_t rounds = 10;
    {
        std::vector<std::jthread> workers;
        for (std::size_t i = 0; i < threads; ++i) {
            workers.emplace_back([&] {
                for (std::size_t round = 0; round < rounds; ++round) accept({"a", "b"});
            });
        }
    }
    const auto jobs = listed({});
    EXPECT_EQ(jobs.size(), threads * rounds);
    std::set<domain::Version> versions;
    for (const JobId& job : jobs) {
        for (const domain::JobItem& item : items(job)) versions.insert(item.version);
    }
    EXPECT_EQ(versions.size(), 2 * threads * rounds);
    EXPECT_EQ(must(store().queue().depth(acme_)).ready, 2 * threads * rounds);
}

TEST_P(JobStoreSuite, SeveralAreReadInTheOrderAskedWithHolesForTheAbsent) {
    const JobId first = accept({"a", "b", "c"}).id;
    const JobId second = accept({"d"}).id;
    const std::vector<JobId> ids{second, {"none"}, first};
    const auto jobs = must(store().jobs().find_many(acme_, ids));
    ASSERT_EQ(jobs.size(), 3U);
    EXPECT_EQ(jobs[0]->id, second);
    EXPECT_FALSE(jobs[1].has_value());
    EXPECT_EQ(jobs[2]->id, first);
    const auto pages = must(store().jobs().items_many(acme_, ids, std::nullopt, {.limit = 2}));
    ASSERT_EQ(pages.size(), 3U);
    EXPECT_EQ(pages[0]->items.size(), 1U);
    EXPECT_FALSE(pages[1].has_value());
    ASSERT_EQ(pages[2]->items.size(), 2U);
    EXPECT_EQ(pages[2]->next_cursor, domain::cursor_after(pages[2]->items.back()));
    const auto theirs = must(store().jobs().find_many(other_, ids));
    EXPECT_EQ(std::ranges::count_if(theirs, [](const auto& job) { return !job; }), 3);
}

// So that a list can be taken up behind any of its items.
TEST_P(JobStoreSuite, TheNextCursorIsThatOfThePartsLastItem) {
    for (int i = 0; i < 3; ++i) accept({std::to_string(i)});
    const auto page = must(store().jobs().list(acme_, {}, {.limit = 2}));
    ASSERT_EQ(page.items.size(), 2U);
    EXPECT_EQ(page.next_cursor, domain::cursor_after(page.items.back()));
    const auto behind_first =
        must(store().jobs().list(acme_, {}, {.cursor = domain::cursor_after(page.items.front())}));
    EXPECT_EQ(behind_first.items.front(), page.items.back());
}

}  // namespace lectern::ports::testing
