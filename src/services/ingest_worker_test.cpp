#include "services/ingest_worker.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

using domain::ItemState;
using domain::JobState;

class IngestWorkerTest : public ::testing::Test {
  protected:
    domain::DeadLetter only_dead_letter() {
        const auto letters = fixture_.dead_letters.list(fixture_.context, {}, {}).value().items;
        EXPECT_EQ(letters.size(), 1U);
        return letters.empty() ? domain::DeadLetter{} : letters.front();
    }

    domain::JobState state_of(const JobId& id) {
        return fixture_.jobs.find(fixture_.context, id)->state;
    }

    telemetry::Recording::Span only_span(std::string_view name) {
        std::vector<telemetry::Recording::Span> named;
        for (const auto& span : fixture_.recording.spans())
            if (span.name == name) named.push_back(span);
        EXPECT_EQ(named.size(), 1U) << name;
        return named.empty() ? telemetry::Recording::Span{} : named.front();
    }

    static TraceContext accepting_trace(char digit) {
        return *parse_traceparent(
            "00-" + std::string(32, digit) + "-" + std::string(16, digit) + "-01"
        );
    }

    ServiceFixture fixture_;
};

TEST_F(IngestWorkerTest, SucceededMeansSearchable) {
    const domain::Job job =
        fixture_.ingest({fixture_.text("a", "whales sing"), fixture_.text("b", "owls hoot")});
    EXPECT_EQ(job.state, JobState::succeeded);
    EXPECT_EQ(job.counts, (domain::JobCounts{.total = 2, .indexed = 2}));
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
    EXPECT_EQ(fixture_.found("owls"), std::vector<std::string>{"b"});
    EXPECT_EQ(
        fixture_.event_types(job.id),
        (std::vector<std::string>{"job.queued", "job.running", "job.succeeded"})
    );
}

TEST_F(IngestWorkerTest, CountsWhatItDid) {
    fixture_.ingest({fixture_.text("a", "whales sing"), fixture_.text("b", "owls hoot")});
    EXPECT_EQ(fixture_.recording.total("documents_ingested_total", {}), 2);
    EXPECT_EQ(fixture_.recording.total("chunks_indexed_total", {}), 2);
    EXPECT_EQ(fixture_.count("ingest_freshness_seconds", {}), 2);
    EXPECT_EQ(fixture_.recording.total("jobs_total", {"succeeded"}), 1);
    for (const char* stage : {"extract", "chunk", "embed", "link", "index"}) {
        EXPECT_EQ(fixture_.count("ingest_stage_duration_seconds", {stage, "ok"}), 1) << stage;
    }
    EXPECT_GT(fixture_.recording.total("embedding_tokens_total", {}), 0);
}

TEST_F(IngestWorkerTest, ABatchOfOneRequestIsPartOfItsTrace) {
    fixture_.context.trace = accepting_trace('1');
    fixture_.ingest({fixture_.text("a", "whales sing"), fixture_.text("b", "owls hoot")});
    const auto batch = only_span("ingest");
    EXPECT_EQ(batch.kind, telemetry::SpanKind::consumer);
    EXPECT_EQ(batch.parent, fixture_.context.trace);
    EXPECT_TRUE(batch.links.empty());
    for (const char* stage : {"extract", "chunk", "embed", "link", "index"}) {
        const auto span = only_span(stage);
        EXPECT_EQ(span.parent, batch.context) << stage;
        EXPECT_EQ(span.links, std::vector{fixture_.context.trace}) << stage;
    }
}

TEST_F(IngestWorkerTest, ABatchOfSeveralRequestsIsLinkedToEach) {
    std::vector<TraceContext> accepting;
    for (const char digit : {'1', '2', '3'}) {
        accepting.push_back(accepting_trace(digit));
        fixture_.context.trace = accepting.back();
        fixture_.accept({fixture_.text(std::string(1, digit), "whales sing")});
    }
    ASSERT_EQ(fixture_.worker.run_once({.request_id = "worker"}).value(), 3U);
    const auto batch = only_span("ingest");
    EXPECT_FALSE(batch.parent.is_valid());
    EXPECT_EQ(batch.links, accepting);
    EXPECT_EQ(only_span("embed").links, accepting);
    EXPECT_EQ(only_span("embed").parent, batch.context);
}

