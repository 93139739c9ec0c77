#include "transport/rest/multipart.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/rest/field_parameters.hpp"

namespace lectern::transport::rest {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_boundary_character(char character) {
    const bool letter =
        (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    const bool digit = character >= '0' && character <= '9';
    return letter || digit || std::string_view("'()+_,-./:=? ").contains(character);
}

std::unexpected<Error> malformed(std::size_t part, std::string_view what) {
    return fail(
        ErrorCode::invalid_argument,
        "the multipart body is malformed: part " + std::to_string(part) + " " + std::string(what)
    );
}

Result<void> read_header(std::string_view line, MultipartPart& part, std::size_t number) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !http::is_token(line.substr(0, colon))) {
        return malformed(number, "has a header line that is none");
    }
    const FieldParameters field = parse_field_parameters(trimmed(line.substr(colon + 1)));
    if (equals_ignoring_case(line.substr(0, colon), "content-type")) part.media_type = field.value;
    if (!equals_ignoring_case(line.substr(0, colon), "content-disposition")) return {};
    if (field.value != "form-data") return malformed(number, "is not form-data");
    const auto name = field.find("name");
    if (!name) return malformed(number, "has no name");
    part.name = *name;
    part.file_name = field.find("filename");
    return {};
}

Result<MultipartPart> read_headers(std::string_view headers, std::size_t number) {
    MultipartPart part;
    while (!headers.empty()) {
        const std::size_t end = std::min(headers.find(line_end), headers.size());
        if (auto read = read_header(headers.substr(0, end), part, number); !read) return fail(read);
        headers.remove_prefix(std::min(end + line_end.size(), headers.size()));
    }
    if (part.name.empty()) return malformed(number, "has no name");
    return part;
}

}  // namespace

std::optional<std::string> multipart_boundary(std::string_view content_type) {
    const FieldParameters field = parse_field_parameters(content_type);
    const auto boundary = field.find("boundary");
    if (field.value != "multipart/form-data" || !boundary) return std::nullopt;
    const bool good = !boundary->empty() && boundary->size() <= 70 && !boundary->ends_with(' ') &&
                      std::ranges::all_of(*boundary, is_boundary_character);
    return good ? boundary : std::nullopt;
}

MultipartReader::MultipartReader(
    http::BodyReader& body, const std::string& boundary, MultipartLimits limits
)
    : body_(body), delimiter_("\r\n--" + boundary), limits_(limits) {}

Result<std::optional<MultipartPart>> MultipartReader::next() {
    if (ended_) return std::nullopt;
    if (!started_) {
        if (auto skipped = skip_preamble(); !skipped) return fail(skipped);
    }
    if (auto read = read_delimiter_end(); !read) return fail(read);
    if (ended_) return std::nullopt;
    ++parts_;
    // A part without headers would begin with the blank line at once; it has no name and is refused
    // as such.
    auto headers = read_until("\r\n\r\n", limits_.max_header_bytes, "has headers longer than");
    if (!headers) return fail(headers);
    auto part = read_headers(*headers, parts_);
    if (!part) return fail(part);
    auto content = read_until(delimiter_, limits_.max_part_bytes, "is longer than");
    if (!content) return fail(content);
    part->content = std::move(*content);
    return std::move(*part);
}

// The first delimiter has no line end before it when nothing precedes it.
Result<void> MultipartReader::skip_preamble() {
    started_ = true;
    buffer_ = line_end;
    auto preamble = read_until(delimiter_, limits_.max_header_bytes, "begins after more than");
    if (!preamble) return fail(preamble);
    return {};
}

// After a delimiter: two hyphens end the form, blanks and a line end begin a part.
Result<void> MultipartReader::read_delimiter_end() {
    while (buffer_.size() - position_ < 2) {
        auto more = refill();
        if (!more) return fail(more);
        if (!*more) return malformed(parts_ + 1, "is cut off");
    }
    if (std::string_view(buffer_).substr(position_).starts_with("--")) {
        ended_ = true;
        return drain();
    }
    auto padding = read_until(line_end, limits_.max_header_bytes, "has a delimiter longer than");
    if (!padding) return fail(padding);
    if (padding->find_first_not_of(" \t") != std::string::npos)
        return malformed(parts_ + 1, "has a broken delimiter");
    return {};
}

// Takes everything before `end`, and drops `end`.
Result<std::string> MultipartReader::read_until(
    std::string_view end, std::size_t limit, std::string_view what
) {
    std::size_t searched = 0;
    while (true) {
        const std::size_t found = buffer_.find(end, position_ + searched);
        const std::size_t length = std::min(found, buffer_.size()) - position_;
        if (found == std::string::npos ? length > limit + end.size() : length > limit) {
            return malformed(
                std::max<std::size_t>(parts_, 1),
                std::string(what) + " " + std::to_string(limit) + " bytes"
            );
        }
        if (found != std::string::npos) return take(length, end.size());
        searched = length - std::min(length, end.size() - 1);
        auto more = refill();
        if (!more) return fail(more);
        if (!*more) return malformed(std::max<std::size_t>(parts_, 1), "is cut off");
    }
}

// Takes `length` bytes out of the buffer and drops the `end` bytes after them.
std::string MultipartReader::take(std::size_t length, std::size_t end) {
    constexpr std::size_t worth_moving = 64U << 10;
    if (length < worth_moving) {
        std::string taken = buffer_.substr(position_, length);
        position_ += length + end;
        return taken;
    }
    // What follows is small, at most one piece of the body: copy that rather than the content.
    std::string rest = buffer_.substr(position_ + length + end);
    buffer_.resize(position_ + length);
    buffer_.erase(0, std::exchange(position_, 0));
    return std::exchange(buffer_, std::move(rest));
}

// Adds a piece of the body to the buffer; false at its end.
Result<bool> MultipartReader::refill() {
    auto piece = body_.read();
    if (!piece) return fail(piece);
    if (!*piece) return false;
    buffer_.erase(0, std::exchange(position_, 0));
    if (buffer_.empty())
        buffer_ = std::move(**piece);
    else
        buffer_.append(**piece);
    return true;
}

Result<void> MultipartReader::drain() {
    while (true) {
        buffer_.clear();
        position_ = 0;
        auto more = refill();
        if (!more) return fail(more);
        if (!*more) return {};
    }
}

}  // namespace lectern::transport::rest
