#include "transport/http/response_head.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"

namespace lectern::transport::http {
namespace {

/// The reasons of the statuses that Lectern uses (RFC 9110 §15); clients ignore them.
std::string_view reason(unsigned status) {
    switch (status) {
        case 101:
            return "Switching Protocols";
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 499:
            return "Client Closed Request";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 502:
            return "Bad Gateway";
        case 503:
            return "Service Unavailable";
        case 504:
            return "Gateway Timeout";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "";
    }
}

bool is_reserved(std::string_view name) {
    constexpr std::array reserved{
        std::string_view("content-length"),
        std::string_view("transfer-encoding"),
        std::string_view("connection"),
        std::string_view("keep-alive"),
        std::string_view("date"),
        std::string_view("server"),
        std::string_view("x-request-id"),
        std::string_view("x-correlation-id"),
    };
    return std::ranges::any_of(reserved, [name](std::string_view own) {
        return equals_ignoring_case(own, name);
    });
}

void add(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

void add_framing(std::string& head, const Response& response, Framing framing) {
    if (is_chunked(response, framing)) {
        add(head, "Transfer-Encoding", "chunked");
    } else if (!response.stream && has_body(response.status) &&
               !(framing.is_head && response.body.empty())) {
        add(head, "Content-Length", fmt::format_int(response.body.size()).c_str());
    }
    if (response.status == 101 || response.status == 426) {
        // Who sends Upgrade says so here too (RFC 9110 §7.8).
        add(head, "Connection", framing.keep_alive ? "Upgrade" : "close, Upgrade");
    } else if (!framing.keep_alive) {
        add(head, "Connection", "close");
    } else if (framing.is_http_1_0) {
        add(head, "Connection", "keep-alive");
    }
}

}  // namespace

bool has_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

bool is_chunked(const Response& response, Framing framing) {
    return response.stream && has_body(response.status) && !framing.is_http_1_0;
}

std::string response_head(
    const Response& response, const RequestContext& context, Framing framing
) {
    std::string head;
    head.reserve(512);
    head.append("HTTP/1.1 ").append(fmt::format_int(response.status).c_str()).append(" ");
    head.append(reason(response.status)).append("\r\n");
    bool has_sniffing_rule = false;
    for (const auto& [name, value] : response.headers) {
        if (is_reserved(name)) continue;
        has_sniffing_rule =
            has_sniffing_rule || equals_ignoring_case(name, "x-content-type-options");
        add(head, name, value);
    }
    if (!has_sniffing_rule) add(head, "X-Content-Type-Options", "nosniff");
    add(head, "X-Request-ID", context.request_id);
    add(head, "X-Correlation-ID", context.correlation_id);
    add(head,
        "Date",
        http_date(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
    add(head, "Server", "lectern");
    add_framing(head, response, framing);
    return head.append("\r\n");
}

bool has_valid_headers(const Response& response) {
    return std::ranges::all_of(response.headers, [](const Header& header) {
        return is_token(header.first) && is_field_value(header.second);
    });
}

std::string http_date(std::chrono::sys_seconds time) {
    // Not strftime, which follows the locale.
    constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        days.at(std::chrono::weekday(day).c_encoding()),
        static_cast<unsigned>(date.day()),
        months.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()),
        clock.hours().count(),
        clock.minutes().count(),
        clock.seconds().count()
    );
}

std::string chunk_head(std::size_t size) { return fmt::format("{:x}\r\n", size); }

}  // namespace lectern::transport::http