TEST_F(IngestWorkerTest, ABrokenDocumentFailsAloneAndAtOnce) {
    fixture_.extractor.refuse(
        "broken", {.code = ErrorCode::invalid_argument, .message = "the PDF is encrypted"}
    );
    const domain::Job job = fixture_.ingest(
        {fixture_.text("a", "fine"), fixture_.text("b", "broken"), fixture_.text("c", "fine too")}
    );
    EXPECT_EQ(job.state, JobState::partially_failed);
    EXPECT_EQ(job.counts, (domain::JobCounts{.total = 3, .indexed = 2, .failed = 1}));
    const domain::DeadLetter letter = only_dead_letter();
    EXPECT_EQ(letter.document.value, "b");
    EXPECT_EQ(letter.failure.code, ErrorCode::invalid_argument);
    EXPECT_EQ(letter.failure.reason, "the PDF is encrypted");
    EXPECT_EQ(letter.failure.stage, domain::IngestStage::extract);
    EXPECT_EQ(letter.attempts, 1U);
    EXPECT_EQ(fixture_.recording.total("dead_letters_total", {"extract"}), 1);
    EXPECT_EQ(fixture_.recording.total("ingest_retries_total", {"extract"}), 0);

    const auto events = fixture_.store.events().read(fixture_.context, job.id, 0, 100).value();
    const auto failed = std::ranges::find(events, "item.failed", &domain::JobEvent::type);
    ASSERT_NE(failed, events.end());
    EXPECT_EQ(failed->item->document.value, "b");
    EXPECT_EQ(failed->item->failure->reason, "the PDF is encrypted");
    EXPECT_EQ(events.back().type, "job.partially_failed");
}

TEST_F(IngestWorkerTest, TriesAgainAfterTheDelayAndSucceeds) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    fixture_.extractor.plan().fail_next(ErrorCode::unavailable);
    ASSERT_EQ(fixture_.worker.run_once(fixture_.context).value(), 1U);
    EXPECT_EQ(state_of(id), JobState::queued);
    EXPECT_EQ(fixture_.recording.total("ingest_retries_total", {"extract"}), 1);

    fixture_.clock.advance(std::chrono::seconds{1});
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
}

TEST_F(IngestWorkerTest, TheLastAttemptGoesToTheDeadLetters) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    fixture_.extractor.plan().fail_always(ErrorCode::unavailable);
    for (int attempt = 0; attempt < 3; ++attempt) {
        ASSERT_EQ(fixture_.worker.run_once(fixture_.context).value(), 1U);
        fixture_.clock.advance(std::chrono::seconds{60});
    }
    EXPECT_EQ(fixture_.worker.run_once(fixture_.context).value(), 0U);
    EXPECT_EQ(state_of(id), JobState::failed);
    const domain::DeadLetter letter = only_dead_letter();
    EXPECT_EQ(letter.attempts, 3U);
    EXPECT_EQ(letter.failure.code, ErrorCode::unavailable);
    EXPECT_EQ(letter.request_id, "r-1");
}

TEST_F(IngestWorkerTest, EmbedsOneByOneWhenTheBatchFails) {
    const JobId id =
        fixture_
            .accept(
                {fixture_.text("a", "one"), fixture_.text("b", "two"), fixture_.text("c", "three")}
            )
            .id;
    fixture_.embedder.plan().fail_next(ErrorCode::invalid_argument);  // the batch
    fixture_.embedder.plan().pass_next();                             // a
    fixture_.embedder.plan().fail_next(ErrorCode::invalid_argument);  // b
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::partially_failed);
    const domain::DeadLetter letter = only_dead_letter();
    EXPECT_EQ(letter.document.value, "b");
    EXPECT_EQ(letter.failure.stage, domain::IngestStage::embed);
    EXPECT_EQ(fixture_.found("three"), std::vector<std::string>{"c"});
}

TEST_F(IngestWorkerTest, PublishesOneByOneWhenTheBatchIsRefused) {
    const JobId id = fixture_.accept({fixture_.text("a", "one"), fixture_.text("b", "two")}).id;
    fixture_.documents.write_plan().fail_next(ErrorCode::invalid_argument);  // the batch
    fixture_.documents.write_plan().fail_next(ErrorCode::invalid_argument);  // a
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::partially_failed);
    EXPECT_EQ(only_dead_letter().document.value, "a");
    EXPECT_EQ(fixture_.found("two"), std::vector<std::string>{"b"});
}

