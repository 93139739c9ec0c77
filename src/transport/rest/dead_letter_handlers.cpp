#include <utility>

#include "transport/rest/codec_job.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

DeadLetterId dead_letter_id(const Call& call) { return {call.parameters.text("dead_letter_id")}; }

ports::DeadLetterFilter decode_filter(const Parameters& parameters) {
    ports::DeadLetterFilter filter;
    if (auto dataset = parameters.optional_text("dataset"))
        filter.dataset = DatasetId{std::move(*dataset)};
    if (auto job = parameters.optional_text("job")) filter.job = JobId{std::move(*job)};
    filter.stage = domain::parse_ingest_stage(parameters.text("stage"));
    return filter;
}

Result<http::Response> list(services::DeadLetterService& dead_letters, Call& call) {
    auto page = dead_letters.list(
        call.context, decode_filter(call.parameters), decode_page_request(call.parameters)
    );
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::DeadLetter& letter) {
        return encode(letter);
    }));
}

Result<http::Response> find(services::DeadLetterService& dead_letters, Call& call) {
    auto letter = dead_letters.find(call.context, dead_letter_id(call));
    if (!letter) return fail(letter);
    return json_response(encode(*letter));
}

Result<http::Response> redrive(services::DeadLetterService& dead_letters, Call& call) {
    auto job = dead_letters.redrive(call.context, dead_letter_id(call));
    if (!job) return fail(job);
    http::Response response = json_response(encode(*job), 202);
    response.headers.push_back(location("/v1/jobs", job->id.value));
    return response;
}

Result<http::Response> purge(services::DeadLetterService& dead_letters, Call& call) {
    auto purged = dead_letters.purge(call.context, dead_letter_id(call));
    if (!purged) return fail(purged);
    return empty_response();
}

Result<http::Response> purge_all(services::DeadLetterService& dead_letters, Call& call) {
    const ports::DeadLetterFilter filter = decode_filter(call.parameters);
    const bool is_filtered = filter.dataset || filter.stage || filter.job;
    if (!is_filtered && !call.parameters.flag("all")) {
        return fail(
            ErrorCode::invalid_argument,
            "without a filter, all=true must say that every dead letter is meant"
        );
    }
    auto purged = dead_letters.purge_all(call.context, filter);
    if (!purged) return fail(purged);
    return json_response(boost::json::object{{"purged", *purged}});
}

}  // namespace

void bind_dead_letters(Bindings& bindings, services::DeadLetterService& dead_letters) {
    bindings.bind("listDeadLetters", [&dead_letters](Call& call) {
        return list(dead_letters, call);
    });
    bindings.bind("getDeadLetter", [&dead_letters](Call& call) {
        return find(dead_letters, call);
    });
    bindings.bind("redriveDeadLetter", [&dead_letters](Call& call) {
        return redrive(dead_letters, call);
    });
    bindings.bind("purgeDeadLetter", [&dead_letters](Call& call) {
        return purge(dead_letters, call);
    });
    bindings.bind("purgeDeadLetters", [&dead_letters](Call& call) {
        return purge_all(dead_letters, call);
    });
}

}  // namespace lectern::transport::rest
