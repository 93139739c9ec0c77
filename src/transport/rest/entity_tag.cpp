#include "transport/rest/entity_tag.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace lectern::transport::rest {

std::vector<std::string> parse_entity_tags(std::string_view header) {
    std::vector<std::string> tags;
    if (trimmed(header) == "*") return {"*"};
    while (true) {
        // A tag may hold commas, so quotes are looked for rather than commas.
        const std::size_t open = header.find('"');
        if (open == std::string_view::npos) return tags;
        header.remove_prefix(open + 1);
        const std::size_t close = header.find('"');
        if (close == std::string_view::npos) return tags;
        tags.emplace_back(header.substr(0, close));
        header.remove_prefix(close + 1);
    }
}

bool names_tag(const std::vector<std::string>& tags, std::string_view tag) {
    return std::ranges::any_of(tags, [tag](const std::string& given) {
        return given == tag || given == "*";
    });
}

std::string quote_tag(std::string_view tag) { return "\"" + std::string(tag) + "\""; }

}  // namespace lectern::transport::rest
