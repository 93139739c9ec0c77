#include "transport/rest/codec_job.hpp"

#include "core/request_context.hpp"
#include "transport/common/json_writer.hpp"
#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

json::object encode(const domain::JobCounts& counts) {
    return {
        {"total", counts.total},
        {"indexed", counts.indexed},
        {"failed", counts.failed},
        {"cancelled", counts.cancelled},
    };
}

json::object encode(const domain::ItemFailure& failure) {
    return {
        {"code", to_string(failure.code)},
        {"reason", failure.reason},
        {"stage", to_string(failure.stage)}
    };
}

}  // namespace

json::object encode(const domain::Job& job) {
    json::object object{
        {"id", job.id.value},
        {"dataset", job.dataset.value},
        {"state", to_string(job.state)},
        {"priority", to_string(job.priority)},
        {"counts", encode(job.counts)},
        {"cancel_requested", job.cancel_requested},
        {"request_id", job.request_id},
        {"correlation_id", job.correlation_id},
    };
    if (const auto trace = parse_traceparent(job.traceparent))
        object["trace_id"] = trace->trace_id_hex();
    object["created_at"] = encode(job.created_at);
    if (job.started_at) object["started_at"] = encode(*job.started_at);
    if (job.finished_at) object["finished_at"] = encode(*job.finished_at);
    return object;
}

json::object encode(const domain::JobItem& item) {
    json::object object{
        {"ordinal", item.ordinal},
        {"document_id", item.document.value},
        {"version", item.version},
        {"state", to_string(item.state)},
        {"superseded", item.superseded},
    };
    if (item.failure) object["failure"] = encode(*item.failure);
    object["updated_at"] = encode(item.updated_at);
    return object;
}

json::object encode(const domain::JobEvent& event) {
    json::object object{
        {"job_id", event.job.value},
        {"type", event.type},
        {"state", to_string(event.state)},
        {"counts", encode(event.counts)},
    };
    if (event.item) object["item"] = encode(*event.item);
    object["at"] = encode(event.at);
    return object;
}

json::object encode(const domain::DeadLetter& letter) {
    json::object object{
        {"id", letter.id.value},
        {"dataset", letter.dataset.value},
        {"job_id", letter.job.value},
        {"ordinal", letter.ordinal},
        {"document_id", letter.document.value},
        {"version", letter.version},
        {"failure", encode(letter.failure)},
        {"attempts", letter.attempts},
        {"request_id", letter.request_id},
        {"failed_at", encode(letter.failed_at)},
    };
    if (!letter.trace_id.empty()) object["trace_id"] = letter.trace_id;
    return object;
}

std::string encode_server_sent(const domain::JobEvent& event) {
    std::string text;
    if (event.id != 0) text.append("id: ").append(std::to_string(event.id)).append("\n");
    text.append("event: ").append(event.type).append("\n");
    text.append("data: ").append(write_json(encode(event))).append("\n\n");
    return text;
}

}  // namespace lectern::transport::rest
