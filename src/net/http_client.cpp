#include "net/http_client.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include <curl/curl.h>

#include "core/ascii.hpp"
#include "core/thread_annotations.hpp"
#include "net/client_span.hpp"

namespace lectern::net {
namespace {

struct CurlDeleter {
    void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { ::curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlDeleter>;
using HeaderList = std::unique_ptr<curl_slist, CurlDeleter>;

// What the callbacks of one exchange share.
struct Exchange {
    const RequestContext& context;
    HttpRequest& request;
    std::size_t max_response_bytes;
    HttpResponse response{};
    std::string part{};    // of the request's body, being sent
    std::size_t sent = 0;  // of `part`
    bool too_large = false;
};

std::size_t read_body(char* buffer, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    while (exchange.sent == exchange.part.size()) {
        auto next = exchange.request.body_parts();
        if (!next) return 0;
        exchange.part = std::move(*next);
        exchange.sent = 0;
    }
    const std::size_t length = std::min(size * count, exchange.part.size() - exchange.sent);
    std::memcpy(buffer, exchange.part.data() + exchange.sent, length);
    exchange.sent += length;
    return length;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    const std::string_view part(bytes, size * count);
    if (exchange.request.on_body && exchange.response.status < 300) {
        return exchange.request.on_body(part) ? part.size() : 0;
    }
    if (exchange.response.body.size() + part.size() > exchange.max_response_bytes) {
        exchange.too_large = true;
        return 0;
    }
    exchange.response.body += part;
    return part.size();
}

std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* user) {
    auto& exchange = *static_cast<Exchange*>(user);
    std::string_view line(bytes, size * count);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        // A later status line (after 100 Continue) starts over.
        exchange.response.headers.clear();
        const auto space = line.find(' ');
        exchange.response.status = space == std::string_view::npos
                                       ? 0
                                       : static_cast<unsigned>(std::atoi(line.data() + space));
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        std::string name = to_ascii_lower(line.substr(0, colon));
        line.remove_prefix(colon + 1);
        while (line.starts_with(' ')) line.remove_prefix(1);
        exchange.response.headers.emplace_back(std::move(name), line);
    }
    return size * count;
}

// Called about once a second and with every transfer; not 0 ends the exchange.
int check_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<Exchange*>(user)->context.stop.stop_requested() ? 1 : 0;
}

HeaderList header_list(
    const RequestContext& context, const TraceContext& trace, const HttpRequest& request
) {
    HeaderList list;
    const auto add = [&list](const std::string& line) {
        curl_slist* longer = ::curl_slist_append(list.get(), line.c_str());
        // Appending to a list gives the same head again.
        if (longer != nullptr && longer != list.get()) list.reset(longer);
    };
    for (const auto& [name, value] : request.headers) add(name + ": " + value);
    if (!context.request_id.empty()) add("X-Request-ID: " + context.request_id);
    if (!context.correlation_id.empty()) add("X-Correlation-ID: " + context.correlation_id);
    if (trace.is_valid()) add("traceparent: " + trace.traceparent());
    if (trace.is_valid() && !trace.state.empty()) add("tracestate: " + trace.state);
    if (!context.baggage.empty()) add("baggage: " + context.baggage);
    add("Expect:");  // no second round trip to ask whether the body is welcome
    return list;
}

template <class Value>
void set(CURL* handle, CURLoption option, Value value) {
    ::curl_easy_setopt(handle, option, value);
}

void set_body(CURL* handle, Exchange& exchange) {
    HttpRequest& request = exchange.request;
    if (request.body_parts) {
        set(handle, CURLOPT_UPLOAD, 1L);
        set(handle, CURLOPT_READFUNCTION, &read_body);
        set(handle, CURLOPT_READDATA, &exchange);
    } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
        set(handle, CURLOPT_POSTFIELDS, request.body.data());
        set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    }
    if (request.method == "HEAD") set(handle, CURLOPT_NOBODY, 1L);
}

