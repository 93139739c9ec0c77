#include "text/media_type.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "text/ascii_space.hpp"
#include "text/json_check.hpp"

namespace lectern::text {
namespace {

struct Alias {
    std::string_view name;
    MediaType type;
};

constexpr std::array aliases{
    Alias{"application/xhtml+xml", MediaType::html},
    Alias{"text/x-markdown", MediaType::markdown},
    Alias{"text/json", MediaType::json},
    Alias{"application/csv", MediaType::csv},
    Alias{"text/tab-separated-values", MediaType::csv},
    Alias{"application/x-pdf", MediaType::pdf},
    Alias{"application/yaml", MediaType::plain},
    Alias{"application/toml", MediaType::plain},
    Alias{"application/javascript", MediaType::plain},
    Alias{"application/x-sh", MediaType::plain},
};

constexpr std::array endings{
    Alias{".txt", MediaType::plain},
    Alias{".text", MediaType::plain},
    Alias{".log", MediaType::plain},
    Alias{".md", MediaType::markdown},
    Alias{".markdown", MediaType::markdown},
    Alias{".html", MediaType::html},
    Alias{".htm", MediaType::html},
    Alias{".xhtml", MediaType::html},
    Alias{".json", MediaType::json},
    Alias{".csv", MediaType::csv},
    Alias{".tsv", MediaType::csv},
};

constexpr std::array all_types{
    MediaType::plain,
    MediaType::markdown,
    MediaType::html,
    MediaType::json,
    MediaType::csv,
    MediaType::pdf,
    MediaType::docx,
};

bool is_pdf(std::string_view content) {
    // Readers accept rubbish before the header, as the format's first implementation did.
    return content.substr(0, 1024).contains("%PDF-");
}

bool is_docx(std::string_view content) {
    return content.starts_with("PK\x03\x04") && content.contains("word/document.xml");
}

bool starts_like_html(std::string_view content) {
    const std::string head = to_ascii_lower(trim(content.substr(0, 1024)));
    constexpr std::array openings{
        "<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<main", "<article"
    };
    if (std::ranges::any_of(openings, [&](const char* tag) { return head.starts_with(tag); }))
        return true;
    const bool is_prolog = head.starts_with("<!--") || head.starts_with("<?xml");
    return is_prolog && (head.contains("<html") || head.contains("<!doctype html"));
}

// A bare number or word is text.
bool is_json_document(std::string_view content) {
    const std::string_view body = trim(content);
    return (body.starts_with('{') || body.starts_with('[')) && is_json(body);
}

bool is_wide_encoding(std::string_view content, std::string_view charset) {
    return content.starts_with("\xFF\xFE") || content.starts_with("\xFE\xFF") ||
           content.starts_with(std::string_view("\0\0\xFE\xFF", 4)) ||
           charset.starts_with("utf-16") || charset.starts_with("utf-32");
}

// Whether no text of one byte encodings looks so: it holds NUL, or many control characters.
bool is_binary(std::string_view content, std::string_view charset) {
    if (is_wide_encoding(content, charset)) return false;
    constexpr std::size_t sample_bytes = 64U << 10;
    const std::string_view sample = content.substr(0, sample_bytes);
    std::size_t controls = 0;
    for (const char c : sample) {
        if (c == '\0') return true;
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && !is_ascii_space(c) && c != '\x1B' && c != '\b') || byte == 0x7F)
            ++controls;
    }
    return controls * 50 > sample.size();
}

std::optional<MediaType> find_by_ending(std::string_view url) {
    const std::string path = to_ascii_lower(url.substr(0, url.find_first_of("?#")));
    for (const Alias& ending : endings) {
        if (path.ends_with(ending.name)) return ending.type;
    }
    return std::nullopt;
}

Result<MediaType> check_declared(
    MediaType type, std::string_view content, std::string_view charset
) {
    const std::string name(to_string(type));
    switch (type) {
        case MediaType::pdf:
            if (!is_pdf(content))
                return fail(ErrorCode::invalid_argument, "the content is no PDF document");
            return type;
        case MediaType::docx:
            if (!is_docx(content))
                return fail(ErrorCode::invalid_argument, "the content is no DOCX document");
            return type;
        case MediaType::plain:
        case MediaType::markdown:
        case MediaType::html:
        case MediaType::json:
        case MediaType::csv:
            if (is_pdf(content) && content.starts_with("%PDF-")) return MediaType::pdf;
            if (is_docx(content)) return MediaType::docx;
            if (is_binary(content, charset)) {
                return fail(ErrorCode::invalid_argument, "the content is binary, not " + name);
            }
            return type;
    }
    return type;
}

Result<MediaType> sniff(std::string_view content, std::string_view charset, std::string_view url) {
    if (is_pdf(content)) return MediaType::pdf;
    if (is_docx(content)) return MediaType::docx;
    if (is_binary(content, charset)) {
        return fail(
            ErrorCode::invalid_argument, "the content is binary and of no known media type"
        );
    }
    if (const std::optional<MediaType> type = find_by_ending(url)) return *type;
    if (starts_like_html(content)) return MediaType::html;
    if (is_json_document(content)) return MediaType::json;
    return MediaType::plain;
}

}  // namespace

std::string_view to_string(MediaType type) {
    switch (type) {
        case MediaType::plain:
            return "text/plain";
        case MediaType::markdown:
            return "text/markdown";
        case MediaType::html:
            return "text/html";
        case MediaType::json:
            return "application/json";
        case MediaType::csv:
            return "text/csv";
        case MediaType::pdf:
            return "application/pdf";
        case MediaType::docx:
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    }
    return {};
}

DeclaredType parse_declared_type(std::string_view value) {
    const std::size_t semicolon = std::min(value.find(';'), value.size());
    DeclaredType declared{.essence = to_ascii_lower(trim(value.substr(0, semicolon)))};
    value.remove_prefix(semicolon);
    while (!value.empty()) {
        value.remove_prefix(1);
        const std::size_t end = std::min(value.find(';'), value.size());
        const std::string_view parameter = trim(value.substr(0, end));
        const std::size_t equals = parameter.find('=');
        if (equals != std::string_view::npos &&
            to_ascii_lower(trim(parameter.substr(0, equals))) == "charset") {
            std::string_view charset = trim(parameter.substr(equals + 1));
            if (charset.size() >= 2 && charset.front() == '"' && charset.back() == '"') {
                charset = charset.substr(1, charset.size() - 2);
            }
            declared.charset = to_ascii_lower(charset);
        }
        value.remove_prefix(end);
    }
    return declared;
}

std::optional<MediaType> parse_media_type(std::string_view essence) {
    for (const MediaType type : all_types) {
        if (essence == to_string(type)) return type;
    }
    for (const Alias& alias : aliases) {
        if (essence == alias.name) return alias.type;
    }
    if (essence.ends_with("+json")) return MediaType::json;
    if (essence.starts_with("text/")) return MediaType::plain;
    return std::nullopt;
}

Result<MediaType> detect_media_type(
    std::string_view declared, std::string_view content, std::string_view url
) {
    const DeclaredType type = parse_declared_type(declared);
    if (type.essence.empty() || type.essence == "application/octet-stream")
        return sniff(content, type.charset, url);
    const std::optional<MediaType> known = parse_media_type(type.essence);
    if (!known)
        return fail(ErrorCode::invalid_argument, "media type " + type.essence + " cannot be read");
    return check_declared(*known, content, type.charset);
}

}  // namespace lectern::text
