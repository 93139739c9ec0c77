#include "backends/extraction/extract_child.hpp"

#include <cerrno>
#include <exception>
#include <optional>
#include <string>

#include <unistd.h>

#include "backends/extraction/document_reader.hpp"
#include "backends/extraction/extraction_codec.hpp"
#include "backends/extraction/sandbox.hpp"
#include "text/media_type.hpp"

namespace lectern::backends::extraction {
namespace {

constexpr int exit_ok = 0;
constexpr int exit_usage = 2;
constexpr int exit_no_sandbox = 3;
constexpr int exit_io = 4;

std::optional<std::string> read_all(int fd) {
    std::string content;
    constexpr std::size_t step = 256U << 10;
    for (;;) {
        const std::size_t before = content.size();
        content.resize(before + step);
        const ssize_t got = ::read(fd, content.data() + before, step);
        content.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got == 0) return content;
        if (got < 0 && errno != EINTR) return std::nullopt;
    }
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Result<domain::ExtractedText> parse(
    text::MediaType type, std::string_view content, std::string_view charset
) {
    try {
        return read_document(type, content, charset);
    } catch (const std::exception&) {  // out of memory, in the main
        return fail(
            ErrorCode::invalid_argument, "the document is too large or too deeply nested to be read"
        );
    }
}

}  // namespace

int run_extract_child(int in_fd, int out_fd, std::string_view media_type) {
    const text::DeclaredType declared = text::parse_declared_type(media_type);
    const std::optional<text::MediaType> type = text::parse_media_type(declared.essence);
    if (!type || *type == text::MediaType::pdf) return exit_usage;
    if (!enter_sandbox()) return exit_no_sandbox;
    const std::optional<std::string> content = read_all(in_fd);
    if (!content) return exit_io;
    const std::string answer = encode_answer(parse(*type, *content, declared.charset));
    return write_all(out_fd, answer) ? exit_ok : exit_io;
}

}  // namespace lectern::backends::extraction
