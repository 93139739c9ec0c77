// Two tenants with the same names for everything, over each kind of storage: what one has, the
// other does not see, cannot touch, and is not scored by.
#include <gtest/gtest.h>

#include "app/load_config.hpp"
#include "app/system.hpp"
#include "core/clock.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::app {
namespace {

template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

RequestContext context_of(std::string tenant) {
    RequestContext context;
    context.request_id = "request of " + tenant;
    context.principal.tenant = {std::move(tenant)};
    return context;
}

domain::SourceDocument document(std::string id, std::string content, std::string kind) {
    domain::SourceDocument made;
    made.id = {std::move(id)};
    made.content = std::move(content);
    made.media_type = "text/plain";
    made.metadata = {{"kind", {std::move(kind)}}};
    return made;
}

domain::SourceDocument broken(std::string id) {
    domain::SourceDocument made;
    made.id = {std::move(id)};
    made.content = "no pdf";
    made.media_type = "application/pdf";
    return made;
}

domain::DatasetSettings no_vectors() {
    domain::DatasetSettings settings;
    settings.embedding.kind = domain::EmbeddingKind::none;
    return settings;
}

class TenantIsolation : public ::testing::TestWithParam<std::string> {
  protected:
    TenantIsolation() {
        config_ = load_config({.settings =
                                   {{"storage.kind", GetParam()},
                                    {"data.directory", (folder_.path() / "data").string()},
                                    {"embedding.kind", "none"}}}
        ).value();
        system_ = std::make_unique<System>(lay_foundation(config_, clock_, {}).value());
        for (const RequestContext* context : {&acme_, &other_}) {
            domain::DatasetSettings settings = no_vectors();
            settings.fields = {{"kind", domain::FieldType::string}};
            EXPECT_TRUE(system_->datasets.create(*context, papers_, settings));
        }
    }

    /// One job, worked on until it ends.
    domain::Job ingest(
        const RequestContext& context,
        std::vector<domain::SourceDocument> documents,
        std::string key = {}
    ) {
        const services::IngestRequest request{
            .dataset = papers_, .idempotency_key = std::move(key)
        };
        auto accepted = system_->ingestion.ingest(context, request, std::move(documents)).value();
        while (system_->worker.run_once({}).value() > 0) {
        }
        return system_->jobs.find(context, accepted.job.id).value();
    }

    services::RetrieveResponse search(
        const RequestContext& context, const std::string& query, domain::RetrievalMode mode
    ) {
        return system_->retrieval
            .retrieve(context, {.query = query, .mode = mode, .facets = {{.field = "kind"}}})
            .value();
    }

    std::vector<std::pair<std::string, double>> scores(
        const RequestContext& context, const std::string& query
    ) {
        std::vector<std::pair<std::string, double>> found;
        for (const auto& hit : search(context, query, domain::RetrievalMode::lexical).hits)
            found.emplace_back(hit.document.value, hit.score);
        return found;
    }

    const TemporaryFolder folder_;
    const SystemClock clock_;
    Config config_;
    std::unique_ptr<System> system_;
    const RequestContext acme_ = context_of("acme");
    const RequestContext other_ = context_of("other");
    const DatasetId papers_{"papers"};
};

TEST_P(TenantIsolation, DocumentsOfTheSameIdAreApart) {
    ingest(acme_, {document("a", "the pump of acme", "ours")});
    ingest(
        other_, {document("a", "the valve of other", "theirs"), document("b", "more", "theirs")}
    );
    EXPECT_EQ(system_->documents.find(acme_, papers_, {"a"}, true)->text, "the pump of acme");
    EXPECT_EQ(system_->documents.find(other_, papers_, {"a"}, true)->text, "the valve of other");
    EXPECT_EQ(code_of(system_->documents.find(acme_, papers_, {"b"}, false)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->documents.remove(acme_, papers_, {"b"})), ErrorCode::not_found);
    EXPECT_EQ(system_->documents.list(acme_, papers_, {})->items.size(), 1U);
    ASSERT_TRUE(system_->documents.remove(acme_, papers_, {"a"}));
    EXPECT_TRUE(system_->documents.find(other_, papers_, {"a"}, false));
    EXPECT_TRUE(scores(acme_, "pump").empty());
    EXPECT_EQ(scores(other_, "valve").size(), 1U);
}

TEST_P(TenantIsolation, DatasetsOfTheSameIdAreApart) {
    ingest(acme_, {document("a", "text", "ours")});
    ingest(other_, {document("a", "text", "theirs"), document("b", "text", "theirs")});
    EXPECT_TRUE(system_->datasets.create(other_, {"secret"}, no_vectors()));
    EXPECT_EQ(code_of(system_->datasets.find(acme_, {"secret"})), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->datasets.remove(acme_, {"secret"})), ErrorCode::not_found);
    EXPECT_EQ(system_->datasets.list(acme_, {})->items.size(), 1U);
    EXPECT_EQ(system_->datasets.find(acme_, papers_)->counts.documents, 1U);
    EXPECT_EQ(
        code_of(system_->retrieval.retrieve(
            acme_,
            {.query = "text", .mode = domain::RetrievalMode::lexical, .datasets = {{"secret"}}}
        )),
        ErrorCode::not_found
    );
    ASSERT_TRUE(system_->datasets.remove(acme_, papers_));
    EXPECT_EQ(system_->datasets.find(other_, papers_)->counts.documents, 2U);
    EXPECT_EQ(scores(other_, "text").size(), 2U);
}

