#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>

#include <pugixml.hpp>
#include <zip.h>

#include "text/readers.hpp"
#include "text/text_builder.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

std::unexpected<Error> broken(const std::string& why) {
    return fail(ErrorCode::invalid_argument, "the DOCX document is broken: " + why);
}

struct ArchiveDeleter {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct EntryDeleter {
    void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Archive = std::unique_ptr<zip_t, ArchiveDeleter>;

// `bytes` must outlive the archive.
Result<Archive> open_archive(std::string_view bytes, const DocxLimits& limits) {
    zip_error_t error{};
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr)
        return fail(ErrorCode::unavailable, "no memory to open the DOCX document");
    Archive archive(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive) {
        zip_source_free(source);
        return broken("its archive cannot be opened");
    }
    if (zip_get_num_entries(archive.get(), 0) > static_cast<std::int64_t>(limits.entries)) {
        return fail(ErrorCode::invalid_argument, "the DOCX document has too many parts");
    }
    return archive;
}

// The bytes of one part; empty when there is no such part.
Result<std::string> read_part(zip_t* archive, const char* name, const DocxLimits& limits) {
    const zip_int64_t index = zip_name_locate(archive, name, 0);
    if (index < 0) return std::string();
    zip_stat_t stat{};
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(index), 0, &stat) != 0)
        return broken("a part has no size");
    if (stat.encryption_method != ZIP_EM_NONE) {
        return fail(ErrorCode::invalid_argument, "the DOCX document is encrypted");
    }
    const std::unique_ptr<zip_file_t, EntryDeleter> entry(
        zip_fopen_index(archive, static_cast<zip_uint64_t>(index), 0)
    );
    if (!entry) return broken("a part cannot be unpacked");

    std::string part;
    constexpr std::size_t step = 64U << 10;
    for (;;) {
        const std::size_t before = part.size();
        part.resize(before + step);
        const zip_int64_t got = zip_fread(entry.get(), part.data() + before, step);
        if (got < 0) return broken("a part cannot be unpacked");
        part.resize(before + static_cast<std::size_t>(got));
        if (got == 0) return part;
        // The directory's size may lie, the stream cannot.
        if (part.size() > limits.part_bytes) {
            return fail(
                ErrorCode::invalid_argument, "the DOCX document is too large when unpacked"
            );
        }
    }
}

Result<void> parse_part(const std::string& part, const char* name, pugi::xml_document& document) {
    const pugi::xml_parse_result parsed =
        document.load_buffer(part.data(), part.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!parsed) return broken(std::string(name) + " is no well-formed XML");
    return {};
}

