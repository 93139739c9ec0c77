#include "transport/grpc/codec_job.hpp"

#include "core/request_context.hpp"
#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {
namespace {

v1::JobCounts encode(const domain::JobCounts& counts) {
    v1::JobCounts encoded;
    encoded.set_total(counts.total);
    encoded.set_indexed(counts.indexed);
    encoded.set_failed(counts.failed);
    encoded.set_cancelled(counts.cancelled);
    return encoded;
}

v1::ItemFailure encode(const domain::ItemFailure& failure) {
    v1::ItemFailure encoded;
    encoded.set_code(grpc::encode(failure.code));
    encoded.set_reason(failure.reason);
    encoded.set_stage(grpc::encode(failure.stage));
    return encoded;
}

}  // namespace

v1::Job encode(const domain::Job& job) {
    v1::Job encoded;
    encoded.set_id(job.id.value);
    encoded.set_dataset(job.dataset.value);
    encoded.set_state(encode(job.state));
    encoded.set_priority(encode(job.priority));
    *encoded.mutable_counts() = encode(job.counts);
    encoded.set_cancel_requested(job.cancel_requested);
    encoded.set_request_id(job.request_id);
    encoded.set_correlation_id(job.correlation_id);
    if (const auto trace = parse_traceparent(job.traceparent))
        encoded.set_trace_id(trace->trace_id_hex());
    *encoded.mutable_created_at() = encode(job.created_at);
    if (job.started_at) *encoded.mutable_started_at() = encode(*job.started_at);
    if (job.finished_at) *encoded.mutable_finished_at() = encode(*job.finished_at);
    return encoded;
}

v1::JobItem encode(const domain::JobItem& item) {
    v1::JobItem encoded;
    encoded.set_ordinal(item.ordinal);
    encoded.set_document_id(item.document.value);
    encoded.set_version(item.version);
    encoded.set_state(encode(item.state));
    encoded.set_superseded(item.superseded);
    if (item.failure) *encoded.mutable_failure() = encode(*item.failure);
    *encoded.mutable_updated_at() = encode(item.updated_at);
    return encoded;
}

v1::JobEvent encode(const domain::JobEvent& event) {
    v1::JobEvent encoded;
    encoded.set_id(event.id);
    encoded.set_job_id(event.job.value);
    encoded.set_type(event.type);
    encoded.set_state(encode(event.state));
    *encoded.mutable_counts() = encode(event.counts);
    if (event.item) *encoded.mutable_item() = encode(*event.item);
    *encoded.mutable_at() = encode(event.at);
    return encoded;
}

v1::DeadLetter encode(const domain::DeadLetter& letter) {
    v1::DeadLetter encoded;
    encoded.set_id(letter.id.value);
    encoded.set_dataset(letter.dataset.value);
    encoded.set_job_id(letter.job.value);
    encoded.set_ordinal(letter.ordinal);
    encoded.set_document_id(letter.document.value);
    encoded.set_version(letter.version);
    *encoded.mutable_failure() = encode(letter.failure);
    encoded.set_attempts(letter.attempts);
    if (!letter.trace_id.empty()) encoded.set_trace_id(letter.trace_id);
    encoded.set_request_id(letter.request_id);
    *encoded.mutable_failed_at() = encode(letter.failed_at);
    return encoded;
}

}  // namespace lectern::transport::grpc
