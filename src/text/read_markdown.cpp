#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <cmark.h>

#include "text/ascii_space.hpp"
#include "text/html_text.hpp"
#include "text/readers.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

struct NodeDeleter {
    void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct IteratorDeleter {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

std::vector<std::string_view> split_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// Tables are no part of CommonMark, which takes them for paragraphs: rows of cells between `|`, the
// second of hyphens.
bool is_table(const std::vector<std::string_view>& lines) {
    return lines.size() >= 2 && lines[0].contains('|') && lines[1].contains("-") &&
           lines[1].find_first_not_of("|:- \t") == std::string_view::npos;
}

std::string write_row(std::string_view line) {
    std::string row;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find('|'), line.size());
        const std::string cell = collapse_space(line.substr(0, end));
        if (!row.empty() && !cell.empty()) row += " | ";
        row += cell;
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return row;
}

class MarkdownWriter final {
  public:
    explicit MarkdownWriter(TextBuilder& builder) : builder_(builder) {}

    void write(cmark_node* document) {
        const std::unique_ptr<cmark_iter, IteratorDeleter> iterator(cmark_iter_new(document));
        for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
             event = cmark_iter_next(iterator.get())) {
            cmark_node* node = cmark_iter_get_node(iterator.get());
            if (event == CMARK_EVENT_ENTER) {
                enter(node);
            } else {
                leave(node);
            }
        }
    }

  private:
    static std::string literal(cmark_node* node) {
        const char* text = cmark_node_get_literal(node);
        return text == nullptr ? std::string() : text;
    }

    void enter(cmark_node* node) {
        switch (cmark_node_get_type(node)) {  // NOLINT: the others hold what is entered next
            case CMARK_NODE_ITEM:
                marker_ = make_marker(node);
                break;
            case CMARK_NODE_CODE_BLOCK:
                builder_.add(BlockKind::code, literal(node));
                break;
            case CMARK_NODE_HTML_BLOCK:
                append_html(literal(node), builder_);
                break;
            case CMARK_NODE_TEXT:
            case CMARK_NODE_CODE:
                text_ += literal(node);
                break;
            case CMARK_NODE_HTML_INLINE:
                if (literal(node).starts_with("<br")) text_ += '\n';
                break;
            case CMARK_NODE_SOFTBREAK:
            case CMARK_NODE_LINEBREAK:
                text_ += '\n';
                break;
            default:
                break;
        }
    }

    void leave(cmark_node* node) {
        const cmark_node_type type = cmark_node_get_type(node);
        if (type == CMARK_NODE_HEADING) {
            builder_.add(
                BlockKind::heading,
                text_,
                static_cast<std::uint32_t>(cmark_node_get_heading_level(node))
            );
            text_.clear();
        } else if (type == CMARK_NODE_PARAGRAPH) {
            add_paragraph();
            text_.clear();
        } else if (type == CMARK_NODE_ITEM) {
            marker_.clear();
        }
    }

    void add_paragraph() {
        const std::vector<std::string_view> lines = split_lines(text_);
        if (is_table(lines)) {
            for (std::size_t i = 0; i < lines.size(); ++i) {
                if (i != 1) builder_.add(BlockKind::table_row, write_row(lines[i]));
            }
        } else if (marker_.empty()) {
            builder_.add(BlockKind::paragraph, text_);
        } else {
            builder_.add(BlockKind::list_item, marker_ + text_);
            marker_.clear();
        }
    }

    static std::string make_marker(cmark_node* item) {
        cmark_node* list = cmark_node_parent(item);
        if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return "- ";
        int number = cmark_node_get_list_start(list);
        for (cmark_node* before = cmark_node_previous(item); before != nullptr;
             before = cmark_node_previous(before)) {
            ++number;
        }
        return std::to_string(number) + ". ";
    }

    TextBuilder& builder_;
    std::string text_;
    std::string marker_;  // of the item whose first paragraph is still to come
};

// Takes a YAML front matter off and gives its title.
std::string take_front_matter(std::string_view& markdown) {
    constexpr std::string_view fence = "---\n";
    if (!markdown.starts_with(fence)) return {};
    const std::size_t end = markdown.find("\n---\n", fence.size() - 1);
    if (end == std::string_view::npos) return {};
    std::string title;
    for (const std::string_view line :
         split_lines(markdown.substr(fence.size(), end + 1 - fence.size()))) {
        constexpr std::string_view key = "title:";
        if (!line.starts_with(key)) continue;
        std::string_view value = trim(line.substr(key.size()));
        const bool quoted = value.size() >= 2 && value.front() == value.back() &&
                            (value[0] == '"' || value[0] == '\'');
        title = quoted ? value.substr(1, value.size() - 2) : value;
    }
    markdown.remove_prefix(end + std::string_view("\n---\n").size());
    return title;
}

}  // namespace

Result<domain::ExtractedText> read_markdown(std::string_view utf8) {
    std::string title = take_front_matter(utf8);
    const std::unique_ptr<cmark_node, NodeDeleter> document(
        cmark_parse_document(utf8.data(), utf8.size(), CMARK_OPT_DEFAULT)
    );
    TextBuilder builder;
    MarkdownWriter(builder).write(document.get());
    if (title.empty()) title = builder.first_heading();
    return builder.finish(MediaType::markdown, std::move(title));
}

}  // namespace lectern::text
