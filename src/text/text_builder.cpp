#include "text/text_builder.hpp"

#include <utility>

#include <unicode/uchar.h>

#include "core/utf8.hpp"
#include "text/ascii_space.hpp"
#include "text/charset.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

std::string_view separator_between(BlockKind before, BlockKind after) {
    const bool of_one_list =
        before == after && (after == BlockKind::list_item || after == BlockKind::table_row);
    return of_one_list ? "\n" : "\n\n";
}

// Without empty lines around it; the first line's indentation stays.
std::string_view strip_empty_lines(std::string_view code) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < code.size() && is_ascii_space(code[i]); ++i) {
        if (code[i] == '\n') begin = i + 1;
    }
    std::size_t end = code.size();
    while (end > begin && is_ascii_space(code[end - 1])) --end;
    return code.substr(begin, end - begin);
}

}  // namespace

std::string collapse_space(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    bool space_due = false;
    for (std::size_t i = 0; i < utf8.size();) {
        const std::size_t begin = i;
        if (u_isUWhiteSpace(static_cast<UChar32>(next_character(utf8, i)))) {
            space_due = !out.empty();
            continue;
        }
        if (space_due) out.push_back(' ');
        space_due = false;
        out.append(utf8, begin, i - begin);
    }
    return out;
}

void TextBuilder::add(BlockKind kind, std::string_view utf8, std::uint32_t level) {
    std::string block =
        kind == BlockKind::code ? std::string(strip_empty_lines(utf8)) : collapse_space(utf8);
    block = normalise_nfc(block);
    if (block.empty()) return;
    if (kind == BlockKind::heading && level < first_heading_level_) {
        first_heading_ = block;
        first_heading_level_ = level;
    }
    std::string& text = document_.text;
    if (!text.empty()) text += separator_between(document_.blocks.back().kind, kind);
    const std::size_t begin = text.size();
    text += block;
    document_.blocks.push_back({kind, kind == BlockKind::heading ? level : 0, {begin, text.size()}}
    );
}

domain::ExtractedText TextBuilder::finish(MediaType type, std::string title) {
    document_.media_type = to_string(type);
    document_.title = normalise_nfc(collapse_space(title));
    return std::move(document_);
}

}  // namespace lectern::text
