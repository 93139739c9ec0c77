#include <deque>
#include <thread>

#include <gtest/gtest.h>

#include "lectern/v1/ingestion.grpc.pb.h"
#include "lectern/v1/job.grpc.pb.h"
#include "transport/grpc/testing/running_grpc.hpp"

namespace lectern::transport::grpc {
namespace {

using namespace std::chrono_literals;
using ::grpc::Status;
using ::grpc::StatusCode;
using testing::ClientCall;
using testing::Door;
using testing::RunningGrpc;

using IngestRpc = ::grpc::ClientReaderWriter<v1::IngestStreamRequest, v1::IngestStreamResponse>;

v1::IngestStreamRequest start(std::uint32_t acknowledge_every = 2) {
    v1::IngestStreamRequest request;
    request.mutable_start()->set_dataset("papers");
    request.mutable_start()->set_acknowledge_every(acknowledge_every);
    return request;
}

v1::IngestStreamRequest document(const std::string& id, const std::string& text = "some text") {
    v1::IngestStreamRequest request;
    request.mutable_document()->set_id(id);
    request.mutable_document()->set_text(text);
    return request;
}

v1::IngestStreamRequest commit(std::uint64_t documents) {
    v1::IngestStreamRequest request;
    request.mutable_commit()->set_documents(documents);
    return request;
}

std::size_t jobs_in(RunningGrpc& server) {
    return server.jobs.list(server.context, {}, {}).value().items.size();
}

TEST(GrpcIngestStream, AcknowledgesProgressAndEndsWithTheJob) {
    RunningGrpc server;
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call;
    const auto stream = stub->IngestStream(&call);
    stream->Write(start());
    v1::IngestStreamResponse response;
    for (const std::uint64_t count : {2U, 4U}) {
        stream->Write(document("a" + std::to_string(count)));
        stream->Write(document("b" + std::to_string(count)));
        ASSERT_TRUE(stream->Read(&response));
        EXPECT_EQ(response.progress().documents(), count);
        EXPECT_EQ(response.progress().bytes(), count * 9);
    }
    stream->Write(document("last"));
    EXPECT_EQ(jobs_in(server), 0U);
    stream->Write(commit(5));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.accepted().job().counts().total(), 5U);
    EXPECT_FALSE(stream->Read(&response));
    EXPECT_TRUE(stream->Finish().ok());
    EXPECT_EQ(jobs_in(server), 1U);
    EXPECT_EQ(server.gate.last(), "ingestDocuments papers ok");
}

TEST(GrpcIngestStream, ClientsThatListenAtTheEndAloneHearTheNewest) {
    RunningGrpc server;
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call;
    const auto stream = stub->IngestStream(&call);
    stream->Write(start(1));
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(stream->Write(document(std::to_string(i))));
    stream->Write(commit(300));
    v1::IngestStreamResponse response;
    std::uint64_t newest = 0;
    while (stream->Read(&response) && response.has_progress()) {
        EXPECT_GT(response.progress().documents(), newest);
        newest = response.progress().documents();
    }
    EXPECT_EQ(response.accepted().job().counts().total(), 300U);
    EXPECT_TRUE(stream->Finish().ok());
}

// What a stream of these messages ends with.
Status outcome(RunningGrpc& server, const std::vector<v1::IngestStreamRequest>& messages) {
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call;
    const auto stream = stub->IngestStream(&call);
    for (const auto& message : messages) stream->Write(message);
    stream->WritesDone();
    v1::IngestStreamResponse response;
    while (stream->Read(&response)) EXPECT_FALSE(response.has_accepted());
    return stream->Finish();
}

TEST(GrpcIngestStream, RefusesWhatIsWrongAndLeavesNoTrace) {
    RunningGrpc server;
    const auto wrong_document = outcome(server, {start(), document("a"), document("b", "")});
    EXPECT_EQ(wrong_document.error_code(), StatusCode::INVALID_ARGUMENT);
    EXPECT_TRUE(wrong_document.error_details().contains("/documents/1"));
    for (const auto& messages : std::vector<std::vector<v1::IngestStreamRequest>>{
             {document("a")},
             {start(), start()},
             {start(), {}},
             {start(0)},
             {start(), commit(0)},
             {start(), document("a"), commit(2)},
             {commit(0)}
         }) {
        EXPECT_EQ(outcome(server, messages).error_code(), StatusCode::INVALID_ARGUMENT);
    }
    EXPECT_EQ(jobs_in(server), 0U);
}

TEST(GrpcIngestStream, WithoutCommitLeavesNoTrace) {
    RunningGrpc server;
    EXPECT_EQ(outcome(server, {start(), document("a")}).error_code(), StatusCode::CANCELLED);
    EXPECT_EQ(outcome(server, {}).error_code(), StatusCode::CANCELLED);
    EXPECT_EQ(jobs_in(server), 0U);
}

TEST(GrpcIngestStream, ABrokenStreamLeavesNoTrace) {
    RunningGrpc server;
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call;
    const auto stream = stub->IngestStream(&call);
    stream->Write(start(1));
    stream->Write(document("a"));
    v1::IngestStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    call.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), StatusCode::CANCELLED);
    server.server.stop(10s);
    EXPECT_EQ(jobs_in(server), 0U);
    EXPECT_EQ(server.gate.last(), "ingestDocuments papers cancelled");
}

