#include "transport/rest/ndjson_reader.hpp"

#include <string_view>
#include <utility>

namespace lectern::transport::rest {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

Result<std::optional<NdjsonLine>> NdjsonReader::next() {
    std::string line;
    while (true) {
        auto more = read_line(line);
        if (!more) return fail(more);
        if (!*more) return std::nullopt;
        ++number_;
        if (number_ == 1 && line.starts_with(byte_order_mark))
            line.erase(0, byte_order_mark.size());
        if (line.ends_with('\r')) line.pop_back();
        if (line.find_first_not_of(" \t") != std::string::npos) break;
    }
    return NdjsonLine{.number = number_, .text = std::move(line)};
}

// False at the end of the body.
Result<bool> NdjsonReader::read_line(std::string& line) {
    line.clear();
    bool started = false;
    while (true) {
        if (position_ == part_.size()) {
            auto more = refill();
            if (!more) return fail(more);
            if (!*more) return started;
        }
        started = true;
        const std::size_t end = part_.find('\n', position_);
        const std::size_t stop = end == std::string::npos ? part_.size() : end;
        if (line.size() + (stop - position_) > max_line_bytes_) {
            return fail(
                ErrorCode::invalid_argument,
                "line " + std::to_string(number_ + 1) + " is longer than " +
                    std::to_string(max_line_bytes_) + " bytes"
            );
        }
        line.append(part_, position_, stop - position_);
        position_ = end == std::string::npos ? stop : stop + 1;
        if (end != std::string::npos) return true;
    }
}

// Takes the next part that is not empty; false at the end of the body.
Result<bool> NdjsonReader::refill() {
    position_ = 0;
    part_.clear();
    while (part_.empty()) {
        auto part = body_.read();
        if (!part) return fail(part);
        if (!*part) return false;
        part_ = std::move(**part);
    }
    return true;
}

}  // namespace lectern::transport::rest