Result<HttpResponse> outcome(CURLcode code, Exchange& exchange) {
    const std::string& url = exchange.request.url;
    if (code == CURLE_OK) return std::move(exchange.response);
    if (exchange.too_large)
        return fail(ErrorCode::resource_exhausted, "the answer of " + url + " is too large");
    if (code == CURLE_WRITE_ERROR && exchange.request.on_body) return std::move(exchange.response);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return fail(ErrorCode::deadline_exceeded, url + " did not answer in time");
    if (code == CURLE_ABORTED_BY_CALLBACK)
        return fail(ErrorCode::cancelled, "the request to " + url + " was cancelled");
    return fail(ErrorCode::unavailable, "cannot reach " + url + ": " + ::curl_easy_strerror(code));
}

}  // namespace

std::string_view HttpResponse::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, [](const auto& header) {
        return std::string_view(header.first);
    });
    return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

struct HttpClient::Pool {
    Pool(Options chosen, const telemetry::Tracer& traced)
        : options(std::move(chosen)), tracer(traced) {
        ::curl_global_init(CURL_GLOBAL_DEFAULT);
    }

    Handle take() {
        const std::lock_guard lock(mutex);
        if (idle.empty()) return Handle(::curl_easy_init());
        Handle handle = std::move(idle.back());
        idle.pop_back();
        return handle;
    }

    void give_back(Handle handle) {
        ::curl_easy_reset(handle.get());  // keeps its connections
        const std::lock_guard lock(mutex);
        idle.push_back(std::move(handle));
    }

    const Options options;
    const telemetry::Tracer tracer;
    std::mutex mutex;
    std::vector<Handle> idle LECTERN_GUARDED_BY(mutex);
};

HttpClient::HttpClient() : HttpClient(Options{}) {}

HttpClient::HttpClient(Options options, const telemetry::Tracer& tracer)
    : pool_(std::make_unique<Pool>(std::move(options), tracer)) {}

HttpClient::~HttpClient() = default;

Result<HttpResponse> HttpClient::send(const RequestContext& context, HttpRequest request) {
    if (auto alive = context.check(); !alive) return fail(alive);
    Handle handle = pool_->take();
    if (handle == nullptr)
        return fail(ErrorCode::unavailable, "the HTTP client could not be set up");
    Exchange exchange{
        .context = context,
        .request = request,
        .max_response_bytes = pool_->options.max_response_bytes
    };

    ClientSpan span(pool_->tracer, context, request);
    const HeaderList headers = header_list(context, span.trace(), request);
    CURL* curl = handle.get();
    set(curl, CURLOPT_URL, request.url.c_str());
    set(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_NOPROXY, "*");
    if (const auto& authorities = pool_->options.ca_file; !authorities.empty())
        set(curl, CURLOPT_CAINFO, authorities.c_str());
    set_body(curl, exchange);
    set(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    set(curl, CURLOPT_HTTPHEADER, headers.get());
    set(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(pool_->options.connect_timeout.count()));
    if (request.timeout.count() > 0 || context.deadline) {
        const auto timeout =
            request.timeout.count() > 0 ? request.timeout : std::chrono::milliseconds{86'400'000};
        // 0 would mean no limit at all.
        set(curl,
            CURLOPT_TIMEOUT_MS,
            std::max(1L, static_cast<long>(context.remaining(timeout).count())));
    }
    set(curl, CURLOPT_WRITEFUNCTION, &take_body);
    set(curl, CURLOPT_WRITEDATA, &exchange);
    set(curl, CURLOPT_HEADERFUNCTION, &take_header);
    set(curl, CURLOPT_HEADERDATA, &exchange);
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &check_stop);
    set(curl, CURLOPT_XFERINFODATA, &exchange);

    const CURLcode code = ::curl_easy_perform(curl);
    pool_->give_back(std::move(handle));
    auto answer = outcome(code, exchange);
    span.end(answer);
    return answer;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool alphanumeric =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (alphanumeric || std::string_view("-._~").contains(c)) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += digits[byte >> 4];
            encoded += digits[byte & 0xf];
        }
    }
    return encoded;
}

}  // namespace lectern::net