TEST_F(IngestWorkerTest, AnIndexThatFailsIsTriedAgainAndNothingIsIndexedTwice) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    fixture_.index.apply_plan().fail_next(ErrorCode::unavailable);
    ASSERT_TRUE(fixture_.worker.run_once(fixture_.context));
    EXPECT_EQ(state_of(id), JobState::running);
    fixture_.clock.advance(std::chrono::seconds{60});
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
    EXPECT_EQ(fixture_.documents.count(fixture_.context, fixture_.dataset)->chunks, 1U);
}

TEST_F(IngestWorkerTest, AGraphThatFailsIsTriedAgain) {
    domain::SourceDocument document = fixture_.text("a", "Ada Lovelace wrote");
    document.entities = {{.id = {"ada"}, .name = "Ada Lovelace", .type = "person"}};
    const JobId id = fixture_.accept({document}).id;
    fixture_.graph.write_plan().fail_next(ErrorCode::unavailable);
    ASSERT_TRUE(fixture_.worker.run_once(fixture_.context));
    EXPECT_EQ(state_of(id), JobState::running);
    fixture_.clock.advance(std::chrono::seconds{60});
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
    EXPECT_TRUE(fixture_.graph_service.find(fixture_.context, fixture_.dataset, {"ada"}));
}

// A worker that took an item and died: nobody extends its lease, and another takes the item.
TEST_F(IngestWorkerTest, TakesOverWhatACrashedWorkerHeld) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    const auto lost = fixture_.store.queue().lease(
        fixture_.context, {.worker = "crashed", .duration = std::chrono::seconds{60}, .wait = {}}
    );
    ASSERT_EQ(lost->size(), 1U);
    EXPECT_EQ(fixture_.worker.run_once(fixture_.context).value(), 0U);
    fixture_.clock.advance(std::chrono::seconds{61});
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
}

// One that died after the document was published and before it could say so.
TEST_F(IngestWorkerTest, ProcessingAnItemTwiceChangesNothing) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    auto& queue = fixture_.store.queue();
    const auto lost = queue.lease(fixture_.context, {.worker = "crashed", .wait = {}}).value();
    const ports::QueueEntry& entry = lost.front().entry;
    ports::ProcessedDocument published{.document{
        .key{.tenant = entry.tenant, .dataset = entry.dataset, .id = entry.document},
        .version = entry.version
    }};
    published.chunks.push_back({.text = "whales"});
    std::vector<ports::ProcessedDocument> documents;
    documents.push_back(std::move(published));
    const auto dataset = fixture_.store.datasets().find(fixture_.context, fixture_.dataset).value();
    ASSERT_TRUE(fixture_.updater.publish(fixture_.context, dataset, std::move(documents), {}));

    fixture_.clock.advance(std::chrono::seconds{61});
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
    EXPECT_EQ(fixture_.documents.count(fixture_.context, fixture_.dataset)->chunks, 1U);
}

TEST_F(IngestWorkerTest, ADocumentThatBringsDownEveryWorkerIsGivenUp) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    for (int crash = 0; crash < 3; ++crash) {
        ASSERT_EQ(
            fixture_.store.queue().lease(
                                      fixture_.context, {.worker = "crashing", .wait = {}}
            )->size(),
            1U
        );
        fixture_.clock.advance(std::chrono::seconds{61});
    }
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::failed);
    EXPECT_EQ(only_dead_letter().failure.code, ErrorCode::internal);
}

TEST_F(IngestWorkerTest, ANewerVersionWinsWhateverTheOrder) {
    fixture_.accept({fixture_.text("a", "old words")});
    auto& queue = fixture_.store.queue();
    const auto slow = queue.lease(fixture_.context, {.worker = "slow", .wait = {}}).value();
    const domain::Job newer = fixture_.ingest({fixture_.text("a", "new words")});
    EXPECT_EQ(newer.state, JobState::succeeded);

    ASSERT_TRUE(queue.release(fixture_.context, slow.front(), std::chrono::milliseconds{0}));
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("old").empty());
    EXPECT_EQ(fixture_.found("new"), std::vector<std::string>{"a"});
    const auto items = fixture_.items(slow.front().entry.job);
    EXPECT_EQ(items.front().state, ItemState::indexed);
    EXPECT_TRUE(items.front().superseded);
}

TEST_F(IngestWorkerTest, ARemovalWinsOverVersionsAcceptedBefore) {
    fixture_.ingest({fixture_.text("a", "first words")});
    fixture_.accept({fixture_.text("a", "second words")});
    ASSERT_TRUE(fixture_.document_service.remove(fixture_.context, fixture_.dataset, {"a"}));
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("words").empty());
}

