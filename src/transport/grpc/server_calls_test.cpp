#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "lectern/v1/dataset.grpc.pb.h"
#include "transport/grpc/server.hpp"
#include "transport/grpc/testing/running_grpc.hpp"

namespace lectern::transport::grpc {
namespace {

using namespace std::chrono_literals;
using ::grpc::Status;
using ::grpc::StatusCode;
using testing::await_stop;
using testing::ClientCall;
using testing::Door;
using testing::RunningGrpc;

constexpr std::string_view list_datasets = "lectern.v1.DatasetService/ListDatasets";

Status list(RunningGrpc& server, ::grpc::ClientContext& context) {
    const auto stub = v1::DatasetService::NewStub(server.channel());
    v1::ListDatasetsResponse response;
    return stub->ListDatasets(&context, {}, &response);
}

std::vector<std::string> labels(std::string_view endpoint, const char* status) {
    return {"grpc", std::string(endpoint), "unary", status};
}

TEST(GrpcCalls, AreCountedTimedAndLogged) {
    RunningGrpc server;
    ClientCall call;
    ASSERT_TRUE(list(server, call).ok());
    server.server.stop(10s);
    EXPECT_EQ(server.recording.total("api_requests_total", labels(list_datasets, "OK")), 1);
    EXPECT_EQ(
        server.count("api_request_duration_seconds", {"grpc", std::string(list_datasets), "ok"}), 1U
    );
    EXPECT_EQ(server.recording.total("api_requests_in_flight", {"grpc"}), 0);
    const auto lines = server.recording.lines();
    EXPECT_EQ(
        std::ranges::count(lines, "request finished", &telemetry::Recording::Line::message), 1
    );
    const auto spans = server.recording.spans();
    ASSERT_FALSE(spans.empty());
    EXPECT_EQ(spans.front().name, list_datasets);
    EXPECT_TRUE(spans.front().ended);
    EXPECT_EQ(server.gate.origin(), "grpc 127.0.0.1");
    EXPECT_EQ(server.gate.last(), "listDatasets  ok");
}

TEST(GrpcCalls, AdoptTheContextOfTheClient) {
    RunningGrpc server;
    ClientCall call;
    call.AddMetadata("x-request-id", "r-77");
    call.AddMetadata("x-correlation-id", "c-5");
    call.AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    ASSERT_TRUE(list(server, call).ok());
    EXPECT_EQ(call.initial("x-request-id"), "r-77");
    EXPECT_EQ(call.initial("x-correlation-id"), "c-5");
    EXPECT_TRUE(call.initial("traceresponse").contains("0af7651916cd43dd8448eb211c80319c"));
}

TEST(GrpcCalls, RefuseWhoIsNotKnown) {
    RunningGrpc server;
    ClientCall call;
    call.AddMetadata("authorization", "Bearer bad");
    const Status status = list(server, call);
    EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED);
    EXPECT_TRUE(status.error_details().contains("UNAUTHENTICATED"));
    ClientCall twice;
    twice.AddMetadata("authorization", "Bearer good");
    twice.AddMetadata("x-api-key", "good");
    EXPECT_EQ(list(server, twice).error_code(), StatusCode::UNAUTHENTICATED);
    ClientCall good;
    good.AddMetadata("x-api-key", "good");
    EXPECT_TRUE(list(server, good).ok());
}

TEST(GrpcCalls, TellWhyAndWhenAndWhatIsLeft) {
    RunningGrpc server;
    server.gate.limit({.limit = 5, .remaining = 0, .reset = 7s, .window = 10s});
    server.gate.refuse(
        "listDatasets",
        {.code = ErrorCode::resource_exhausted, .message = "too fast", .retry_after = 7s}
    );
    ClientCall call;
    const Status status = list(server, call);
    EXPECT_EQ(status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(status.error_message(), "too fast");
    EXPECT_TRUE(status.error_details().contains("google.rpc.RetryInfo"));
    EXPECT_EQ(call.trailing("ratelimit-limit"), "5");
    EXPECT_EQ(call.trailing("ratelimit-remaining"), "0");
    EXPECT_EQ(call.trailing("ratelimit-reset"), "7");
    EXPECT_EQ(call.trailing("ratelimit-policy"), "5;w=10");
    EXPECT_EQ(server.gate.last(), "listDatasets  resource_exhausted");
}

TEST(GrpcCalls, PassTheDeadlineOn) {
    RunningGrpc server({.request_timeout = 1h});
    std::chrono::steady_clock::time_point deadline;
    server.gate.on_authenticate = [&](const RequestContext& context) {
        deadline = context.deadline.value();
    };
    const auto half_way = std::chrono::steady_clock::now() + 30min;
    ::grpc::ClientContext without;
    ASSERT_TRUE(list(server, without).ok());
    EXPECT_GT(deadline, half_way);
    ClientCall with(60s);
    ASSERT_TRUE(list(server, with).ok());
    EXPECT_LT(deadline, half_way);
}

TEST(GrpcCalls, AreStoppedWhenTheirTimeIsUp) {
    RunningGrpc server;
    server.gate.on_authenticate = [](const RequestContext& context) { await_stop(context.stop); };
    ClientCall call(0s);
    call.set_deadline(std::chrono::system_clock::now() + 100ms);
    EXPECT_EQ(list(server, call).error_code(), StatusCode::DEADLINE_EXCEEDED);
    server.server.stop(10s);
    // It came too late to be begun, or was stopped under way.
    EXPECT_EQ(server.recording.total("api_requests_in_flight", {"grpc"}), 0);
}

TEST(GrpcCalls, AreStoppedWhenTheClientGoesAway) {
    RunningGrpc server;
    Door entered;
    server.gate.on_authenticate = [&](const RequestContext& context) {
        entered.open();
        await_stop(context.stop);
    };
    ClientCall call;
    std::jthread client([&] { EXPECT_EQ(list(server, call).error_code(), StatusCode::CANCELLED); });
    entered.wait();
    call.TryCancel();
    client.join();
    server.server.stop(10s);
    EXPECT_EQ(server.recording.total("api_requests_in_flight", {"grpc"}), 0);
}

TEST(GrpcCalls, ReportWhatIsThrownAndTellNothingOfIt) {
    RunningGrpc server;
    server.gate.on_authenticate = [](const RequestContext&) {
        throw std::runtime_error("a secret path");
    };
    ClientCall call;
    const Status status = list(server, call);
    EXPECT_EQ(status.error_code(), StatusCode::INTERNAL);
    EXPECT_EQ(status.error_message(), "internal error");
    EXPECT_FALSE(status.error_details().contains("secret"));
    const auto reports = server.recording.reports();
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports.front().second, "a secret path");
}

TEST(GrpcCalls, AreRefusedAtOnceWhenThePoolIsFull) {
    RunningGrpc server({}, RunningGrpc::pool_of(1, 1));
    Door entered;
    Door release;
    std::atomic<int> calls = 0;
    server.gate.on_authenticate = [&](const RequestContext&) {
        if (++calls > 1) return;
        entered.open();
        release.wait();
    };
    const auto call_well = [&server] {
        ClientCall call;
        EXPECT_TRUE(list(server, call).ok());
    };
    std::jthread running(call_well);
    entered.wait();
    std::jthread waiting(call_well);
    while (server.pool.queued() == 0) std::this_thread::yield();
    ClientCall call;
    const Status refused = list(server, call);
    EXPECT_EQ(refused.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_TRUE(refused.error_details().contains("google.rpc.RetryInfo"));
    release.open();
    running.join();
    waiting.join();
    EXPECT_EQ(
        server.recording.total("api_requests_total", labels(list_datasets, "RESOURCE_EXHAUSTED")), 1
    );
}

TEST(GrpcCalls, OfUnknownMethodsAreCountedAsUnmatched) {
    RunningGrpc server;
    ::grpc::GenericStub stub(server.channel());
    ClientCall call;
    ::grpc::CompletionQueue queue;
    const ::grpc::Slice nothing;
    const ::grpc::ByteBuffer request(&nothing, 1);
    ::grpc::ByteBuffer response;
    Status status;
    auto reader = stub.PrepareUnaryCall(&call, "/lectern.v1.JobService/Explode", request, &queue);
    reader->StartCall();
    reader->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
    EXPECT_EQ(status.error_code(), StatusCode::UNIMPLEMENTED);
    EXPECT_EQ(status.error_message(), "there is no method /lectern.v1.JobService/Explode");
    server.server.stop(10s);
    EXPECT_EQ(
        server.recording.total("api_requests_total", labels("unmatched", "UNIMPLEMENTED")), 1
    );
}

TEST(GrpcCalls, UnderWayEndWellWhenTheServerStops) {
    RunningGrpc server;
    Door entered;
    Door release;
    std::atomic<int> calls = 0;
    server.gate.on_authenticate = [&](const RequestContext&) {
        if (++calls > 1) return;
        entered.open();
        release.wait();
    };
    std::jthread client([&] {
        ClientCall call;
        EXPECT_TRUE(list(server, call).ok());
    });
    entered.wait();
    std::jthread stopping([&] { server.server.stop(30s); });
    // The listener closes first; then a new connection is refused.
    StatusCode late = StatusCode::OK;
    while (late != StatusCode::UNAVAILABLE) {
        ::grpc::ClientContext call;
        call.set_deadline(std::chrono::system_clock::now() + 100ms);
        late = list(server, call).error_code();
    }
    release.open();
}

TEST(GrpcCalls, ThatNeverEndAreCancelledAfterTheGrace) {
    RunningGrpc server;
    Door entered;
    server.gate.on_authenticate = [&](const RequestContext& context) {
        entered.open();
        await_stop(context.stop);
    };
    std::jthread client([&] {
        ClientCall call;
        EXPECT_FALSE(list(server, call).ok());
    });
    entered.wait();
    server.server.stop(10ms);
    EXPECT_EQ(server.recording.total("api_requests_in_flight", {"grpc"}), 0);
}

TEST(GrpcServerStart, SaysWhichAddressCannotBeHad) {
    RunningGrpc first;
    Server second(
        {.services =
             {.ingestion = first.ingestion,
              .jobs = first.jobs,
              .dead_letters = first.dead_letters,
              .documents = first.document_service,
              .datasets = first.dataset_service,
              .retrieval = first.retrieval,
              .embedding = first.embedding,
              .graph = first.graph_service},
         .keys = first.keys,
         .audit = first.audit,
         .gate = first.gate,
         .pool = first.pool},
        {},
        {.port = first.server.port()}
    );
    const auto started = second.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(started.error().message.contains(first.address())) << started.error().message;
}

}  // namespace
}  // namespace lectern::transport::grpc
