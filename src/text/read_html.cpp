#include <algorithm>
#include <array>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <gumbo.h>

#include "text/html_text.hpp"
#include "text/readers.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

// A parsed page. Its memory is an arena: Gumbo frees trees by recursion, which deep pages would let
// overflow the stack.
class Page final {
  public:
    explicit Page(std::string_view utf8) {
        GumboOptions options = kGumboDefaultOptions;
        options.allocator = [](void* arena, std::size_t bytes) {
            return static_cast<std::pmr::memory_resource*>(arena)->allocate(bytes);
        };
        options.deallocator = [](void*, void*) {};
        options.userdata = &arena_;
        root_ = gumbo_parse_with_options(&options, utf8.data(), utf8.size())->root;
    }

    const GumboNode& root() const { return *root_; }

  private:
    std::pmr::monotonic_buffer_resource arena_{64U << 10};
    const GumboNode* root_ = nullptr;
};

bool is_element(const GumboNode& node) {
    return node.type == GUMBO_NODE_ELEMENT || node.type == GUMBO_NODE_TEMPLATE;
}

GumboTag tag_of(const GumboNode& node) {
    return is_element(node) ? node.v.element.tag : GUMBO_TAG_UNKNOWN;
}

std::span<const GumboNode* const> children_of(const GumboNode& node) {
    if (!is_element(node)) return {};
    const GumboVector& children = node.v.element.children;
    return {reinterpret_cast<const GumboNode* const*>(children.data), children.length};
}

std::string_view attribute(const GumboNode& node, const char* name) {
    const GumboAttribute* found = gumbo_get_attribute(&node.v.element.attributes, name);
    return found == nullptr ? std::string_view() : found->value;
}

bool has_attribute(const GumboNode& node, const char* name) {
    return gumbo_get_attribute(&node.v.element.attributes, name) != nullptr;
}

// Goes through a tree in document order. `Visitor` has `bool enter(const GumboNode&)`, which says
// whether to go in, and `void leave(const GumboNode&)` for those entered.
template <class Visitor>
void walk(const GumboNode& root, Visitor& visitor) {
    struct Frame {
        const GumboNode* node;
        std::size_t next_child;
    };
    std::vector<Frame> open;
    if (visitor.enter(root)) open.push_back({&root, 0});
    while (!open.empty()) {
        Frame& frame = open.back();
        const std::span<const GumboNode* const> children = children_of(*frame.node);
        if (frame.next_child == children.size()) {
            visitor.leave(*frame.node);
            open.pop_back();
            continue;
        }
        const GumboNode& child = *children[frame.next_child++];
        if (visitor.enter(child)) open.push_back({&child, 0});
    }
}

constexpr std::array skipped_tags{
    GUMBO_TAG_HEAD,
    GUMBO_TAG_SCRIPT,
    GUMBO_TAG_STYLE,
    GUMBO_TAG_NOSCRIPT,
    GUMBO_TAG_TEMPLATE,
    GUMBO_TAG_NAV,
    GUMBO_TAG_ASIDE,
    GUMBO_TAG_SVG,
    GUMBO_TAG_MATH,
    GUMBO_TAG_IFRAME,
    GUMBO_TAG_OBJECT,
    GUMBO_TAG_CANVAS,
    GUMBO_TAG_BUTTON,
    GUMBO_TAG_SELECT,
    GUMBO_TAG_TEXTAREA,
    GUMBO_TAG_DATALIST,
    GUMBO_TAG_AUDIO,
    GUMBO_TAG_VIDEO,
};

constexpr std::array skipped_roles{
    "navigation", "banner", "contentinfo", "search", "complementary"
};