// The server is held back before it reads; then so is the client, within a few messages.
TEST(GrpcIngestStream, HoldsTheClientBackWhileTheServerIsBusy) {
    RunningGrpc server;
    Door release;
    server.gate.on_authenticate = [&](const RequestContext&) { release.wait(); };
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call(60s);
    ::grpc::CompletionQueue queue;
    const auto stream = stub->PrepareAsyncIngestStream(&call, &queue);
    void* tag = nullptr;
    bool ok = false;
    stream->StartCall(nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok));

    constexpr int messages = 64;
    const std::string mebibyte(1U << 20U, 'x');
    int written = 0;
    bool is_held_back = false;
    while (written < messages && !is_held_back) {
        stream->Write(
            written == 0 ? start() : document(std::to_string(written), mebibyte), nullptr
        );
        const auto limit = std::chrono::system_clock::now() + 500ms;
        is_held_back = queue.AsyncNext(&tag, &ok, limit) == ::grpc::CompletionQueue::TIMEOUT;
        ++written;
    }
    release.open();
    ASSERT_TRUE(is_held_back);
    ASSERT_TRUE(queue.Next(&tag, &ok));
    stream->Write(commit(static_cast<std::uint64_t>(written - 1)), nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok));
    v1::IngestStreamResponse response;
    do {
        stream->Read(&response, nullptr);
        ASSERT_TRUE(queue.Next(&tag, &ok));
    } while (ok && !response.has_accepted());
    EXPECT_EQ(response.accepted().job().counts().total(), static_cast<std::uint64_t>(written - 1));
    Status status;
    stream->Finish(&status, nullptr);
    ASSERT_TRUE(queue.Next(&tag, &ok));
    EXPECT_TRUE(status.ok()) << status.error_message();
}

TEST(GrpcIngestStream, UnderWayWaitsForRoomInThePool) {
    RunningGrpc server({}, RunningGrpc::pool_of(1, 1));
    const auto stub = v1::IngestionService::NewStub(server.channel());
    ClientCall call;
    const auto stream = stub->IngestStream(&call);
    stream->Write(start(1));
    stream->Write(document("a"));
    v1::IngestStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    Door entered;
    Door release;
    ASSERT_TRUE(server.pool.submit([&] {
        entered.open();
        release.wait();
    }));
    entered.wait();
    ASSERT_TRUE(server.pool.submit([] {}));
    stream->Write(document("b"));
    release.open();
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.progress().documents(), 2U);
    stream->Write(commit(2));
    while (stream->Read(&response)) {
    }
    EXPECT_TRUE(stream->Finish().ok());
}

struct Watched {
    std::vector<v1::JobEvent> events{};
    Status status{};

