#include <utility>

#include "transport/rest/codec_job.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"
#include "transport/rest/sse_source.hpp"

namespace lectern::transport::rest {
namespace {

JobId job_id(const Call& call) { return {call.parameters.text("job_id")}; }

Result<http::Response> show(Result<domain::Job> job) {
    if (!job) return fail(job);
    return json_response(encode(*job));
}

Result<http::Response> list_jobs(services::JobService& jobs, Call& call) {
    ports::JobFilter filter;
    if (auto dataset = call.parameters.optional_text("dataset"))
        filter.dataset = DatasetId{std::move(*dataset)};
    filter.state = domain::parse_job_state(call.parameters.text("state"));
    auto page = jobs.list(call.context, filter, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::Job& job) { return encode(job); }));
}

Result<http::Response> list_items(services::JobService& jobs, Call& call) {
    const auto state = domain::parse_item_state(call.parameters.text("state"));
    auto page = jobs.items(call.context, job_id(call), state, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::JobItem& item) {
        return encode(item);
    }));
}

Result<http::Response> watch(services::JobService& jobs, Call& call) {
    const auto last = call.parameters.whole_number("last-event-id").value_or(0);
    auto source =
        JobEventSource::open(jobs, call.context, job_id(call), static_cast<std::uint64_t>(last));
    if (!source) return fail(source);
    http::Response response{.headers = {{"Content-Type", "text/event-stream"}}};
    // Proxies that buffer would hold events back.
    response.headers.emplace_back("X-Accel-Buffering", "no");
    response.stream = std::move(*source);
    return response;
}

}  // namespace

void bind_jobs(Bindings& bindings, services::JobService& jobs) {
    bindings.bind("listJobs", [&jobs](Call& call) { return list_jobs(jobs, call); });
    bindings.bind("getJob", [&jobs](Call& call) {
        return show(jobs.find(call.context, job_id(call)));
    });
    bindings.bind("listJobItems", [&jobs](Call& call) { return list_items(jobs, call); });
    bindings.bind("cancelJob", [&jobs](Call& call) {
        return show(jobs.cancel(call.context, job_id(call)));
    });
    bindings.bind("watchJob", [&jobs](Call& call) { return watch(jobs, call); });
}

}  // namespace lectern::transport::rest
