#include <string>

#include "text/ascii_space.hpp"
#include "text/media_type.hpp"
#include "text/readers.hpp"

namespace lectern::text {

domain::ExtractedText read_plain(std::string_view utf8) {
    domain::ExtractedText document{
        .media_type = std::string(to_string(MediaType::plain)), .text = std::string(utf8)
    };
    const auto add = [&](std::size_t begin, std::size_t end) {
        trim_range(utf8, begin, end);
        if (begin < end) document.blocks.push_back({.range = {begin, end}});
    };
    std::size_t begin = 0;
    for (std::size_t line = 0; line < utf8.size();) {
        const std::size_t line_end = std::min(utf8.find('\n', line), utf8.size());
        if (trim(utf8.substr(line, line_end - line)).empty()) {
            add(begin, line);
            begin = line_end;
        }
        line = line_end + 1;
    }
    add(begin, utf8.size());
    return document;
}

}  // namespace lectern::text