TEST_F(IngestWorkerTest, ARemovedDocumentComesBackWhenItIsHandedInAgain) {
    fixture_.ingest({fixture_.text("a", "words")});
    ASSERT_TRUE(fixture_.document_service.remove(fixture_.context, fixture_.dataset, {"a"}));
    fixture_.ingest({fixture_.text("a", "words")});
    EXPECT_EQ(fixture_.found("words"), std::vector<std::string>{"a"});
}

TEST_F(IngestWorkerTest, BatchesOfSeveralTenantsStayApart) {
    RequestContext other = fixture_.context;
    other.principal.tenant = {"other"};
    fixture_.accept({fixture_.text("a", "mine")});
    ASSERT_TRUE(fixture_.ingestion.ingest(
        other, {.dataset = fixture_.dataset}, {fixture_.text("a", "theirs")}
    ));
    EXPECT_EQ(fixture_.worker.run_once(fixture_.context).value(), 2U);
    EXPECT_EQ(fixture_.found("mine"), std::vector<std::string>{"a"});
    EXPECT_TRUE(fixture_.found("theirs").empty());
    const auto theirs = fixture_.retrieval.retrieve(other, {.query = "theirs"});
    EXPECT_EQ(theirs->hits.size(), 1U);
}

// An extractor that does something to the job while its item is worked on.
class Interfering final : public ports::TextExtractor {
  public:
    Interfering(ports::TextExtractor& inner, std::function<void()> act)
        : inner_(inner), act_(std::move(act)) {}

    Result<domain::ExtractedText> extract(
        const RequestContext& context,
        std::string_view content,
        std::string_view type,
        std::string_view url
    ) override {
        act_();
        return inner_.extract(context, content, type, url);
    }

  private:
    ports::TextExtractor& inner_;
    std::function<void()> act_;
};

// As `IngestWorkerPorts` with another extractor.
IngestWorkerPorts with_extractor(IngestWorkerPorts ports, ports::TextExtractor& extractor) {
    return {
        .jobs = ports.jobs,
        .queue = ports.queue,
        .events = ports.events,
        .datasets = ports.datasets,
        .extractor = extractor,
        .embedder = ports.embedder,
        .vocabularies = ports.vocabularies,
        .updater = ports.updater,
    };
}

TEST_F(IngestWorkerTest, StopsWorkingOnAJobThatIsCancelledMidway) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales"), fixture_.text("b", "owls")}).id;
    Interfering extractor(fixture_.extractor, [&] {
        ASSERT_TRUE(fixture_.jobs.cancel(fixture_.context, id));
    });
    IngestWorker worker(
        with_extractor(fixture_.worker_ports(), extractor),
        fixture_.clock,
        fixture_.telemetry,
        fixture_.worker_options()
    );
    ASSERT_TRUE(worker.run_once(fixture_.context));
    EXPECT_EQ(state_of(id), JobState::cancelled);
    EXPECT_TRUE(fixture_.found("whales").empty());
    EXPECT_EQ(fixture_.worker.run_once(fixture_.context).value(), 0U);
    EXPECT_EQ(fixture_.event_types(id).back(), "job.cancelled");
}

TEST_F(IngestWorkerTest, HandsItemsBackWhenItIsStopped) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    std::stop_source stop;
    Interfering extractor(fixture_.extractor, [&] { stop.request_stop(); });
    IngestWorker worker(
        with_extractor(fixture_.worker_ports(), extractor),
        fixture_.clock,
        fixture_.telemetry,
        fixture_.worker_options()
    );
    RequestContext stopping = fixture_.context;
    stopping.stop = stop.get_token();
    ASSERT_TRUE(worker.run_once(stopping));
    EXPECT_FALSE(domain::is_final(state_of(id)));
    EXPECT_EQ(fixture_.store.queue().depth(fixture_.context)->ready, 1U) << "without delay";
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::succeeded);
}

TEST_F(IngestWorkerTest, AnExceptionOfALibraryFailsTheAttemptAndIsReported) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    bool thrown = false;
    Interfering extractor(fixture_.extractor, [&] {
        if (!std::exchange(thrown, true)) throw std::runtime_error("no more stomach");
    });
    IngestWorker worker(
        with_extractor(fixture_.worker_ports(), extractor),
        fixture_.clock,
        fixture_.telemetry,
        fixture_.worker_options()
    );
    ASSERT_TRUE(worker.run_once(fixture_.context));
    ASSERT_EQ(fixture_.recording.reports().size(), 1U);
    EXPECT_EQ(fixture_.recording.reports().front().second, "no more stomach");
    fixture_.clock.advance(std::chrono::seconds{1});
    ASSERT_TRUE(worker.run_once(fixture_.context));
    EXPECT_EQ(state_of(id), JobState::succeeded);
}