// What holds other blocks or is one: text on its two sides does not belong together.
constexpr std::array block_tags{
    GUMBO_TAG_ADDRESS, GUMBO_TAG_ARTICLE, GUMBO_TAG_BLOCKQUOTE, GUMBO_TAG_BODY,
    GUMBO_TAG_CAPTION, GUMBO_TAG_DD,      GUMBO_TAG_DETAILS,    GUMBO_TAG_DIV,
    GUMBO_TAG_DL,      GUMBO_TAG_DT,      GUMBO_TAG_FIGCAPTION, GUMBO_TAG_FIGURE,
    GUMBO_TAG_FOOTER,  GUMBO_TAG_FORM,    GUMBO_TAG_H1,         GUMBO_TAG_H2,
    GUMBO_TAG_H3,      GUMBO_TAG_H4,      GUMBO_TAG_H5,         GUMBO_TAG_H6,
    GUMBO_TAG_HEADER,  GUMBO_TAG_HR,      GUMBO_TAG_LI,         GUMBO_TAG_MAIN,
    GUMBO_TAG_OL,      GUMBO_TAG_P,       GUMBO_TAG_PRE,        GUMBO_TAG_SECTION,
    GUMBO_TAG_SUMMARY, GUMBO_TAG_TABLE,   GUMBO_TAG_TR,         GUMBO_TAG_UL,
};

template <std::size_t size>
bool contains(const std::array<GumboTag, size>& tags, GumboTag tag) {
    return std::ranges::find(tags, tag) != tags.end();
}

bool is_hidden(const GumboNode& element) {
    if (has_attribute(element, "hidden") || attribute(element, "aria-hidden") == "true")
        return true;
    std::string style(attribute(element, "style"));
    std::erase(style, ' ');
    if (style.contains("display:none")) return true;
    const std::string_view role = attribute(element, "role");
    return std::ranges::find(skipped_roles, role) != skipped_roles.end();
}

std::uint32_t heading_level(GumboTag tag) {
    switch (tag) {  // NOLINT: most of Gumbo's 150 tags are no headings
        case GUMBO_TAG_H1:
            return 1;
        case GUMBO_TAG_H2:
            return 2;
        case GUMBO_TAG_H3:
            return 3;
        case GUMBO_TAG_H4:
            return 4;
        case GUMBO_TAG_H5:
            return 5;
        case GUMBO_TAG_H6:
            return 6;
        default:
            return 0;
    }
}

// Finds the title, and the element that alone holds the page's own text where there is one.
class Surveyor final {
  public:
    bool enter(const GumboNode& node) {
        const GumboTag tag = tag_of(node);
        if (tag == GUMBO_TAG_TITLE && title_ == nullptr) title_ = &node;
        if (tag == GUMBO_TAG_BODY) body_ = &node;
        if (tag == GUMBO_TAG_MAIN) mains_.push_back(&node);
        if (tag == GUMBO_TAG_ARTICLE) articles_.push_back(&node);
        return is_element(node) && tag != GUMBO_TAG_SVG;  // SVG has titles of its own
    }
    void leave(const GumboNode&) {}

    std::string title() const {
        std::string text;
        if (title_ == nullptr) return text;
        for (const GumboNode* child : children_of(*title_)) {
            if (child->type == GUMBO_NODE_TEXT) text += child->v.text.text;
        }
        return text;
    }

    const GumboNode* content() const {
        if (mains_.size() == 1) return mains_.front();
        if (mains_.empty() && articles_.size() == 1) return articles_.front();
        return body_;
    }

  private:
    const GumboNode* title_ = nullptr;
    const GumboNode* body_ = nullptr;
    std::vector<const GumboNode*> mains_;
    std::vector<const GumboNode*> articles_;
};

class BlockWriter final {
  public:
    explicit BlockWriter(TextBuilder& builder) : builder_(builder) {}

    bool enter(const GumboNode& node) {
        switch (node.type) {
            case GUMBO_NODE_TEXT:
            case GUMBO_NODE_WHITESPACE:
            case GUMBO_NODE_CDATA:
                text_ += node.v.text.text;
                return false;
            case GUMBO_NODE_ELEMENT:
                return enter_element(node);
            case GUMBO_NODE_DOCUMENT:
            case GUMBO_NODE_COMMENT:
            case GUMBO_NODE_TEMPLATE:
                return false;
        }
        return false;
    }

