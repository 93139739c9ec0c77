#include "access/issuer_keys.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "access/strict_json.hpp"
#include "core/ascii.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::access {
namespace {

using telemetry::LogLevel;

constexpr std::string_view discovery_path = "/.well-known/openid-configuration";
constexpr std::string_view http = "http://";
constexpr std::string_view https = "https://";

// Host and port, or nothing when there is none or somebody hides it behind a user name.
std::optional<std::string_view> authority_of(std::string_view rest) {
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#\\"));
    if (authority.empty() || authority.contains('@')) return std::nullopt;
    return authority;
}

bool is_loopback(std::string_view authority) {
    const std::string_view host = authority.starts_with('[')
                                      ? authority.substr(0, authority.find(']') + 1)
                                      : authority.substr(0, authority.find(':'));
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

bool is_trusted_url(std::string_view url, bool allow_http) {
    if (url.starts_with(https)) return authority_of(url.substr(https.size())).has_value();
    if (!url.starts_with(http)) return false;
    const auto authority = authority_of(url.substr(http.size()));
    return authority && (allow_http || is_loopback(*authority));
}

// The seconds of `max-age` (RFC 9111 §5.2.2.1), 0 for answers that may not be kept.
std::optional<std::int64_t> max_age_of(std::string_view header) {
    const std::string lower = to_ascii_lower(header);
    std::string_view cache_control = lower;
    std::optional<std::int64_t> age;
    while (!cache_control.empty()) {
        const std::size_t end = std::min(cache_control.find(','), cache_control.size());
        std::string_view directive = cache_control.substr(0, end);
        cache_control.remove_prefix(std::min(end + 1, cache_control.size()));
        while (directive.starts_with(' ')) directive.remove_prefix(1);
        while (directive.ends_with(' ')) directive.remove_suffix(1);
        if (directive == "no-store" || directive == "no-cache") return 0;
        constexpr std::string_view name = "max-age=";
        if (!directive.starts_with(name)) continue;
        const std::string_view digits = directive.substr(name.size());
        std::int64_t seconds = 0;
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
        if (read.ec == std::errc() && seconds >= 0) age = seconds;
    }
    return age;
}

std::unexpected<Error> unavailable(std::string message) {
    return fail(ErrorCode::unavailable, std::move(message));
}

}  // namespace

IssuerKeys::IssuerKeys(Options options, const telemetry::Telemetry& telemetry, SteadyClock now)
    : options_(std::move(options)),
      telemetry_(telemetry),
      now_(std::move(now)),
      client_(
          {.max_response_bytes = options_.max_bytes, .connect_timeout = options_.timeout},
          telemetry.tracer
      ),
      fetcher_({.name = "issuer-keys", .threads = 1, .queue_capacity = 1}) {}

IssuerKeys::~IssuerKeys() { stop_.request_stop(); }

Result<std::shared_ptr<const KeySet>> IssuerKeys::get(const RequestContext& context) {
    Lock lock(mutex_);
    const SteadyTime now = now_();
    if (keys_ != nullptr && now < fresh_until_) return keys_;
    if (may_fetch(now)) start_fetch(now, context);
    const auto is_usable = [this](SteadyTime time) {
        return keys_ != nullptr && time < fresh_until_ + options_.longest_stale;
    };
    if (is_usable(now)) return keys_;
    if (auto waited = await_fetch(lock, context); !waited) return fail(waited);
    if (is_usable(now_())) return keys_;
    return fail(Error{
        .code = ErrorCode::unavailable,
        .message = "the issuer of tokens cannot be asked for its keys",
        .retry_after = options_.shortest_pause,
    });
}

Result<std::shared_ptr<const KeySet>> IssuerKeys::get_newer(
    const RequestContext& context, std::shared_ptr<const KeySet> seen
) {
    Lock lock(mutex_);
    if (keys_ != seen) return keys_;
    const SteadyTime now = now_();
    if (may_fetch(now)) start_fetch(now, context);
    if (auto waited = await_fetch(lock, context); !waited) return fail(waited);
    return keys_;
}

bool IssuerKeys::may_fetch(SteadyTime now) const {
    return !fetching_ && (!last_attempt_ || now - *last_attempt_ >= options_.shortest_pause);
}

// `cause` is the request that needs them first; others may wait for them too.
void IssuerKeys::start_fetch(SteadyTime now, const RequestContext& cause) {
    last_attempt_ = now;
    RequestContext context{
        .request_id = cause.request_id, .correlation_id = cause.correlation_id, .trace = cause.trace
    };
    context.stop = stop_.get_token();
    fetching_ =
        fetcher_.submit([this, context = std::move(context)] { run_fetch(context); }).has_value();
}

Result<void> IssuerKeys::await_fetch(Lock& lock, const RequestContext& context) {
    // A fetch ends by itself: discovery and keys have a timeout each.
    auto end = std::chrono::steady_clock::now() + 4 * options_.timeout;
    if (context.deadline) end = std::min(end, *context.deadline);
    fetched_.wait_until(lock, context.stop, end, [this] { return !fetching_; });
    if (!fetching_) return {};
    if (auto alive = context.check(); !alive) return fail(alive);
    return unavailable("the issuer of tokens does not answer in time");
}

void IssuerKeys::run_fetch(const RequestContext& context) {
    auto fetched = fetch(context);
    telemetry_.metrics.add(
        telemetry::catalog::jwks_refreshes_total, {fetched ? "ok" : to_string(fetched.error().code)}
    );
    if (!fetched) {
        telemetry_.log.write(
            LogLevel::warning,
            nullptr,
            "keys of the token issuer cannot be fetched",
            {{"error", fetched.error().message}}
        );
    }
    const Lock lock(mutex_);
    fetching_ = false;
    if (fetched) {
        const bool changed = keys_ == nullptr || keys_->generation() != fetched->keys.generation();
        // The same keys stay the same object, so that whoever waits for newer ones can tell.
        if (changed) keys_ = std::make_shared<const KeySet>(std::move(fetched->keys));
        fresh_until_ = now_() + fetched->lifetime;
        if (changed) {
            telemetry_.log.write(
                LogLevel::info,
                nullptr,
                "keys of the token issuer changed",
                {{"count", keys_->size()}}
            );
        }
    }
    fetched_.notify_all();
}

Result<IssuerKeys::Fetched> IssuerKeys::fetch(const RequestContext& context) {
    std::string url = options_.jwks_url;
    if (url.empty()) {
        auto found = find_jwks_url(context);
        if (!found) return fail(found);
        url = std::move(*found);
    }
    auto answer = get_document(context, url);
    if (!answer) return fail(answer);
    auto keys = read_key_set(answer->body, options_.max_keys);
    if (!keys) return fail(keys);
    return Fetched{
        .keys = std::move(*keys), .lifetime = lifetime_of(answer->header("cache-control"))
    };
}

// OpenID Connect Discovery 1.0 §4; that the issuer is the one asked for is §4.3.
Result<std::string> IssuerKeys::find_jwks_url(const RequestContext& context) {
    std::string url = options_.issuer;
    while (url.ends_with('/')) url.pop_back();
    url += discovery_path;
    auto answer = get_document(context, url);
    if (!answer) return fail(answer);
    const auto document = read_object(answer->body);
    if (!document)
        return fail(ErrorCode::invalid_argument, "the issuer's configuration cannot be read");
    const auto* issuer = find_string(*document, "issuer");
    if (issuer == nullptr || *issuer != options_.issuer)
        return fail(ErrorCode::invalid_argument, "the configuration is of another issuer");
    const auto* jwks_url = find_string(*document, "jwks_uri");
    if (jwks_url == nullptr || !is_trusted_url(*jwks_url, options_.allow_http))
        return fail(ErrorCode::invalid_argument, "the issuer's configuration has no good jwks_uri");
    return std::string(*jwks_url);
}

Result<net::HttpResponse> IssuerKeys::get_document(
    const RequestContext& context, const std::string& url
) {
    auto answer = client_.send(
        context,
        {.url = url, .headers = {{"Accept", "application/json"}}, .timeout = options_.timeout}
    );
    if (answer && answer->status != 200)
        return unavailable("the issuer answers with status " + std::to_string(answer->status));
    return answer;
}

std::chrono::seconds IssuerKeys::lifetime_of(std::string_view cache_control) const {
    const auto age = max_age_of(cache_control);
    const auto wanted = age ? std::chrono::seconds(*age) : options_.default_lifetime;
    return std::clamp(wanted, options_.shortest_lifetime, options_.longest_lifetime);
}

Result<void> validate(const IssuerKeys::Options& options) {
    const auto wrong = [](std::string message) {
        return fail(ErrorCode::invalid_argument, std::move(message));
    };
    if (!is_trusted_url(options.issuer, options.allow_http))
        return wrong("the issuer of tokens has to be an https url");
    if (!options.jwks_url.empty() && !is_trusted_url(options.jwks_url, options.allow_http))
        return wrong("the address of the issuer's keys has to be an https url");
    if (options.shortest_lifetime.count() < 1 ||
        options.longest_lifetime < options.shortest_lifetime)
        return wrong("the shortest lifetime of keys is above the longest");
    if (options.timeout.count() < 1 || options.shortest_pause.count() < 0)
        return wrong("the timeout of a fetch of keys has to be above 0");
    if (options.max_keys < 1 || options.max_bytes < 1)
        return wrong("at least one key has to be allowed");
    return {};
}

}  // namespace lectern::access
