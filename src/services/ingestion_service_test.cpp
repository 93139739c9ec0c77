#include "services/ingestion_service.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

class IngestionServiceTest : public ::testing::Test {
  protected:
    Error refusal(std::vector<domain::SourceDocument> documents) {
        auto accepted = fixture_.ingestion.ingest(
            fixture_.context, {.dataset = fixture_.dataset}, std::move(documents)
        );
        EXPECT_FALSE(accepted);
        return accepted ? Error{} : accepted.error();
    }

    static std::vector<std::string> fields(const Error& error) {
        std::vector<std::string> names;
        for (const FieldViolation& violation : error.violations) names.push_back(violation.field);
        return names;
    }

    void make_external(std::uint32_t dimensions) {
        ASSERT_TRUE(fixture_.dataset_service.create(
            fixture_.context,
            fixture_.dataset,
            {.embedding = {.kind = domain::EmbeddingKind::external, .dimensions = dimensions}}
        ));
    }

    ServiceFixture fixture_;
};

TEST_F(IngestionServiceTest, AcceptsAJobWithTheRequestsIdentity) {
    fixture_.context.trace =
        *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    const domain::Job job = fixture_.accept({fixture_.text("a", "whales")});
    EXPECT_EQ(job.state, domain::JobState::queued);
    EXPECT_EQ(job.counts.total, 1U);
    EXPECT_EQ(job.request_id, "r-1");
    EXPECT_EQ(job.correlation_id, "c-1");
    EXPECT_EQ(job.traceparent, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    EXPECT_EQ(fixture_.event_types(job.id), std::vector<std::string>{"job.queued"});
    EXPECT_EQ(fixture_.recording.total("documents_accepted_total", {}), 1);
    EXPECT_EQ(fixture_.recording.total("ingested_bytes_total", {}), 6);
}

TEST_F(IngestionServiceTest, NamesEveryWrongFieldAndAcceptsNothing) {
    domain::SourceDocument empty{.id = {"empty"}};
    domain::SourceDocument vectored = fixture_.text("vectored", "text");
    vectored.vector = {1, 2};
    const Error error =
        refusal({fixture_.text("a", "x"), empty, vectored, fixture_.text("a", "y")});
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_EQ(
        fields(error),
        (std::vector<std::string>{"/documents/1", "/documents/2/vector", "/documents/3/id"})
    );
    EXPECT_EQ(fixture_.store.queue().depth(fixture_.context)->ready, 0U);
    EXPECT_FALSE(fixture_.dataset_service.find(fixture_.context, fixture_.dataset))
        << "not even the dataset";
}

TEST_F(IngestionServiceTest, NamesFoundAndExpectedLengthOfAVector) {
    make_external(3);
    domain::SourceDocument document{.id = {"a"}};
    document.chunks = {
        {.text = "x", .vector = {1, 2, 3}}, {.text = "y", .vector = {1, 2}}, {.text = "z"}
    };
    const Error error = refusal({document});
    ASSERT_EQ(
        fields(error),
        (std::vector<std::string>{"/documents/0/chunks/1/vector", "/documents/0/chunks/2/vector"})
    );
    EXPECT_NE(error.violations[0].description.find("has 2 numbers"), std::string::npos);
    EXPECT_NE(error.violations[0].description.find("takes 3"), std::string::npos);
    EXPECT_NE(error.violations[1].description.find("missing"), std::string::npos);
    EXPECT_EQ(
        fields(refusal({fixture_.text("b", "text")})),
        std::vector<std::string>{"/documents/0/vector"}
    );
}

TEST_F(IngestionServiceTest, HoldsDeclaredFieldsToTheirType) {
    ASSERT_TRUE(fixture_.dataset_service.create(
        fixture_.context,
        fixture_.dataset,
        {.fields =
             {
                 {"year", domain::FieldType::integer},
                 {"published.at", domain::FieldType::timestamp},
                 {"score", domain::FieldType::number},
                 {"open", domain::FieldType::boolean},
                 {"topic", domain::FieldType::string},
             }}
    ));
    domain::SourceDocument good = fixture_.text("good", "text");
    good.metadata = {
        {"year", {std::int64_t{1999}}},
        {"published", {domain::Object{{"at", {std::string("2026-11-24T09:30:00Z")}}}}},
        {"score", {std::int64_t{1}}},
        {"open", {true}},
        {"topic", {domain::List{{std::string("sea")}, {std::string("air")}}}},
        {"undeclared", {1.5}},
    };
    domain::SourceDocument bad = fixture_.text("bad", "text");
    bad.metadata = {
        {"year", {std::string("1999")}},
        {"published", {domain::Object{{"at", {std::string("yesterday")}}}}},
        {"topic", {domain::List{{std::string("sea")}, {std::int64_t{7}}}}},
    };
    EXPECT_EQ(
        fields(refusal({good, bad})),
        (std::vector<std::string>{
            "/documents/1/metadata/published/at",
            "/documents/1/metadata/topic",
            "/documents/1/metadata/year"
        })
    );
    EXPECT_TRUE(fixture_.ingestion.ingest(fixture_.context, {.dataset = fixture_.dataset}, {good}));
}

TEST_F(IngestionServiceTest, GivesAnIdToDocumentsWithoutOne) {
    const domain::Job job = fixture_.ingest({fixture_.text("", "one"), fixture_.text("", "two")});
    const auto items = fixture_.items(job.id);
    ASSERT_EQ(items.size(), 2U);
    EXPECT_FALSE(items[0].document.empty());
    EXPECT_NE(items[0].document, items[1].document);
}

TEST_F(IngestionServiceTest, TheSameKeyReturnsTheFirstJob) {
    const IngestRequest request{.dataset = fixture_.dataset, .idempotency_key = "k"};
    const auto first =
        fixture_.ingestion.ingest(fixture_.context, request, {fixture_.text("", "one")});
    const auto second =
        fixture_.ingestion.ingest(fixture_.context, request, {fixture_.text("", "one")});
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->replayed);
    EXPECT_EQ(second->job.id, first->job.id);
    EXPECT_EQ(fixture_.event_types(first->job.id).size(), 1U) << "it is announced once";
    EXPECT_EQ(fixture_.recording.total("documents_accepted_total", {}), 1);

    const auto conflict =
        fixture_.ingestion.ingest(fixture_.context, request, {fixture_.text("", "two")});
    EXPECT_EQ(conflict.error().code, ErrorCode::already_exists);
}