TEST_F(IngestWorkerTest, ExtendsTheLeaseOfWhatItWorksOn) {
    fixture_.accept({fixture_.text("a", "whales")});
    IngestWorker* keeper = nullptr;
    Interfering extractor(fixture_.extractor, [&] {
        for (int i = 0; i < 10; ++i) {
            fixture_.clock.advance(std::chrono::seconds{30});
            keeper->keep_house(fixture_.context);
        }
    });
    IngestWorker worker(
        with_extractor(fixture_.worker_ports(), extractor),
        fixture_.clock,
        fixture_.telemetry,
        fixture_.worker_options()
    );
    keeper = &worker;
    ASSERT_TRUE(worker.run_once(fixture_.context));
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"})
        << "five minutes on a lease of one";
    EXPECT_EQ(fixture_.store.queue().depth(fixture_.context)->ready, 0U);
}

TEST_F(IngestWorkerTest, LeavesAnItemAloneWhoseLeaseItLost) {
    fixture_.accept({fixture_.text("a", "whales")});
    IngestWorker* keeper = nullptr;
    Interfering extractor(fixture_.extractor, [&] {
        fixture_.clock.advance(std::chrono::seconds{61});
        keeper->keep_house(fixture_.context);
    });
    IngestWorker worker(
        with_extractor(fixture_.worker_ports(), extractor),
        fixture_.clock,
        fixture_.telemetry,
        fixture_.worker_options()
    );
    keeper = &worker;
    ASSERT_TRUE(worker.run_once(fixture_.context));
    EXPECT_TRUE(fixture_.found("whales").empty());
    fixture_.drain();
    EXPECT_EQ(fixture_.found("whales"), std::vector<std::string>{"a"});
}

TEST_F(IngestWorkerTest, ItsThreadsWorkUntilStopped) {
    fixture_.worker.start();
    std::vector<domain::SourceDocument> documents;
    for (int i = 0; i < 40; ++i)
        documents.push_back(fixture_.text("d" + std::to_string(i), "whales sing"));
    const JobId id = fixture_.accept(std::move(documents)).id;
    const auto job = fixture_.jobs.wait(fixture_.context, id, std::chrono::seconds{60});
    fixture_.worker.stop();
    fixture_.worker.stop();
    EXPECT_EQ(job->state, JobState::succeeded);
    EXPECT_EQ(fixture_.search("whales", domain::RetrievalMode::lexical).total.value, 40U);
}

TEST_F(IngestWorkerTest, KeepsTheQueuesGauges) {
    fixture_.accept({fixture_.text("a", "whales"), fixture_.text("b", "owls")});
    fixture_.clock.advance(std::chrono::seconds{5});
    fixture_.worker.keep_house(fixture_.context);
    EXPECT_EQ(fixture_.recording.total("job_queue_depth", {"ready"}), 2);
    EXPECT_EQ(fixture_.recording.total("job_queue_oldest_age_seconds", {}), 5);
}

TEST_F(IngestWorkerTest, ItemsOfARemovedDatasetAreNotIndexed) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    ASSERT_TRUE(fixture_.dataset_service.remove(fixture_.context, fixture_.dataset));
    fixture_.drain();
    EXPECT_EQ(state_of(id), JobState::cancelled);
    ASSERT_TRUE(fixture_.dataset_service.create(fixture_.context, fixture_.dataset, {}));
    EXPECT_TRUE(fixture_.found("whales").empty());
}

TEST_F(IngestWorkerTest, ProgressIsToldAtMostEveryHundredItemsOrHalfSecond) {
    std::vector<domain::SourceDocument> documents;
    for (int i = 0; i < 250; ++i)
        documents.push_back(fixture_.text("d" + std::to_string(i), "whales"));
    const domain::Job job = fixture_.ingest(std::move(documents));
    const auto types = fixture_.event_types(job.id);
    EXPECT_EQ(std::ranges::count(types, "job.progress"), 2);
    EXPECT_EQ(types.front(), "job.queued");
    EXPECT_EQ(types.back(), "job.succeeded");
}

}  // namespace
}  // namespace lectern::services
