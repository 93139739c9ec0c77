#include "telemetry/sentry/sender.hpp"

#include <algorithm>
#include <utility>

#include "telemetry/sentry/envelope.hpp"
#include "telemetry/sentry/server_wishes.hpp"

namespace lectern::telemetry::sentry {
namespace {

// An answer is a line of JSON.
constexpr std::size_t longest_answer = 64U << 10;
constexpr std::size_t longest_reason = 200;

Delivery::Outcome outcome_of(unsigned status) {
    if (status >= 200 && status < 300) return Delivery::Outcome::delivered;
    // Too many, too early, too slow, and what is wrong with the server itself.
    const bool may_pass = status == 429 || status == 408 || status == 425 || status >= 500;
    return may_pass ? Delivery::Outcome::later : Delivery::Outcome::refused;
}

void remove_all(std::string& text, std::string_view secret) {
    if (secret.empty()) return;
    for (auto place = text.find(secret); place != std::string::npos; place = text.find(secret))
        text.replace(place, secret.size(), "...");
}

// Sentry says why in a header of its own, others in the body; some repeat the key that was wrong.
std::string reason_of(const net::HttpResponse& response, const Dsn& dsn) {
    const std::string_view header = response.header("x-sentry-error");
    std::string said(header.empty() ? std::string_view(response.body) : header);
    remove_all(said, dsn.public_key);
    remove_all(said, dsn.secret_key);
    said.resize(std::min(said.size(), longest_reason));
    return said;
}

}  // namespace

Sender::Sender(Options options, const Clock& clock)
    : options_(std::move(options)),
      clock_(clock),
      client_({.max_response_bytes = longest_answer, .ca_file = options_.ca_file}) {}

Delivery Sender::send(std::string_view event_id, std::string_view payload, std::stop_token stop) {
    net::HttpRequest request{
        .method = "POST",
        .url = options_.dsn.envelope_url(),
        .headers =
            {{"Content-Type", "application/x-sentry-envelope"},
             {"User-Agent", options_.client},
             {"X-Sentry-Auth", options_.dsn.authorization(options_.client)}},
        .body = make_envelope(event_id, payload, clock_.now()),
        .timeout = options_.timeout,
    };
    if (auto small = gzip(request.body)) {
        request.body = std::move(*small);
        request.headers.emplace_back("Content-Encoding", "gzip");
    }
    const auto response = client_.send({.stop = std::move(stop)}, std::move(request));
    if (!response) return {.reason = response.error().message};
    return {
        .outcome = outcome_of(response->status),
        .status = response->status,
        .pause = wanted_pause(
            response->status,
            response->header("x-sentry-rate-limits"),
            response->header("retry-after"),
            clock_.now()
        ),
        .reason = reason_of(*response, options_.dsn),
    };
}

}  // namespace lectern::telemetry::sentry