TEST_F(IngestionServiceTest, TheSameDocumentsReturnTheFirstJobWithoutAKey) {
    const domain::Job first = fixture_.ingest({fixture_.text("a", "one")});
    EXPECT_EQ(fixture_.accept({fixture_.text("a", "one")}).id, first.id);
    EXPECT_NE(fixture_.accept({fixture_.text("a", "other")}).id, first.id);
}

TEST_F(IngestionServiceTest, RefusesWhatIsTooMuch) {
    EXPECT_EQ(fields(refusal({})), std::vector<std::string>{"/documents"});
    EXPECT_EQ(
        fields(refusal(std::vector(1'001, fixture_.text("", "x")))),
        std::vector<std::string>{"/documents"}
    );
    auto long_key = fixture_.ingestion.ingest(
        fixture_.context,
        {.dataset = fixture_.dataset, .idempotency_key = std::string(256, 'k')},
        {fixture_.text("a", "x")}
    );
    EXPECT_EQ(long_key.error().code, ErrorCode::invalid_argument);
    auto bad_name = fixture_.ingestion.ingest(
        fixture_.context, {.dataset = {"No Name"}}, {fixture_.text("a", "x")}
    );
    EXPECT_EQ(bad_name.error().code, ErrorCode::invalid_argument);
}

TEST_F(IngestionServiceTest, RefusesNewJobsWhenTheQueueIsFull) {
    IngestionService small(
        fixture_.dataset_service,
        fixture_.store.jobs(),
        fixture_.store.queue(),
        fixture_.store.events(),
        fixture_.clock,
        fixture_.telemetry,
        {.max_queue_depth = 2}
    );
    const IngestRequest request{.dataset = fixture_.dataset};
    ASSERT_TRUE(
        small.ingest(fixture_.context, request, {fixture_.text("a", "1"), fixture_.text("b", "2")})
    );
    fixture_.clock.advance(std::chrono::seconds{1});
    auto full = small.ingest(fixture_.context, request, {fixture_.text("c", "3")});
    ASSERT_EQ(full.error().code, ErrorCode::resource_exhausted);
    EXPECT_TRUE(full.error().retry_after);
    EXPECT_EQ(small.begin(fixture_.context, request).error().code, ErrorCode::resource_exhausted);
    fixture_.drain();
    fixture_.clock.advance(std::chrono::seconds{1});
    EXPECT_TRUE(small.ingest(fixture_.context, request, {fixture_.text("c", "3")}));
}

TEST_F(IngestionServiceTest, AStreamIsOneJobThatIsInvisibleBeforeItsCommit) {
    auto stream = fixture_.ingestion.begin(fixture_.context, {.dataset = fixture_.dataset}).value();
    for (int i = 0; i < 600; ++i)
        ASSERT_TRUE(stream->add(fixture_.text("d" + std::to_string(i), "whales")));
    EXPECT_EQ(fixture_.store.queue().depth(fixture_.context)->ready, 0U);
    EXPECT_TRUE(fixture_.jobs.list(fixture_.context, {}, {})->items.empty());
    const auto accepted = fixture_.ingestion.commit(fixture_.context, *stream);
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->job.counts.total, 600U);
    fixture_.drain();
    EXPECT_EQ(
        fixture_.jobs.find(fixture_.context, accepted->job.id)->state, domain::JobState::succeeded
    );
    EXPECT_EQ(fixture_.recording.total("documents_accepted_total", {}), 600);
}

TEST_F(IngestionServiceTest, AStreamThatIsDroppedLeavesNoTrace) {
    {
        auto stream =
            fixture_.ingestion.begin(fixture_.context, {.dataset = fixture_.dataset}).value();
        for (int i = 0; i < 300; ++i) ASSERT_TRUE(stream->add(fixture_.text("", "whales")));
    }
    EXPECT_TRUE(fixture_.jobs.list(fixture_.context, {}, {})->items.empty());
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("whales").empty());
}

TEST_F(IngestionServiceTest, AWrongDocumentEndsItsStream) {
    auto stream = fixture_.ingestion.begin(fixture_.context, {.dataset = fixture_.dataset}).value();
    ASSERT_TRUE(stream->add(fixture_.text("a", "fine")));
    const auto wrong = stream->add({.id = {"empty"}});
    ASSERT_EQ(wrong.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(wrong.error().violations.front().field, "/documents/1");
    EXPECT_EQ(stream->add(fixture_.text("b", "fine")).error().code, ErrorCode::failed_precondition);
    EXPECT_EQ(
        fixture_.ingestion.commit(fixture_.context, *stream).error().code,
        ErrorCode::failed_precondition
    );
}

TEST_F(IngestionServiceTest, OfTwoDocumentsWithOneIdInAStreamTheLaterWins) {
    auto stream = fixture_.ingestion.begin(fixture_.context, {.dataset = fixture_.dataset}).value();
    ASSERT_TRUE(stream->add(fixture_.text("a", "first")));
    ASSERT_TRUE(stream->add(fixture_.text("a", "second")));
    ASSERT_TRUE(fixture_.ingestion.commit(fixture_.context, *stream));
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("first").empty());
    EXPECT_EQ(fixture_.found("second"), std::vector<std::string>{"a"});
}

TEST_F(IngestionServiceTest, AnEmptyStreamIsNoJob) {
    auto stream = fixture_.ingestion.begin(fixture_.context, {.dataset = fixture_.dataset}).value();
    EXPECT_EQ(
        fixture_.ingestion.commit(fixture_.context, *stream).error().code,
        ErrorCode::invalid_argument
    );
}

// A draft that remembers how much it was handed at a time.
class MeteredDraft final : public ports::JobDraft {
  public:
    MeteredDraft(std::size_t& largest_bytes, std::size_t& largest_count)
        : largest_bytes_(largest_bytes), largest_count_(largest_count) {}

    Result<void> add(std::vector<ports::NewItem> items) override {
        std::size_t bytes = 0;
        for (const ports::NewItem& item : items) bytes += item.document.content.size();
        largest_bytes_ = std::max(largest_bytes_, bytes);
        largest_count_ = std::max(largest_count_, items.size());
        return {};
    }
    Result<ports::AcceptedJob> commit(std::string) override { return ports::AcceptedJob{}; }

  private:
    std::size_t& largest_bytes_;
    std::size_t& largest_count_;
};

TEST_F(IngestionServiceTest, AStreamHoldsAFewMegabytesAtATime) {
    const domain::Dataset dataset =
        fixture_.dataset_service.find_or_propose(fixture_.context, {"x"}).value();
    std::size_t bytes = 0;
    std::size_t count = 0;
    IngestStream stream(dataset, std::make_unique<MeteredDraft>(bytes, count), {}, fixture_.clock);
    for (int i = 0; i < 64; ++i)
        ASSERT_TRUE(stream.add(fixture_.text("", std::string(1U << 20, 'x'))));
    EXPECT_LE(bytes, 4U << 20);
    EXPECT_GT(bytes, 2U << 20) << "and not document by document";
    for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(stream.add(fixture_.text("", "x")));
    EXPECT_EQ(count, 256U);
    EXPECT_EQ(stream.size(), 1'064U);
    EXPECT_EQ(stream.bytes(), (64U << 20) + 1'000U);
}

}  // namespace
}  // namespace lectern::services
