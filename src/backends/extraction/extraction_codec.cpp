#include "backends/extraction/extraction_codec.hpp"

#include <cstdint>
#include <optional>
#include <utility>

#include "core/utf8.hpp"

namespace lectern::backends::extraction {
namespace {

constexpr std::string_view magic = "LXT1";
constexpr std::size_t max_message_bytes = 1024;
constexpr std::uint8_t holds_document = 0;
constexpr std::uint8_t holds_message = 1;

template <class Number>
void put_number(Number number, std::string& out) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
        out.push_back(static_cast<char>(number & 0xFFU));
        if constexpr (sizeof number > 1) number = static_cast<Number>(number >> 8U);
    }
}

void put_string(std::string_view string, std::string& out) {
    put_number(static_cast<std::uint32_t>(string.size()), out);
    out += string;
}

// Reads what was put. After a failure every read fails.
class Reader final {
  public:
    explicit Reader(std::string_view bytes) : left_(bytes) {}

    bool skip(std::string_view expected) {
        if (!left_.starts_with(expected)) return refuse();
        left_.remove_prefix(expected.size());
        return true;
    }

    template <class Number>
    bool number(Number& out) {
        if (failed_ || left_.size() < sizeof out) return refuse();
        std::uint64_t value = 0;
        for (std::size_t i = sizeof out; i > 0; --i) {
            value = value << 8U | static_cast<std::uint8_t>(left_[i - 1]);
        }
        out = static_cast<Number>(value);
        left_.remove_prefix(sizeof out);
        return true;
    }

    bool string(std::string& out) {
        std::uint32_t size = 0;
        if (!number(size) || left_.size() < size || !is_valid_utf8(left_.substr(0, size)))
            return refuse();
        out = left_.substr(0, size);
        left_.remove_prefix(size);
        return true;
    }

    bool is_at_end() const { return !failed_ && left_.empty(); }

  private:
    bool refuse() {
        failed_ = true;
        return false;
    }

    std::string_view left_;
    bool failed_ = false;
};

bool is_boundary(std::string_view text, std::uint64_t at) {
    return at <= text.size() && character_start(text, at) == at;
}

// `done` is where the block before ends.
bool read_block(Reader& reader, std::string_view text, std::uint64_t done, domain::Block& block) {
    std::uint8_t kind = 0;
    std::uint8_t level = 0;
    if (!reader.number(kind) || !reader.number(level)) return false;
    if (!reader.number(block.range.begin) || !reader.number(block.range.end)) return false;
    block.kind = static_cast<domain::BlockKind>(kind);
    block.level = level;
    return kind <= std::to_underlying(domain::BlockKind::table_row) && level <= 6 &&
           block.range.begin >= done && block.range.end >= block.range.begin &&
           is_boundary(text, block.range.begin) && is_boundary(text, block.range.end);
}

std::optional<domain::ExtractedText> read_document(Reader& reader) {
    domain::ExtractedText document;
    std::uint32_t count = 0;
    const bool whole = reader.string(document.media_type) && reader.string(document.title) &&
                       reader.string(document.text) && reader.number(count);
    if (!whole) return std::nullopt;
    std::uint64_t done = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        domain::Block block;
        if (!read_block(reader, document.text, done, block)) return std::nullopt;
        done = block.range.end;
        document.blocks.push_back(block);
    }
    return document;
}

std::unexpected<Error> malformed() {
    return fail(ErrorCode::unavailable, "the document parser gave no proper answer");
}

}  // namespace

std::string encode_answer(const Result<domain::ExtractedText>& extracted) {
    std::string out(magic);
    if (!extracted) {
        put_number(holds_message, out);
        const std::string_view message = extracted.error().message;
        put_string(message.substr(0, character_start(message, max_message_bytes)), out);
        return out;
    }
    put_number(holds_document, out);
    put_string(extracted->media_type, out);
    put_string(extracted->title, out);
    put_string(extracted->text, out);
    put_number(static_cast<std::uint32_t>(extracted->blocks.size()), out);
    for (const domain::Block& block : extracted->blocks) {
        put_number(static_cast<std::uint8_t>(block.kind), out);
        put_number(static_cast<std::uint8_t>(block.level), out);
        put_number(block.range.begin, out);
        put_number(block.range.end, out);
    }
    return out;
}

Result<domain::ExtractedText> decode_answer(std::string_view bytes) {
    Reader reader(bytes);
    std::uint8_t holds = 0;
    if (!reader.skip(magic) || !reader.number(holds)) return malformed();
    if (holds == holds_message) {
        std::string message;
        if (!reader.string(message) || !reader.is_at_end() || message.size() > max_message_bytes)
            return malformed();
        return fail(ErrorCode::invalid_argument, std::move(message));
    }
    if (holds != holds_document) return malformed();
    std::optional<domain::ExtractedText> document = read_document(reader);
    if (!document || !reader.is_at_end()) return malformed();
    return std::move(*document);
}

}  // namespace lectern::backends::extraction
