#include "transport/http/request_parser.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/http/target.hpp"

namespace lectern::transport::http {
namespace {

namespace beast = boost::beast;
using beast::error_code;

/// Beast wants a chunk's head line, and all trailers, in one piece.
constexpr std::size_t max_chunk_line_bytes = 16'384;

/// No chunked body ends in less. Beast 1.81 asserts that it sees as much when it looks at `0 CRLF`
/// a second time.
constexpr std::size_t least_chunk_end_bytes = 5;

std::string to_string(beast::string_view text) { return {text.data(), text.size()}; }

std::size_t count_of(const RequestHead& head, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count(head.headers, name, &Header::first));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a request line ends in a version that is well-formed (RFC 9112 §2.3), whichever.
bool is_http_version(std::string_view line) {
    if (line.size() < 8) return false;
    const auto version = line.substr(line.size() - 8);
    return version.starts_with("HTTP/") && is_digit(version[5]) && version[6] == '.' &&
           is_digit(version[7]);
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

/// Beast's state machine, which hands its findings straight to where they are wanted.
class RequestParser::Machine final : public beast::http::basic_parser<true> {
  public:
    explicit Machine(std::size_t max_header_bytes) {
        header_limit(static_cast<std::uint32_t>(max_header_bytes + 4));
        body_limit(boost::none);  // the session counts decoded bytes
        eager(false);
    }

    RequestHead head;
    int version = 11;
    std::string* out = nullptr;
    std::size_t room = 0;
    bool is_in_chunk = false;  ///< Rather than before a chunk's head.

  private:
    void
    on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int http_version, error_code&)
        override {
        head.method = to_string(method);
        head.target = to_string(target);
        version = http_version;
    }

    void
    on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, error_code&)
        override {
        if (is_header_done()) return;  // trailers: nothing here has a use for them
        head.headers.emplace_back(
            to_ascii_lower(std::string_view(name.data(), name.size())), to_string(value)
        );
    }

    std::size_t on_body_impl(beast::string_view body, error_code&) override { return keep(body); }

    std::size_t on_chunk_body_impl(std::uint64_t left, beast::string_view body, error_code&)
        override {
        const auto taken = keep(body);
        is_in_chunk = taken < left;
        return taken;
    }

