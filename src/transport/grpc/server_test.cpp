#include "transport/grpc/server.hpp"

#include <gtest/gtest.h>

#include "lectern/v1/audit.grpc.pb.h"
#include "lectern/v1/dataset.grpc.pb.h"
#include "lectern/v1/dead_letter.grpc.pb.h"
#include "lectern/v1/document.grpc.pb.h"
#include "lectern/v1/embedding.grpc.pb.h"
#include "lectern/v1/graph.grpc.pb.h"
#include "lectern/v1/ingestion.grpc.pb.h"
#include "lectern/v1/job.grpc.pb.h"
#include "lectern/v1/key.grpc.pb.h"
#include "lectern/v1/retrieval.grpc.pb.h"
#include "transport/grpc/testing/running_grpc.hpp"

namespace lectern::transport::grpc {
namespace {

using ::grpc::StatusCode;
using testing::ClientCall;
using testing::RunningGrpc;

// Every call of a service with messages of its own.
template <class Service>
struct Client {
    explicit Client(const RunningGrpc& server) : stub(Service::NewStub(server.channel())) {}

    template <class Method, class Request, class Response>
    StatusCode call(Method method, const Request& request, Response& response) {
        ClientCall context;
        status = (stub.get()->*method)(&context, request, &response);
        return status.error_code();
    }