TEST_P(TenantIsolation, ScoresFacetsAndTotalsAreOfOnesOwnDocuments) {
    ingest(
        acme_,
        {document("a", "pump pump motor", "x"),
         document("b", "pump wheel", "x"),
         document("c", "wheel", "y")}
    );
    const auto before = search(acme_, "pump wheel", domain::RetrievalMode::lexical);
    const auto scores_before = scores(acme_, "pump wheel");
    ASSERT_EQ(scores_before.size(), 3U);
    ASSERT_EQ(before.facets.size(), 1U);
    ASSERT_EQ(before.facets[0].values.size(), 2U);
    std::vector<domain::SourceDocument> many;
    for (int count = 0; count < 50; ++count)
        many.push_back(document("d" + std::to_string(count), "pump and pump and wheel again", "x"));
    many.push_back(document("a", "wheel", "z"));
    ingest(other_, std::move(many));
    const auto after = search(acme_, "pump wheel", domain::RetrievalMode::lexical);
    EXPECT_EQ(scores(acme_, "pump wheel"), scores_before);
    EXPECT_EQ(after.total, before.total);
    EXPECT_EQ(after.facets, before.facets);
}

TEST_P(TenantIsolation, JobsAreNotFoundByOthers) {
    const domain::Job job = ingest(acme_, {document("a", "text", "ours")});
    EXPECT_EQ(code_of(system_->jobs.find(other_, job.id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->jobs.items(other_, job.id, {}, {})), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->jobs.cancel(other_, job.id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->jobs.events(other_, job.id, 0, 10)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->jobs.subscribe(other_, job.id, [] {})), ErrorCode::not_found);
    EXPECT_EQ(
        code_of(system_->jobs.wait(other_, job.id, std::chrono::milliseconds{0})),
        ErrorCode::not_found
    );
    EXPECT_TRUE(system_->jobs.list(other_, {}, {})->items.empty());
    EXPECT_TRUE(system_->jobs.list(other_, {.dataset = papers_}, {})->items.empty());
    EXPECT_FALSE(system_->jobs.events(acme_, job.id, 0, 10)->empty());
}

TEST_P(TenantIsolation, IdempotencyKeysAreOnesOwn) {
    const domain::Job ours = ingest(acme_, {document("a", "one", "ours")}, "key");
    // The same key with other documents would be a conflict within a tenant.
    const domain::Job theirs = ingest(other_, {document("a", "two", "theirs")}, "key");
    EXPECT_NE(ours.id, theirs.id);
    EXPECT_EQ(ingest(acme_, {document("a", "one", "ours")}, "key").id, ours.id);
    // Nor does the same content answer for the other's.
    const domain::Job again = ingest(other_, {document("a", "one", "ours")});
    EXPECT_NE(again.id, ours.id);
    EXPECT_EQ(system_->documents.find(other_, papers_, {"a"}, true)->text, "one");
}

TEST_P(TenantIsolation, DeadLettersAreNotFoundByOthers) {
    ingest(acme_, {broken("a")});
    ingest(other_, {broken("a")});
    const auto letter = system_->dead_letters.list(acme_, {}, {})->items.at(0).id;
    EXPECT_EQ(system_->dead_letters.list(acme_, {}, {})->items.size(), 1U);
    EXPECT_EQ(code_of(system_->dead_letters.find(other_, letter)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->dead_letters.redrive(other_, letter)), ErrorCode::not_found);
    EXPECT_EQ(code_of(system_->dead_letters.purge(other_, letter)), ErrorCode::not_found);
    EXPECT_EQ(system_->dead_letters.purge_all(other_, {}), 1U);
    EXPECT_TRUE(system_->dead_letters.find(acme_, letter));
}

TEST_P(TenantIsolation, EntitiesAndNeighboursAreOnesOwn) {
    domain::SourceDocument ours = document("a", "about pumps", "ours");
    ours.entities = {{.id = {"pump"}, .name = "Pump"}, {.id = {"motor"}, .name = "Motor"}};
    ours.relations = {{.source = {"pump"}, .target = {"motor"}, .type = "has"}};
    ingest(acme_, {ours});
    domain::SourceDocument theirs = document("a", "about pumps", "theirs");
    theirs.entities = {{.id = {"pump"}, .name = "Their pump"}, {.id = {"valve"}, .name = "Valve"}};
    theirs.relations = {{.source = {"pump"}, .target = {"valve"}, .type = "has"}};
    ingest(other_, {theirs});

    EXPECT_EQ(system_->graph.find(acme_, papers_, {"pump"})->name, "Pump");
    EXPECT_EQ(system_->graph.find(other_, papers_, {"pump"})->name, "Their pump");
    EXPECT_EQ(code_of(system_->graph.find(acme_, papers_, {"valve"})), ErrorCode::not_found);
    EXPECT_EQ(system_->graph.list(acme_, papers_, {}, {})->items.size(), 2U);
    const auto around =
        system_->graph.neighbours(acme_, papers_, {.entities = {{"pump"}}, .depth = 2});
    ASSERT_EQ(around->size(), 1U);
    EXPECT_EQ(around->front().entity.id.value, "motor");
    EXPECT_TRUE(search(acme_, "valve", domain::RetrievalMode::graph).hits.empty());
    EXPECT_FALSE(search(other_, "valve", domain::RetrievalMode::graph).hits.empty());
}

TEST_P(TenantIsolation, VocabulariesMatchOnesOwnDocumentsAlone) {
    ASSERT_TRUE(system_->graph.put_vocabulary(
        acme_, {.id = {"parts"}, .entities = {{.id = {"kafka"}, .name = "Kafka"}}}
    ));
    ASSERT_TRUE(system_->graph.put_vocabulary(
        other_, {.id = {"parts"}, .entities = {{.id = {"zoo"}, .name = "ZooKeeper"}}}
    ));
    for (const RequestContext* context : {&acme_, &other_})
        ingest(*context, {document("a", "Kafka needs ZooKeeper", "x")});
    EXPECT_TRUE(system_->graph.find(acme_, papers_, {"kafka"}));
    EXPECT_EQ(code_of(system_->graph.find(acme_, papers_, {"zoo"})), ErrorCode::not_found);
    EXPECT_TRUE(system_->graph.find(other_, papers_, {"zoo"}));
    EXPECT_EQ(code_of(system_->graph.find(other_, papers_, {"kafka"})), ErrorCode::not_found);
    ASSERT_TRUE(system_->graph.remove_vocabulary(other_, {"parts"}));
    EXPECT_TRUE(system_->graph.find_vocabulary(acme_, {"parts"}));
    EXPECT_EQ(code_of(system_->graph.find_vocabulary(other_, {"parts"})), ErrorCode::not_found);
}

TEST_P(TenantIsolation, CursorsOfOneAreNoUseToTheOther) {
    for (const RequestContext* context : {&acme_, &other_}) {
        std::vector<domain::SourceDocument> documents;
        for (int count = 0; count < 5; ++count)
            documents.push_back(document("d" + std::to_string(count), "pump", "x"));
        ingest(*context, std::move(documents));
    }
    const services::RetrieveRequest request{
        .query = "pump", .mode = domain::RetrievalMode::lexical, .top_k = 2
    };
    services::RetrieveRequest next = request;
    next.cursor = system_->retrieval.retrieve(acme_, request)->next_cursor;
    ASSERT_FALSE(next.cursor.empty());
    EXPECT_TRUE(system_->retrieval.retrieve(acme_, next));
    EXPECT_EQ(code_of(system_->retrieval.retrieve(other_, next)), ErrorCode::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(
    Storage,
    TenantIsolation,
    ::testing::Values("memory", "embedded"),
    [](const auto& parameter) { return parameter.param; }
);

}  // namespace
}  // namespace lectern::app