    void on_response_impl(int, beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    void on_chunk_header_impl(std::uint64_t size, beast::string_view, error_code&) override {
        is_in_chunk = size > 0;
    }
    void on_finish_impl(error_code&) override {}

    std::size_t keep(beast::string_view body) {
        const auto taken = std::min(body.size(), room);
        out->append(body.data(), taken);
        room -= taken;
        return taken;
    }
};

RequestParser::RequestParser(std::size_t max_header_bytes)
    : max_header_bytes_(max_header_bytes), machine_(std::make_unique<Machine>(max_header_bytes)) {}

RequestParser::~RequestParser() = default;

RequestHead& RequestParser::head() { return machine_->head; }

bool RequestParser::is_http_1_0() const { return machine_->version < 11; }

bool RequestParser::wants_keep_alive() const { return machine_->keep_alive(); }

std::optional<std::uint64_t> RequestParser::declared_bytes_left() const {
    const auto left = machine_->content_length_remaining();
    return left ? std::optional<std::uint64_t>(*left) : std::nullopt;
}

void RequestParser::refuse(unsigned status, ErrorCode code, std::string message) {
    if (state_ == State::refused) return;
    state_ = State::refused;
    refusal_ =
        Refusal{.status = status, .error = Error{.code = code, .message = std::move(message)}};
}

/// Where the empty line ends, 0 while there is none. Beast takes folded lines, and waits for a CRLF
/// where a bare LF stands, so lines are looked at here first.
std::size_t RequestParser::find_head_end(std::string_view input) {
    while (true) {
        const auto end = input.find('\n', scanned_);
        if (std::min(end, input.size()) >= max_header_bytes_) {
            refuse(431, ErrorCode::invalid_argument, "the request head is too large");
            return 0;
        }
        if (end == std::string_view::npos) {
            scanned_ = input.size();
            return 0;
        }
        auto line = input.substr(line_start_, end - line_start_);
        if (!line.ends_with('\r')) {
            refuse(
                400, ErrorCode::invalid_argument, "a line of the request head does not end in CRLF"
            );
            return 0;
        }
        line.remove_suffix(1);
        if (line.empty() && line_start_ > 0) return end + 1;
        if (line.empty() || line.starts_with(' ') || line.starts_with('\t') ||
            !is_field_value(line)) {
            refuse(400, ErrorCode::invalid_argument, "a line of the request head is malformed");
            return 0;
        }
        line_start_ = end + 1;
        scanned_ = end + 1;
    }
}

std::size_t RequestParser::take_head(std::string_view input) {
    const auto end = find_head_end(input);
    if (end > 0) parse_head(input.substr(0, end));
    return end;
}

void RequestParser::parse_head(std::string_view bytes) {
    error_code error;
    machine_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error == beast::http::error::bad_version) {
        const bool is_http = is_http_version(bytes.substr(0, bytes.find('\r')));
        refuse(
            is_http ? 505 : 400, ErrorCode::invalid_argument, "the HTTP version is not supported"
        );
    } else if (error || !machine_->is_header_done()) {
        refuse(400, ErrorCode::invalid_argument, "the request head is malformed");
    }
    if (state_ == State::refused) return;
    check_target();
    check_host();
    check_lengths();
    check_expectation();
    if (state_ != State::refused) state_ = machine_->is_done() ? State::complete : State::body;
}

void RequestParser::check_target() {
    auto& parsed = machine_->head;
    const bool is_ascii =
        std::ranges::all_of(parsed.target, [](char c) { return c > ' ' && c <= '~'; });
    auto target = parse_target(parsed.method, parsed.target);
    if (!is_ascii || !target) {
        const auto why = target ? "the request target is not ASCII" : target.error().message;
        refuse(400, ErrorCode::invalid_argument, why);
        return;
    }
    parsed.path = std::move(target->path);
    parsed.query = std::move(target->query);
}

void RequestParser::check_host() {
    const auto hosts = count_of(machine_->head, "host");
    const bool is_malformed =
        machine_->head.header("host").find_first_of(" \t/?#@,\\\"<>") != std::string_view::npos;
    if (hosts > 1 || is_malformed || (hosts == 0 && !is_http_1_0())) {
        refuse(
            400,
            ErrorCode::invalid_argument,
            "the request needs exactly one well-formed host header"
        );
    }
}

void RequestParser::check_lengths() {
    const auto& parsed = machine_->head;
    const auto codings = count_of(parsed, "transfer-encoding");
    const auto lengths = count_of(parsed, "content-length");
    if (lengths > 1 || (lengths == 1 && !is_digits(parsed.header("content-length")))) {
        refuse(400, ErrorCode::invalid_argument, "the content length is malformed");
    }
    if (codings > 0 && (lengths > 0 || is_http_1_0())) {
        refuse(400, ErrorCode::invalid_argument, "a transfer coding is not allowed here");
    }
    if (codings > 0 && !equals_ignoring_case(parsed.header("transfer-encoding"), "chunked")) {
        refuse(501, ErrorCode::unimplemented, "the transfer coding is not supported");
    }
}

void RequestParser::check_expectation() {
    const auto expectation = machine_->head.header("expect");
    if (expectation.empty() || is_http_1_0()) return;
    if (!equals_ignoring_case(expectation, "100-continue")) {
        refuse(417, ErrorCode::invalid_argument, "the expectation is not supported");
    }
    expects_continue_ = !machine_->is_done();
}

std::size_t RequestParser::take_body(std::string_view input, std::size_t room, std::string& out) {
    machine_->out = &out;
    machine_->room = room;
    std::size_t used = 0;
    while (state_ == State::body && used < input.size()) {
        const auto rest = input.substr(used);
        const bool may_be_last =
            machine_->chunked() && !machine_->is_in_chunk && rest.starts_with('0');
        if (may_be_last && rest.size() < least_chunk_end_bytes) break;
        const auto room_before = machine_->room;
        error_code error;
        const auto taken =
            machine_->put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        used += taken;
        if (error == beast::http::error::need_more) {
            if (rest.size() >= max_chunk_line_bytes) {
                refuse(
                    400, ErrorCode::invalid_argument, "a chunk's head or the trailers are too large"
                );
            }
            break;
        }
        if (error) refuse(400, ErrorCode::invalid_argument, "the chunked body is malformed");
        if (!error && machine_->is_done()) state_ = State::complete;
        if (taken == 0 && machine_->room == room_before) break;
    }
    return used;
}

}  // namespace lectern::transport::http
