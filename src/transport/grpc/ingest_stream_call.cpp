#include "transport/grpc/ingest_stream_call.hpp"

#include <utility>

#include "domain/violations.hpp"
#include "transport/grpc/codec_document.hpp"
#include "transport/grpc/codec_ingest.hpp"

namespace lectern::transport::grpc {

IngestStreamCall* IngestStreamCall::start(
    const Site& site,
    const Rpc& rpc,
    services::IngestionService& ingestion,
    std::size_t max_documents,
    ::grpc::CallbackServerContext& server
) {
    std::unique_ptr<IngestStreamCall> owner(
        new IngestStreamCall(site, rpc, ingestion, max_documents, server)
    );
    IngestStreamCall& ingest = *owner;
    ingest.self_ = std::move(owner);
    auto begun = ingest.turn_.begin();
    if (!begun) ingest.end(begun);
    return &ingest;
}

IngestStreamCall::IngestStreamCall(
    const Site& site,
    const Rpc& rpc,
    services::IngestionService& ingestion,
    std::size_t max_documents,
    ::grpc::CallbackServerContext& server
)
    : ingestion_(ingestion),
      max_documents_(max_documents),
      call_(site, rpc, server),
      turn_(site.pool, [this] { step(); }) {}

void IngestStreamCall::OnReadDone(bool ok) {
    has_message_ = ok;
    turn_.take();
}

void IngestStreamCall::step() {
    const auto advanced = call_.guard([this] { return advance(); });
    if (!advanced || is_committed_) return end(advanced);
    StartRead(&request_);
}

Result<void> IngestStreamCall::advance() {
    if (!std::exchange(has_entered_, true)) return call_.enter();
    if (auto good = call_.context().check(); !good) return good;
    if (!has_message_) return fail(ErrorCode::cancelled, "the stream ended without commit");
    return take_message();
}

Result<void> IngestStreamCall::take_message() {
    call_.count_request(request_.ByteSizeLong());
    switch (request_.part_case()) {
        case v1::IngestStreamRequest::kStart:
            return open(request_.start());
        case v1::IngestStreamRequest::kDocument:
            return add(request_.document());
        case v1::IngestStreamRequest::kCommit:
            return commit(request_.commit().documents());
        case v1::IngestStreamRequest::PART_NOT_SET:
            break;
    }
    return fail(ErrorCode::invalid_argument, "a message of the stream says nothing");
}

Result<void> IngestStreamCall::open(const v1::IngestStart& start) {
    if (stream_ != nullptr)
        return fail(ErrorCode::invalid_argument, "the stream was started twice");
    auto opening = decode(start);
    if (!opening) return fail(opening);
    call_.set_target(start.dataset());
    acknowledge_every_ = opening->acknowledge_every;
    auto stream = ingestion_.begin(call_.context(), opening->request);
    if (!stream) return fail(stream);
    stream_ = std::move(*stream);
    return {};
}

Result<void> IngestStreamCall::add(const v1::DocumentInput& document) {
    if (stream_ == nullptr)
        return fail(ErrorCode::invalid_argument, "the stream must begin with its start");
    if (stream_->size() == max_documents_) {
        return fail(
            ErrorCode::invalid_argument,
            "there are more than " + std::to_string(max_documents_) + " documents"
        );
    }
    domain::Violations violations;
    auto decoded = decode(document, "/documents/" + std::to_string(stream_->size()), violations);
    if (auto good = violations.verdict(); !good) return good;
    if (auto added = stream_->add(std::move(decoded)); !added) return added;
    if (stream_->size() % acknowledge_every_ == 0) acknowledge();
    return {};
}

Result<void> IngestStreamCall::commit(std::uint64_t documents) {
    if (stream_ == nullptr)
        return fail(ErrorCode::invalid_argument, "the stream must begin with its start");
    if (documents != stream_->size()) {
        return fail(
            ErrorCode::invalid_argument,
            "the commit speaks of " + std::to_string(documents) + " documents, but " +
                std::to_string(stream_->size()) + " came"
        );
    }
    auto accepted = ingestion_.commit(call_.context(), *stream_);
    if (!accepted) return fail(accepted);
    *last_.mutable_accepted() = encode(*accepted);
    is_committed_ = true;
    return {};
}

void IngestStreamCall::acknowledge() {
    {
        const std::lock_guard lock(mutex_);
        progress_.set_documents(stream_->size());
        progress_.set_bytes(stream_->bytes());
        has_progress_ = true;
        if (std::exchange(is_sending_, true)) return;
    }
    send_next();
}

// Called by whoever raised `is_sending_`, and after each message.
void IngestStreamCall::send_next() {
    bool is_ending = false;
    {
        const std::lock_guard lock(mutex_);
        is_ending = is_ending_;
        is_sending_ = is_ending || has_progress_;
        if (!is_sending_) return;
        *message_.mutable_progress() = progress_;
        has_progress_ = false;
    }
    if (is_ending) return finish();
    call_.count_response(message_.ByteSizeLong());
    StartWrite(&message_);
}

void IngestStreamCall::end(const Result<void>& outcome) {
    if (outcome) call_.count_response(last_.ByteSizeLong());
    status_ = call_.leave(outcome);
    stream_.reset();
    {
        const std::lock_guard lock(mutex_);
        is_ending_ = true;
        if (std::exchange(is_sending_, true)) return;
    }
    finish();
}

// gRPC may be done with the call, and the call gone, before `Finish` returns.
void IngestStreamCall::finish() {
    if (!status_.ok()) return Finish(status_);
    StartWriteAndFinish(&last_, {}, status_);
}

}  // namespace lectern::transport::grpc