    std::vector<std::string> types() const {
        std::vector<std::string> names;
        for (const auto& event : events) names.push_back(event.type());
        return names;
    }
};

Watched watch(RunningGrpc& server, const std::string& job, std::uint64_t after) {
    const auto stub = v1::JobService::NewStub(server.channel());
    v1::WatchJobRequest request;
    request.set_job_id(job);
    request.set_last_event_id(after);
    ClientCall call;
    const auto stream = stub->WatchJob(&call, request);
    Watched watched;
    v1::WatchJobResponse response;
    while (stream->Read(&response)) watched.events.push_back(response.event());
    watched.status = stream->Finish();
    return watched;
}

TEST(GrpcWatch, ReplaysAndResumesAfterTheLastEventSeen) {
    RunningGrpc server;
    const auto job = server.ingest({server.text("a", "tea")}).id.value;
    const auto whole = watch(server, job, 0);
    ASSERT_TRUE(whole.status.ok()) << whole.status.error_message();
    EXPECT_EQ(whole.types(), server.event_types({job}));
    EXPECT_EQ(whole.events.back().state(), v1::JOB_STATE_SUCCEEDED);
    const auto rest = watch(server, job, whole.events.front().id());
    ASSERT_EQ(rest.events.size() + 1, whole.events.size());
    EXPECT_EQ(rest.events.front().id(), whole.events[1].id());
    const auto nothing = watch(server, job, whole.events.back().id());
    EXPECT_TRUE(nothing.status.ok());
    EXPECT_TRUE(nothing.events.empty());
}

TEST(GrpcWatch, FollowsAJobAsItGoes) {
    RunningGrpc server;
    const auto job = server.accept({server.text("a", "tea")}).id.value;
    const auto stub = v1::JobService::NewStub(server.channel());
    v1::WatchJobRequest request;
    request.set_job_id(job);
    ClientCall call;
    const auto stream = stub->WatchJob(&call, request);
    v1::WatchJobResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.event().type(), "job.queued");
    server.drain();
    std::string last;
    while (stream->Read(&response)) last = response.event().type();
    EXPECT_EQ(last, "job.succeeded");
    EXPECT_TRUE(stream->Finish().ok());
}

TEST(GrpcWatch, OfNoJobIsNotFound) {
    RunningGrpc server;
    EXPECT_EQ(watch(server, "job_absent", 0).status.error_code(), StatusCode::NOT_FOUND);
    EXPECT_EQ(watch(server, "", 0).status.error_code(), StatusCode::INVALID_ARGUMENT);
}

TEST(GrpcWatch, EndsWhenTheClientGoesAway) {
    RunningGrpc server;
    const auto job = server.accept({server.text("a", "tea")}).id.value;
    const auto stub = v1::JobService::NewStub(server.channel());
    v1::WatchJobRequest request;
    request.set_job_id(job);
    ClientCall call;
    const auto stream = stub->WatchJob(&call, request);
    v1::WatchJobResponse response;
    ASSERT_TRUE(stream->Read(&response));
    call.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), StatusCode::CANCELLED);
    // A server that stops ends it too, with another outcome.
    while (server.gate.last().empty()) std::this_thread::yield();
    EXPECT_EQ(server.gate.last(), "watchJob " + job + " cancelled");
}

TEST(GrpcWatch, EndsAsUnavailableWhenTheServerStops) {
    RunningGrpc server;
    const auto job = server.accept({server.text("a", "tea")}).id.value;
    const auto stub = v1::JobService::NewStub(server.channel());
    v1::WatchJobRequest request;
    request.set_job_id(job);
    ClientCall call;
    const auto stream = stub->WatchJob(&call, request);
    v1::WatchJobResponse response;
    ASSERT_TRUE(stream->Read(&response));
    server.server.stop(30s);
    EXPECT_FALSE(stream->Read(&response));
    const Status status = stream->Finish();
    EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
    EXPECT_TRUE(status.error_details().contains("google.rpc.RetryInfo"));
}

}  // namespace
}  // namespace lectern::transport::grpc
