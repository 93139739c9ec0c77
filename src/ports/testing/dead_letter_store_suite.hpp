#pragma once

#include <algorithm>
#include <set>

#include "domain/list_cursor.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class DeadLetterStoreSuite : public StoreSuite {
  protected:
    /// A job whose items all failed, a second apart.
    domain::Job failed_job(
        const std::vector<std::string>& documents,
        domain::IngestStage stage = domain::IngestStage::extract
    ) {
        const domain::Job job = accept(documents);
        for (std::uint32_t i = 0; i < documents.size(); ++i) {
            store().clock().advance(std::chrono::seconds{1});
            fail_item(job.id, i, stage);
        }
        return job;
    }

    std::vector<domain::DeadLetter> list(
        const DeadLetterFilter& filter = {}, std::uint32_t limit = 1000
    ) {
        return read_all(limit, [&](const domain::PageRequest& page) {
            return store().dead_letters().list(acme_, filter, page);
        });
    }

    static std::vector<std::string> documents_of(const std::vector<domain::DeadLetter>& letters) {
        std::vector<std::string> documents;
        for (const domain::DeadLetter& letter : letters) documents.push_back(letter.document.value);
        return documents;
    }
};

TEST_P(DeadLetterStoreSuite, HasNoneWhereNothingFailed) {
    accept({"a"});
    EXPECT_TRUE(list().empty());
    EXPECT_EQ(code_of(store().dead_letters().find(acme_, {"dead_absent"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().dead_letters().remove(acme_, {"dead_absent"})), ErrorCode::not_found);
}

TEST_P(DeadLetterStoreSuite, ListsNewestFirstInParts) {
    failed_job({"1", "2", "3", "4", "5"});
    const std::vector<std::string> expected{"5", "4", "3", "2", "1"};
    for (const std::uint32_t limit : {1U, 2U, 4U, 5U, 6U})
        EXPECT_EQ(documents_of(list({}, limit)), expected);
}

TEST_P(DeadLetterStoreSuite, ListsThoseOfOneInstantExactlyOnce) {
    const domain::Job job = accept({"1", "2", "3", "4", "5"});
    for (std::uint32_t i = 0; i < 5; ++i) fail_item(job.id, i);
    for (const std::uint32_t limit : {1U, 2U, 3U}) {
        const auto documents = documents_of(list({}, limit));
        EXPECT_EQ(documents.size(), 5U);
        EXPECT_EQ(std::set<std::string>(documents.begin(), documents.end()).size(), 5U);
    }
}

TEST_P(DeadLetterStoreSuite, PartsOfTheListAreGoodWhileLettersComeAndGo) {
    failed_job({"1", "2", "3", "4", "5", "6"});
    const auto first = must(store().dead_letters().list(acme_, {}, {.limit = 2}));
    failed_job({"new"});
    must(store().dead_letters().remove(acme_, first.items.back().id));
    const auto all = list();
    must(store().dead_letters().remove(acme_, all[3].id));  // "3".
    std::vector<std::string> rest;
    domain::PageRequest page{.limit = 2, .cursor = first.next_cursor};
    while (!page.cursor.empty()) {
        const auto part = must(store().dead_letters().list(acme_, {}, page));
        for (const std::string& document : documents_of(part.items)) rest.push_back(document);
        page.cursor = part.next_cursor;
    }
    EXPECT_EQ(rest, (std::vector<std::string>{"4", "2", "1"}));
    EXPECT_EQ(first.next_cursor, domain::cursor_after(first.items.back()));
}

TEST_P(DeadLetterStoreSuite, ListsByDatasetStageAndJob) {
    const domain::Job first = failed_job({"a", "b"}, domain::IngestStage::extract);
    const domain::Job second = failed_job({"c"}, domain::IngestStage::embed);
    NewJob request = new_job();
    request.job.dataset = {"other"};
    const domain::Job elsewhere = must(store().jobs().accept(acme_, request, new_items({"d"}))).job;
    store().clock().advance(std::chrono::seconds{1});
    fail_item(elsewhere.id, 0, domain::IngestStage::embed);
    using Documents = std::vector<std::string>;
    EXPECT_EQ(documents_of(list({.dataset = manuals_})), (Documents{"c", "b", "a"}));
    EXPECT_EQ(documents_of(list({.stage = domain::IngestStage::embed})), (Documents{"d", "c"}));
    EXPECT_EQ(documents_of(list({.job = first.id})), (Documents{"b", "a"}));
    EXPECT_EQ(
        documents_of(list({.dataset = manuals_, .stage = domain::IngestStage::embed})),
        Documents{"c"}
    );
    EXPECT_EQ(
        documents_of(list({.stage = domain::IngestStage::embed, .job = first.id})), Documents{}
    );
    EXPECT_EQ(documents_of(list({.job = first.id}, 1)), (Documents{"b", "a"}));
    EXPECT_EQ(documents_of(list({.dataset = manuals_}, 1)), (Documents{"c", "b", "a"}));
}

TEST_P(DeadLetterStoreSuite, RemovalTakesTheLetterWithItsDocument) {
    const domain::Job job = failed_job({"a", "b"});
    const auto letters = list();
    must(store().dead_letters().remove(acme_, letters[0].id));
    EXPECT_EQ(code_of(store().dead_letters().find(acme_, letters[0].id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().dead_letters().remove(acme_, letters[0].id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().source(acme_, job.id, 1)), ErrorCode::not_found);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 0)), new_item("a").document);
    EXPECT_EQ(documents_of(list()), std::vector<std::string>{"a"});
    EXPECT_EQ(must(store().jobs().find(acme_, job.id)).counts.failed, 2U);
}

TEST_P(DeadLetterStoreSuite, KeepsTenantsApart) {
    failed_job({"a"});
    const DeadLetterId id = list().front().id;
    EXPECT_EQ(code_of(store().dead_letters().find(other_, id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().dead_letters().remove(other_, id)), ErrorCode::not_found);
    EXPECT_TRUE(must(store().dead_letters().list(other_, {}, {})).items.empty());
    EXPECT_EQ(list().size(), 1U);
}

TEST_P(DeadLetterStoreSuite, RefusesCursorsAndLimitsThatAreNone) {
    for (const domain::PageRequest& page : {
             domain::PageRequest{.cursor = "nonsense"},
             domain::PageRequest{.limit = 0},
             domain::PageRequest{.limit = 1001},
         }) {
        EXPECT_EQ(
            code_of(store().dead_letters().list(acme_, {}, page)), ErrorCode::invalid_argument
        );
    }
}

TEST_P(DeadLetterStoreSuite, ARedrivenDocumentLosesAgainstANewerOne) {
    const domain::Job job = failed_job({"a"});
    const domain::DeadLetter letter = list().front();
    std::vector<NewItem> redriven{new_item("a")};
    redriven.front().document = must(store().jobs().source(acme_, job.id, letter.ordinal));
    redriven.front().version = letter.version;
    add_document("a", "newer");
    must(store().jobs().accept(acme_, new_job(), std::move(redriven)));
    must(store().dead_letters().remove(acme_, letter.id));
    EXPECT_TRUE(publish(processed("a", letter.version, {"older"})).superseded);
    EXPECT_TRUE(list().empty());
}

}  // namespace lectern::ports::testing