// Prefixes are the writer's choice, names are the standard's.
std::string_view local_name(const char* qualified) {
    const std::string_view name(qualified);
    const std::size_t colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(pugi::xml_node node, std::string_view name) {
    for (const pugi::xml_node candidate : node.children()) {
        if (local_name(candidate.name()) == name) return candidate;
    }
    return {};
}

std::string_view attribute(pugi::xml_node node, std::string_view name) {
    for (const pugi::xml_attribute candidate : node.attributes()) {
        if (local_name(candidate.name()) == name) return candidate.value();
    }
    return {};
}

// What a paragraph is by its style or by its own properties.
struct ParagraphForm {
    std::uint32_t heading = 0;
    bool is_title = false;
    bool is_item = false;
};

void apply_properties(pugi::xml_node properties, ParagraphForm& form) {
    if (const pugi::xml_node outline = child(properties, "outlineLvl")) {
        const std::string_view level = attribute(outline, "val");  // 0 to 8; 9 is body text
        form.heading = level.size() == 1 && level[0] < '9'
                           ? std::min(static_cast<std::uint32_t>(level[0] - '0') + 1, 6U)
                           : 0;
    }
    if (const pugi::xml_node numbering = child(properties, "numPr")) {
        form.is_item = attribute(child(numbering, "numId"), "val") != "0";
    }
}

class Styles final {
  public:
    explicit Styles(const pugi::xml_document& document) {
        for (const pugi::xml_node style : document.document_element().children()) {
            if (local_name(style.name()) == "style")
                nodes_.emplace(attribute(style, "styleId"), style);
        }
    }

    ParagraphForm form_of(std::string_view id) const { return form_of(id, 0); }

  private:
    ParagraphForm form_of(std::string_view id, int depth) const {
        constexpr int max_depth = 16;  // styles may be based on each other in a ring
        const auto found = nodes_.find(id);
        if (found == nodes_.end() || depth == max_depth) return {};
        const pugi::xml_node style = found->second;
        ParagraphForm form;
        if (const pugi::xml_node base = child(style, "basedOn"))
            form = form_of(attribute(base, "val"), depth + 1);
        apply_properties(child(style, "pPr"), form);
        const std::string_view name = attribute(child(style, "name"), "val");
        form.is_title = form.is_title || name == "Title";
        if (name.starts_with("heading ") && name.size() == 9 && name[8] >= '1' && name[8] <= '9') {
            form.heading = std::min(static_cast<std::uint32_t>(name[8] - '0'), 6U);
        }
        return form;
    }

    std::map<std::string_view, pugi::xml_node> nodes_;
};

class DocxWriter final {
  public:
    DocxWriter(const Styles& styles, TextBuilder& builder) : styles_(styles), builder_(builder) {}

    void write(pugi::xml_node parent, int depth = 0) {
        if (depth > max_depth) return;
        for (const pugi::xml_node node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (name == "p") {
                write_paragraph(node);
            } else if (name == "tbl") {
                write_table(node);
            } else if (name != "del" && name != "moveFrom") {
                write(node, depth + 1);  // content controls, insertions
            }
        }
    }

    const std::string& title() const { return title_; }

  private:
    static constexpr int max_depth = 64;

    void write_paragraph(pugi::xml_node paragraph) {
        std::string text;
        append_runs(paragraph, text, 0);
        const pugi::xml_node properties = child(paragraph, "pPr");
        ParagraphForm form = styles_.form_of(attribute(child(properties, "pStyle"), "val"));
        apply_properties(properties, form);
        if (form.is_title && title_.empty()) title_ = collapse_space(text);
        if (form.is_title || form.heading != 0) {
            const std::uint32_t below_title = title_.empty() ? 0 : 1;
            builder_.add(
                BlockKind::heading,
                text,
                form.is_title ? 1 : std::min(form.heading + below_title, 6U)
            );
        } else if (form.is_item && !collapse_space(text).empty()) {
            builder_.add(BlockKind::list_item, "- " + text);
        } else {
            builder_.add(BlockKind::paragraph, text);
        }
    }

    void write_table(pugi::xml_node table) {
        for (const pugi::xml_node row : table.children()) {
            if (local_name(row.name()) != "tr") continue;
            std::string line;
            for (const pugi::xml_node cell : row.children()) {
                if (local_name(cell.name()) != "tc") continue;
                std::string text;
                append_runs(cell, text, 0);
                text = collapse_space(text);
                if (!line.empty() && !text.empty()) line += " | ";
                line += text;
            }
            builder_.add(BlockKind::table_row, line);
        }
    }

    // The text below a node, in one line.
    static void append_runs(pugi::xml_node parent, std::string& out, int depth) {
        if (depth > max_depth) return;
        for (const pugi::xml_node node : parent.children()) {
            const std::string_view name = local_name(node.name());
            if (name == "t") {
                out += node.child_value();
            } else if (name == "tab" || name == "br" || name == "cr") {
                out += ' ';
            } else if (name == "noBreakHyphen") {
                out += '-';
            } else if (name != "del" && name != "moveFrom" && name != "Fallback" &&
                       !name.ends_with("Pr")) {
                append_runs(node, out, depth + 1);
                if (name == "p") out += ' ';  // of a cell or a text box
            }
        }
    }

    const Styles& styles_;
    TextBuilder& builder_;
    std::string title_;
};

std::string find_core_title(const std::string& part) {
    pugi::xml_document properties;
    if (part.empty() || !parse_part(part, "core.xml", properties)) return {};
    return child(properties.document_element(), "title").child_value();
}

}  // namespace

Result<domain::ExtractedText> read_docx(std::string_view bytes, const DocxLimits& limits) {
    Result<Archive> archive = open_archive(bytes, limits);
    if (!archive) return fail(archive);
    const Result<std::string> body = read_part(archive->get(), "word/document.xml", limits);
    if (!body) return fail(body.error());
    if (body->empty()) return broken("it has no word/document.xml");
    pugi::xml_document document;
    if (Result<void> parsed = parse_part(*body, "word/document.xml", document); !parsed)
        return fail(parsed.error());

    const Result<std::string> style_part = read_part(archive->get(), "word/styles.xml", limits);
    if (!style_part) return fail(style_part.error());
    pugi::xml_document style_document;
    if (!style_part->empty()) {
        if (Result<void> parsed = parse_part(*style_part, "word/styles.xml", style_document);
            !parsed) {
            return fail(parsed.error());
        }
    }
    const Result<std::string> core_part = read_part(archive->get(), "docProps/core.xml", limits);
    if (!core_part) return fail(core_part.error());

    TextBuilder builder;
    const Styles styles(style_document);
    DocxWriter writer(styles, builder);
    writer.write(child(document.document_element(), "body"));
    std::string title = find_core_title(*core_part);
    if (collapse_space(title).empty()) title = writer.title();
    if (title.empty()) title = builder.first_heading();
    return builder.finish(MediaType::docx, std::move(title));
}

}  // namespace lectern::text
