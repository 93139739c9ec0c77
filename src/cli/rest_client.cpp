#include "cli/rest_client.hpp"

#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace lectern::cli {
namespace {

namespace json = boost::json;

constexpr std::string_view json_type = "application/json";

std::string text_member(const json::object& object, std::string_view name) {
    const json::value* member = object.if_contains(name);
    return member != nullptr && member->is_string() ? std::string(member->get_string())
                                                    : std::string();
}

// An answer with an error status: its problem, or what can be said without one.
Error problem_of(const net::HttpResponse& response) {
    Error error{
        .code = response.status >= 500 ? ErrorCode::unavailable : ErrorCode::invalid_argument,
        .message = "the server answered " + std::to_string(response.status),
    };
    boost::system::error_code malformed;
    const json::value body = json::parse(response.body, malformed);
    if (malformed || !body.is_object()) return error;
    const json::object& problem = body.get_object();
    if (const auto code = parse_error_code(text_member(problem, "code"))) error.code = *code;
    if (std::string detail = text_member(problem, "detail"); !detail.empty())
        error.message = std::move(detail);
    const json::value* violations = problem.if_contains("errors");
    if (violations == nullptr || !violations->is_array()) return error;
    for (const json::value& violation : violations->get_array()) {
        if (!violation.is_object()) continue;
        error.violations.push_back(
            {.field = text_member(violation.get_object(), "pointer"),
             .description = text_member(violation.get_object(), "detail")}
        );
    }
    return error;
}

Result<json::value> body_of(const net::HttpResponse& response) {
    if (response.status >= 400) return fail(problem_of(response));
    if (response.body.empty()) return json::value();
    boost::system::error_code malformed;
    json::value body = json::parse(response.body, malformed);
    if (malformed)
        return fail(
            ErrorCode::internal, "the server's answer is not JSON: is this a Lectern server?"
        );
    return body;
}

// Puts the parts of an event stream together
// (https://html.spec.whatwg.org/#event-stream-interpretation).
class EventReader {
  public:
    explicit EventReader(const std::function<bool(const json::value&)>& on_event)
        : on_event_(on_event) {}

    bool take(std::string_view part) {
        buffer_ += part;
        for (auto end = buffer_.find('\n'); end != std::string::npos; end = buffer_.find('\n')) {
            std::string line = buffer_.substr(0, end);
            buffer_.erase(0, end + 1);
            if (line.ends_with('\r')) line.pop_back();
            if (!take_line(line)) return false;
        }
        return true;
    }

  private:
    bool take_line(std::string_view line) {
        if (line.starts_with("data:")) {
            line.remove_prefix(5);
            if (line.starts_with(' ')) line.remove_prefix(1);
            data_ += line;
        }
        if (!line.empty() || data_.empty()) return true;
        boost::system::error_code malformed;
        const json::value event = json::parse(std::exchange(data_, {}), malformed);
        return malformed || on_event_(event);
    }

    const std::function<bool(const json::value&)>& on_event_;
    std::string buffer_;
    std::string data_;
};

}  // namespace

RestClient::RestClient(std::string url, std::string api_key)
    : url_(std::move(url)), api_key_(std::move(api_key)) {}

Result<json::value> RestClient::get(const std::string& path) { return send({}, path); }

Result<json::value> RestClient::put(const std::string& path, const json::value& body) {
    return send(
        {.method = "PUT",
         .headers = {{"Content-Type", std::string(json_type)}},
         .body = json::serialize(body)},
        path
    );
}

Result<json::value> RestClient::post(const std::string& path, const json::value& body) {
    return send(
        {.method = "POST",
         .headers = {{"Content-Type", std::string(json_type)}},
         .body = body.is_null() ? std::string() : json::serialize(body)},
        path
    );
}

Result<void> RestClient::remove(const std::string& path) {
    if (auto done = send({.method = "DELETE"}, path); !done) return fail(done);
    return {};
}

Result<json::value> RestClient::post_lines(
    const std::string& path, std::function<std::optional<std::string>()> next_line
) {
    return send(
        {.method = "POST",
         .headers = {{"Content-Type", "application/x-ndjson"}},
         .body_parts = std::move(next_line),
         .timeout = std::chrono::milliseconds{0}},
        path
    );
}

Result<void> RestClient::watch(
    const std::string& path, const std::function<bool(const json::value&)>& on_event
) {
    EventReader reader(on_event);
    net::HttpRequest request{
        .headers = {{"Accept", "text/event-stream"}},
        .on_body = [&reader](std::string_view part) { return reader.take(part); },
        .timeout = std::chrono::milliseconds{0},
    };
    if (auto done = send(std::move(request), path); !done) return fail(done);
    return {};
}

Result<json::value> RestClient::send(net::HttpRequest request, const std::string& path) {
    request.url = url_ + path;
    if (!api_key_.empty()) request.headers.emplace_back("Authorization", "Bearer " + api_key_);
    const auto response = http_.send(context_, std::move(request));
    if (!response) return fail(response.error());
    return body_of(*response);
}

}  // namespace lectern::cli