    void leave(const GumboNode& node) {
        const GumboTag tag = tag_of(node);
        if (contains(block_tags, tag)) end_block();
        if (tag == GUMBO_TAG_LI) --list_depth_;
        if (tag == GUMBO_TAG_PRE) --pre_depth_;
        if (tag == GUMBO_TAG_TABLE) --table_depth_;
        if (tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_ARTICLE) --article_depth_;
        if (heading_level(tag) != 0) heading_ = 0;
        if (tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) text_ += cell_separator;
        if (tag == GUMBO_TAG_TR && table_depth_ == 1) end_row();
        if (tag == GUMBO_TAG_CAPTION && table_depth_ == 1) end_caption();
    }

    void finish() { end_block(); }

  private:
    // Cannot stand in a page: Gumbo replaces it.
    static constexpr char cell_separator = '\0';

    bool is_skipped(const GumboNode& element) const {
        const GumboTag tag = tag_of(element);
        const bool is_page_frame =
            (tag == GUMBO_TAG_HEADER || tag == GUMBO_TAG_FOOTER) && article_depth_ == 0;
        return contains(skipped_tags, tag) || is_page_frame || is_hidden(element);
    }

    bool enter_element(const GumboNode& element) {
        if (is_skipped(element)) return false;
        const GumboTag tag = tag_of(element);
        if (contains(block_tags, tag)) end_block();
        if (tag == GUMBO_TAG_LI) {
            ++list_depth_;
            item_begins_ = true;
        }
        if (tag == GUMBO_TAG_PRE) ++pre_depth_;
        if (tag == GUMBO_TAG_TABLE) ++table_depth_;
        if (tag == GUMBO_TAG_MAIN || tag == GUMBO_TAG_ARTICLE) ++article_depth_;
        if (const std::uint32_t level = heading_level(tag); level != 0) heading_ = level;
        if (tag == GUMBO_TAG_BR) text_ += '\n';
        if (tag == GUMBO_TAG_IMG) text_ += attribute(element, "alt");
        return true;
    }

    // What was read since the last bound of a block. In a table it waits for the end of its row.
    void end_block() {
        if (table_depth_ > 0) {
            text_ += ' ';
            return;
        }
        if (pre_depth_ > 0) {
            builder_.add(BlockKind::code, text_);
        } else if (heading_ != 0) {
            builder_.add(BlockKind::heading, text_, heading_);
        } else if (list_depth_ > 0) {
            add_item();
        } else {
            builder_.add(BlockKind::paragraph, text_);
        }
        text_.clear();
    }

    void add_item() {
        if (collapse_space(text_).empty()) return;
        builder_.add(BlockKind::list_item, (item_begins_ ? "- " : "") + text_);
        item_begins_ = false;
    }

    void end_row() {
        std::string row;
        std::string_view rest = text_;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(cell_separator), rest.size());
            const std::string cell = collapse_space(rest.substr(0, end));
            if (!row.empty() && !cell.empty()) row += " | ";
            row += cell;
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
        builder_.add(BlockKind::table_row, row);
        text_.clear();
    }

    void end_caption() {
        builder_.add(BlockKind::paragraph, text_);
        text_.clear();
    }

    TextBuilder& builder_;
    std::string text_;
    std::uint32_t heading_ = 0;
    int list_depth_ = 0;
    int pre_depth_ = 0;
    int table_depth_ = 0;
    int article_depth_ = 0;
    bool item_begins_ = false;
};

}  // namespace

std::string append_html(std::string_view utf8, TextBuilder& builder) {
    const Page page(utf8);
    Surveyor surveyor;
    walk(page.root(), surveyor);
    if (const GumboNode* content = surveyor.content()) {
        BlockWriter writer(builder);
        walk(*content, writer);
        writer.finish();
    }
    return surveyor.title();
}

Result<domain::ExtractedText> read_html(std::string_view utf8) {
    TextBuilder builder;
    std::string title = append_html(utf8, builder);
    if (collapse_space(title).empty()) title = builder.first_heading();
    return builder.finish(MediaType::html, std::move(title));
}

}  // namespace lectern::text
