#include "transport/rest/responses.hpp"

#include <chrono>
#include <utility>

#include "transport/common/json_writer.hpp"
#include "transport/common/problem.hpp"
#include "transport/common/status_map.hpp"

namespace lectern::transport::rest {
namespace {

bool is_unreserved(char character) {
    const bool letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    const bool digit = character >= '0' && character <= '9';
    return letter || digit || std::string_view("-._~").contains(character);
}

}  // namespace

http::Response json_response(const boost::json::value& body, unsigned status) {
    return {
        .status = status,
        .headers = {{"Content-Type", "application/json"}},
        .body = write_json(body)
    };
}

http::Response empty_response() { return {.status = 204}; }

http::Response problem_response(
    const Error& error, const RequestContext& context, unsigned status
) {
    http::Response response{
        .status = status,
        .headers = {{"Content-Type", "application/problem+json"}},
        .body = problem_json(error, context, status),
    };
    if (error.retry_after) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
        response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    }
    return response;
}

http::Response problem_response(const Error& error, const RequestContext& context) {
    return problem_response(error, context, http_status(error.code));
}

http::Header location(std::string_view collection, std::string_view id) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string url(collection);
    url += '/';
    for (const char character : id) {
        if (is_unreserved(character)) {
            url += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        url.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
    return {"Location", std::move(url)};
}

}  // namespace lectern::transport::rest