    std::unique_ptr<typename Service::Stub> stub;
    ::grpc::Status status{};
};

v1::IngestRequest document(const std::string& id, const std::string& text) {
    v1::IngestRequest request;
    request.set_dataset("papers");
    auto* one = request.add_documents();
    one->set_id(id);
    one->set_text(text);
    return request;
}

std::string ingest(RunningGrpc& server, const std::string& id, const std::string& text) {
    Client<v1::IngestionService> client(server);
    v1::IngestResponse response;
    EXPECT_EQ(
        client.call(&v1::IngestionService::Stub::Ingest, document(id, text), response),
        StatusCode::OK
    ) << client.status.error_message();
    server.drain();
    return response.job().id();
}

TEST(GrpcServer, TakesInAndFinds) {
    RunningGrpc server;
    ingest(server, "a", "the quick brown fox");
    Client<v1::RetrievalService> client(server);
    v1::RetrieveRequest request;
    request.set_query("fox");
    request.set_mode(v1::RETRIEVAL_MODE_LEXICAL);
    request.set_explain(true);
    v1::RetrieveResponse response;
    ASSERT_EQ(
        client.call(&v1::RetrievalService::Stub::Retrieve, request, response), StatusCode::OK
    );
    ASSERT_EQ(response.hits_size(), 1);
    EXPECT_EQ(response.hits(0).document_id(), "a");
    EXPECT_EQ(response.hits(0).explain().terms(0).term(), "fox");
    EXPECT_EQ(response.total().relation(), v1::TOTAL_RELATION_EQUAL);
    EXPECT_TRUE(response.timings().contains("total"));
    request.set_top_k(0);
    request.add_datasets("Not A Name");
    EXPECT_EQ(
        client.call(&v1::RetrievalService::Stub::Retrieve, request, response),
        StatusCode::INVALID_ARGUMENT
    );
}

TEST(GrpcServer, IngestNamesEveryWrongField) {
    RunningGrpc server;
    Client<v1::IngestionService> client(server);
    v1::IngestRequest request = document("a", "");
    request.mutable_documents(0)->set_text("");
    v1::IngestResponse response;
    EXPECT_EQ(
        client.call(&v1::IngestionService::Stub::Ingest, request, response),
        StatusCode::INVALID_ARGUMENT
    );
    EXPECT_NE(client.status.error_details().find("/documents/0"), std::string::npos);
    request = document("a", "text");
    request.set_dataset("No");
    request.set_wait_seconds(301);
    EXPECT_EQ(
        client.call(&v1::IngestionService::Stub::Ingest, request, response),
        StatusCode::INVALID_ARGUMENT
    );
    EXPECT_NE(client.status.error_details().find("/wait_seconds"), std::string::npos);
    EXPECT_NE(client.status.error_details().find("/dataset"), std::string::npos);
}

TEST(GrpcServer, ShowsAndCancelsJobs) {
    RunningGrpc server;
    const auto id = server.accept({server.text("a", "one"), server.text("b", "two")}).id.value;
    Client<v1::JobService> client(server);
    v1::GetJobRequest get;
    get.set_job_id(id);
    v1::GetJobResponse job;
    ASSERT_EQ(client.call(&v1::JobService::Stub::GetJob, get, job), StatusCode::OK);
    EXPECT_EQ(job.job().state(), v1::JOB_STATE_QUEUED);
    EXPECT_EQ(job.job().counts().total(), 2U);

    v1::ListJobItemsRequest list_items;
    list_items.set_job_id(id);
    list_items.set_limit(1);
    v1::ListJobItemsResponse items;
    ASSERT_EQ(client.call(&v1::JobService::Stub::ListJobItems, list_items, items), StatusCode::OK);
    ASSERT_EQ(items.items_size(), 1);
    EXPECT_EQ(items.items(0).document_id(), "a");
    EXPECT_NE(items.next_cursor(), "");

    v1::CancelJobRequest cancel;
    cancel.set_job_id(id);
    v1::CancelJobResponse cancelled;
    ASSERT_EQ(client.call(&v1::JobService::Stub::CancelJob, cancel, cancelled), StatusCode::OK);
    EXPECT_EQ(cancelled.job().state(), v1::JOB_STATE_CANCELLED);
    EXPECT_EQ(server.gate.last(), "cancelJob " + id + " ok");

    v1::ListJobsRequest list;
    list.set_state(v1::JOB_STATE_CANCELLED);
    v1::ListJobsResponse listed;
    ASSERT_EQ(client.call(&v1::JobService::Stub::ListJobs, list, listed), StatusCode::OK);
    EXPECT_EQ(listed.items_size(), 1);

    get.set_job_id("job_absent");
    EXPECT_EQ(client.call(&v1::JobService::Stub::GetJob, get, job), StatusCode::NOT_FOUND);
    get.set_job_id("");
    EXPECT_EQ(client.call(&v1::JobService::Stub::GetJob, get, job), StatusCode::INVALID_ARGUMENT);
    list.set_limit(1001);
    EXPECT_EQ(
        client.call(&v1::JobService::Stub::ListJobs, list, listed), StatusCode::INVALID_ARGUMENT
    );
}

TEST(GrpcServer, ShowsRedrivesAndPurgesDeadLetters) {
    RunningGrpc server;
    server.extractor.refuse("broken", {ErrorCode::invalid_argument, "cannot be read"});
    server.ingest({server.text("a", "broken"), server.text("b", "broken")});
    Client<v1::DeadLetterService> client(server);
    v1::ListDeadLettersRequest list;
    list.set_stage(v1::INGEST_STAGE_EXTRACT);
    v1::ListDeadLettersResponse letters;
    ASSERT_EQ(
        client.call(&v1::DeadLetterService::Stub::ListDeadLetters, list, letters), StatusCode::OK
    );
    ASSERT_EQ(letters.items_size(), 2);
    EXPECT_EQ(letters.items(0).failure().code(), v1::ERROR_CODE_INVALID_ARGUMENT);

    v1::GetDeadLetterRequest get;
    get.set_dead_letter_id(letters.items(0).id());
    v1::GetDeadLetterResponse letter;
    ASSERT_EQ(
        client.call(&v1::DeadLetterService::Stub::GetDeadLetter, get, letter), StatusCode::OK
    );
    EXPECT_EQ(letter.dead_letter().id(), letters.items(0).id());

    v1::RedriveDeadLetterRequest redrive;
    redrive.set_dead_letter_id(letters.items(0).id());
    v1::RedriveDeadLetterResponse redriven;
    ASSERT_EQ(
        client.call(&v1::DeadLetterService::Stub::RedriveDeadLetter, redrive, redriven),
        StatusCode::OK
    );
    EXPECT_EQ(redriven.job().counts().total(), 1U);
    EXPECT_EQ(
        client.call(&v1::DeadLetterService::Stub::GetDeadLetter, get, letter), StatusCode::NOT_FOUND
    );

    v1::PurgeDeadLettersRequest purge_all;
    v1::PurgeDeadLettersResponse purged;
    EXPECT_EQ(
        client.call(&v1::DeadLetterService::Stub::PurgeDeadLetters, purge_all, purged),
        StatusCode::INVALID_ARGUMENT
    );
    v1::PurgeDeadLetterRequest purge;
    purge.set_dead_letter_id(letters.items(1).id());
    v1::PurgeDeadLetterResponse gone;
    EXPECT_EQ(
        client.call(&v1::DeadLetterService::Stub::PurgeDeadLetter, purge, gone), StatusCode::OK
    );
    purge_all.set_all(true);
    ASSERT_EQ(
        client.call(&v1::DeadLetterService::Stub::PurgeDeadLetters, purge_all, purged),
        StatusCode::OK
    );
    EXPECT_EQ(purged.purged(), 0U);
}

TEST(GrpcServer, ShowsAndRemovesDocuments) {
    RunningGrpc server;
    ingest(server, "a", "some text");
    Client<v1::DocumentService> client(server);
    v1::GetDocumentRequest get;
    get.set_dataset("papers");
    get.set_document_id("a");
    get.set_include_text(true);
    v1::GetDocumentResponse shown;
    ASSERT_EQ(client.call(&v1::DocumentService::Stub::GetDocument, get, shown), StatusCode::OK);
    EXPECT_EQ(shown.document().text(), "some text");

    v1::ListDocumentsRequest list;
    list.set_dataset("papers");
    v1::ListDocumentsResponse documents;
    ASSERT_EQ(
        client.call(&v1::DocumentService::Stub::ListDocuments, list, documents), StatusCode::OK
    );
    EXPECT_EQ(documents.items_size(), 1);
    EXPECT_FALSE(documents.items(0).has_text());

    v1::DeleteDocumentRequest remove;
    remove.set_dataset("papers");
    remove.set_document_id("a");
    remove.set_if_version(shown.document().version() + 1);
    v1::DeleteDocumentResponse gone;
    EXPECT_EQ(
        client.call(&v1::DocumentService::Stub::DeleteDocument, remove, gone),
        StatusCode::FAILED_PRECONDITION
    );
    remove.set_if_version(shown.document().version());
    EXPECT_EQ(
        client.call(&v1::DocumentService::Stub::DeleteDocument, remove, gone), StatusCode::OK
    );
    EXPECT_EQ(server.gate.last(), "deleteDocument papers/a ok");
    EXPECT_EQ(
        client.call(&v1::DocumentService::Stub::GetDocument, get, shown), StatusCode::NOT_FOUND
    );
}

TEST(GrpcServer, MakesShowsAndRemovesDatasets) {
    RunningGrpc server;
    Client<v1::DatasetService> client(server);
    v1::PutDatasetRequest put;
    put.set_dataset("notes");
    put.mutable_settings()->set_language("de");
    v1::PutDatasetResponse made;
    ASSERT_EQ(client.call(&v1::DatasetService::Stub::PutDataset, put, made), StatusCode::OK)
        << client.status.error_message();
    EXPECT_TRUE(made.created());
    EXPECT_EQ(made.dataset().settings().embedding().dimensions(), RunningGrpc::dimensions);
    v1::CreateDatasetRequest create;
    create.set_id("notes");
    *create.mutable_settings() = put.settings();
    v1::CreateDatasetResponse again;
    ASSERT_EQ(client.call(&v1::DatasetService::Stub::CreateDataset, create, again), StatusCode::OK);
    EXPECT_FALSE(again.created());
    create.mutable_settings()->set_language("fr");
    EXPECT_EQ(
        client.call(&v1::DatasetService::Stub::CreateDataset, create, again),
        StatusCode::ALREADY_EXISTS
    );

    v1::GetDatasetRequest get;
    get.set_dataset("notes");
    v1::GetDatasetResponse shown;
    ASSERT_EQ(client.call(&v1::DatasetService::Stub::GetDataset, get, shown), StatusCode::OK);
    EXPECT_EQ(shown.dataset().documents(), 0U);
    v1::ListDatasetsResponse listed;
    ASSERT_EQ(
        client.call(&v1::DatasetService::Stub::ListDatasets, v1::ListDatasetsRequest{}, listed),
        StatusCode::OK
    );
    EXPECT_EQ(listed.items_size(), 1);
    v1::DeleteDatasetRequest remove;
    remove.set_dataset("notes");
    v1::DeleteDatasetResponse gone;
    EXPECT_EQ(client.call(&v1::DatasetService::Stub::DeleteDataset, remove, gone), StatusCode::OK);
    EXPECT_EQ(
        client.call(&v1::DatasetService::Stub::GetDataset, get, shown), StatusCode::NOT_FOUND
    );
}

TEST(GrpcServer, ShowsTheGraph) {
    RunningGrpc server;
    auto source = server.text("a", "ada and charles");
    source.entities = {{.id = {"ada"}, .name = "Ada"}, {.id = {"charles"}, .name = "Charles"}};
    source.relations = {{.source = {"ada"}, .target = {"charles"}, .type = "knows"}};
    server.ingest({source});
    Client<v1::GraphService> client(server);
    v1::GetEntityRequest get;
    get.set_dataset("papers");
    get.set_entity_id("ada");
    v1::GetEntityResponse entity;
    ASSERT_EQ(client.call(&v1::GraphService::Stub::GetEntity, get, entity), StatusCode::OK);
    EXPECT_EQ(entity.entity().name(), "Ada");
    v1::ListNeighboursRequest around;
    around.set_dataset("papers");
    around.set_entity_id("ada");
    v1::ListNeighboursResponse neighbours;
    ASSERT_EQ(
        client.call(&v1::GraphService::Stub::ListNeighbours, around, neighbours), StatusCode::OK
    );
    ASSERT_EQ(neighbours.items_size(), 1);
    EXPECT_EQ(neighbours.items(0).relation().type(), "knows");
    around.set_depth(4);
    EXPECT_EQ(
        client.call(&v1::GraphService::Stub::ListNeighbours, around, neighbours),
        StatusCode::INVALID_ARGUMENT
    );
    v1::ListEntitiesRequest list;
    list.set_dataset("papers");
    list.set_name("CHARLES");
    v1::ListEntitiesResponse listed;
    ASSERT_EQ(client.call(&v1::GraphService::Stub::ListEntities, list, listed), StatusCode::OK);
    EXPECT_EQ(listed.items_size(), 1);
}

TEST(GrpcServer, KeepsVocabularies) {
    RunningGrpc server;
    Client<v1::GraphService> client(server);
    v1::PutVocabularyRequest put;
    put.mutable_vocabulary()->set_id("people");
    v1::PutVocabularyResponse kept;
    put.mutable_vocabulary()->add_entities()->set_id("ada");
    EXPECT_EQ(
        client.call(&v1::GraphService::Stub::PutVocabulary, put, kept), StatusCode::INVALID_ARGUMENT
    );
    put.mutable_vocabulary()->mutable_entities(0)->set_name("Ada");
    ASSERT_EQ(client.call(&v1::GraphService::Stub::PutVocabulary, put, kept), StatusCode::OK);
    v1::ListVocabulariesResponse listed;
    ASSERT_EQ(
        client.call(
            &v1::GraphService::Stub::ListVocabularies, v1::ListVocabulariesRequest{}, listed
        ),
        StatusCode::OK
    );
    ASSERT_EQ(listed.items_size(), 1);
    EXPECT_EQ(listed.items(0).entity_count(), 1U);
    v1::GetVocabularyRequest get;
    get.set_vocabulary_id("people");
    v1::GetVocabularyResponse shown;
    ASSERT_EQ(client.call(&v1::GraphService::Stub::GetVocabulary, get, shown), StatusCode::OK);
    EXPECT_EQ(shown.vocabulary().entities(0).name(), "Ada");
    v1::DeleteVocabularyRequest remove;
    remove.set_vocabulary_id("people");
    v1::DeleteVocabularyResponse gone;
    EXPECT_EQ(client.call(&v1::GraphService::Stub::DeleteVocabulary, remove, gone), StatusCode::OK);
    EXPECT_EQ(
        client.call(&v1::GraphService::Stub::GetVocabulary, get, shown), StatusCode::NOT_FOUND
    );
}

TEST(GrpcServer, Embeds) {
    RunningGrpc server;
    Client<v1::EmbeddingService> client(server);
    v1::EmbedRequest request;
    v1::EmbedResponse response;
    EXPECT_EQ(
        client.call(&v1::EmbeddingService::Stub::Embed, request, response),
        StatusCode::INVALID_ARGUMENT
    );
    request.add_texts("one");
    request.add_texts("two");
    ASSERT_EQ(client.call(&v1::EmbeddingService::Stub::Embed, request, response), StatusCode::OK);
    ASSERT_EQ(response.vectors_size(), 2);
    EXPECT_EQ(response.vectors(0).values_size(), static_cast<int>(RunningGrpc::dimensions));
}

TEST(GrpcServer, MakesRotatesAndRevokesKeys) {
    RunningGrpc server;
    Client<v1::KeyService> client(server);
    v1::CreateKeyRequest create;
    create.set_name("ingest of the library");
    create.add_scopes("ingest:everything");
    v1::CreateKeyResponse created;
    EXPECT_EQ(
        client.call(&v1::KeyService::Stub::CreateKey, create, created), StatusCode::INVALID_ARGUMENT
    );
    create.set_scopes(0, "ingest:write");
    ASSERT_EQ(client.call(&v1::KeyService::Stub::CreateKey, create, created), StatusCode::OK)
        << client.status.error_message();
    EXPECT_NE(created.secret(), "");
    v1::RotateKeyRequest rotate;
    rotate.set_key_id(created.key().id());
    rotate.set_grace_seconds(60);
    v1::RotateKeyResponse rotated;
    ASSERT_EQ(client.call(&v1::KeyService::Stub::RotateKey, rotate, rotated), StatusCode::OK);
    EXPECT_NE(rotated.secret(), created.secret());
    EXPECT_TRUE(rotated.key().has_previous_expires_at());
    v1::RevokeKeyRequest revoke;
    revoke.set_key_id(created.key().id());
    v1::RevokeKeyResponse revoked;
    ASSERT_EQ(client.call(&v1::KeyService::Stub::RevokeKey, revoke, revoked), StatusCode::OK);
    EXPECT_TRUE(revoked.key().has_revoked_at());
    v1::ListKeysResponse listed;
    ASSERT_EQ(
        client.call(&v1::KeyService::Stub::ListKeys, v1::ListKeysRequest{}, listed), StatusCode::OK
    );
    EXPECT_EQ(listed.items_size(), 1);
    v1::GetKeyRequest get;
    get.set_key_id("absent");
    v1::GetKeyResponse shown;
    EXPECT_EQ(client.call(&v1::KeyService::Stub::GetKey, get, shown), StatusCode::NOT_FOUND);
}

TEST(GrpcServer, ShowsAndChecksTheAuditTrail) {
    RunningGrpc server;
    domain::AuditRecord record{
        .sequence = 1,
        .time = server.clock.now(),
        .tenant = {"default"},
        .operation = "putDataset",
        .outcome = "ok",
        .previous_hash = std::string(64, '0'),
    };
    record.hash = domain::audit_hash(record);
    ASSERT_TRUE(server.store.audit().append(server.context, {&record, 1}));
    Client<v1::AuditService> client(server);
    v1::ListAuditRecordsResponse records;
    ASSERT_EQ(
        client.call(
            &v1::AuditService::Stub::ListAuditRecords, v1::ListAuditRecordsRequest{}, records
        ),
        StatusCode::OK
    );
    ASSERT_EQ(records.items_size(), 1);
    EXPECT_EQ(records.items(0).operation(), "putDataset");
    v1::VerifyAuditRequest verify;
    v1::VerifyAuditResponse finding;
    ASSERT_EQ(client.call(&v1::AuditService::Stub::VerifyAudit, verify, finding), StatusCode::OK);
    EXPECT_TRUE(finding.intact());
    verify.set_sequence(1);
    verify.set_hash(std::string(64, 'a'));
    ASSERT_EQ(client.call(&v1::AuditService::Stub::VerifyAudit, verify, finding), StatusCode::OK);
    EXPECT_EQ(finding.breach(), v1::AUDIT_BREACH_OFF_ANCHOR);
    verify.set_hash("short");
    EXPECT_EQ(
        client.call(&v1::AuditService::Stub::VerifyAudit, verify, finding),
        StatusCode::INVALID_ARGUMENT
    );
}

}  // namespace
}  // namespace lectern::transport::grpc
