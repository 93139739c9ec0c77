#include "backends/localindex/text_record.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/hex.hpp"
#include "index/crc32c.hpp"
#include "index/files.hpp"

namespace lectern::backends::localindex {
namespace {

constexpr std::string_view checksum_name = "crc32c ";

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string escape(std::string_view value) {
    std::string escaped;
    for (const char letter : value) {
        const auto byte = static_cast<std::uint8_t>(letter);
        if (byte < 0x20 || letter == '%') {
            escaped += '%' + to_hex(std::span(&byte, 1));
        } else {
            escaped += letter;
        }
    }
    return escaped;
}

bool unescape(std::string_view escaped, std::string& value) {
    value.clear();
    for (std::size_t at = 0; at < escaped.size(); ++at) {
        if (escaped[at] != '%') {
            value += escaped[at];
            continue;
        }
        std::uint8_t byte = 0;
        if (escaped.size() < at + 3 || !from_hex(escaped.substr(at + 1, 2), std::span(&byte, 1)))
            return false;
        value += static_cast<char>(byte);
        at += 2;
    }
    return true;
}

std::string checksum_line(std::string_view content) {
    const std::uint32_t checksum = index::crc32c(bytes_of(content));
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(checksum >> (24 - 8 * i));
    return std::string(checksum_name) + to_hex(bytes) + "\n";
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

Result<void> write_record(
    const std::filesystem::path& path, const std::string& title, const TextRecord& record
) {
    std::string content = title + "\n";
    for (const auto& [name, value] : record) {
        content += name;
        content += ' ' + escape(value) + "\n";
    }
    content += checksum_line(content);
    return index::replace_file(path, bytes_of(content));
}

Result<TextRecord> read_record(const std::filesystem::path& path, const std::string& title) {
    const auto bytes = index::read_file(path);
    if (!bytes) return fail(Error(bytes.error()));
    const std::string_view all(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    const auto damaged =
        fail(ErrorCode::internal, "index file " + path.filename().string() + " is damaged");
    const std::size_t checksum_at = all.rfind(checksum_name);
    if (checksum_at == std::string_view::npos) return damaged;
    std::string_view content = all.substr(0, checksum_at);
    if (all.substr(checksum_at) != checksum_line(content) || take_line(content) != title)
        return damaged;
    TextRecord record;
    while (!content.empty()) {
        const std::string_view line = take_line(content);
        const std::size_t space = line.find(' ');
        if (space == std::string_view::npos) return damaged;
        auto& [name, value] = record.emplace_back();
        name = line.substr(0, space);
        if (!unescape(line.substr(space + 1), value)) return damaged;
    }
    return record;
}

}  // namespace lectern::backends::localindex
