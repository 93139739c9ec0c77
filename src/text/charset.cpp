#include "text/charset.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include "core/ascii.hpp"
#include "core/assert.hpp"
#include "core/utf8.hpp"

namespace lectern::text {
namespace {

struct ByteOrderMark {
    std::string_view bytes;
    const char* charset;
};

// The longer first: UTF-32's starts with UTF-16's.
constexpr std::array<ByteOrderMark, 5> byte_order_marks{{
    {{"\xEF\xBB\xBF", 3}, "UTF-8"},
    {{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
    {{"\xFF\xFE", 2}, "UTF-16LE"},
    {{"\xFE\xFF", 2}, "UTF-16BE"},
}};

bool is_ascii(std::string_view bytes) {
    return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The WHATWG's reading of labels: what calls itself Latin 1 or ASCII is windows-1252.
std::string canonical_label(std::string_view label) {
    std::string lower = to_ascii_lower(label);
    if (lower == "iso-8859-1" || lower == "latin1" || lower == "us-ascii" || lower == "ascii")
        return "windows-1252";
    return lower;
}

struct ConverterDeleter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// Decodes with U+FFFD for what is malformed; nothing when ICU does not know the charset.
std::optional<std::string> convert(std::string_view bytes, const std::string& charset) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, ConverterDeleter> converter(
        ucnv_open(charset.c_str(), &status)
    );
    if (U_FAILURE(status)) return std::nullopt;

    std::string out;
    std::array<UChar, 4096> buffer{};
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    char16_t lead = 0;
    do {
        status = U_ZERO_ERROR;
        UChar* target = buffer.data();
        ucnv_toUnicode(
            converter.get(),
            &target,
            buffer.data() + buffer.size(),
            &source,
            end,
            nullptr,
            1,
            &status
        );
        for (const UChar* unit = buffer.data(); unit != target; ++unit) {
            if (lead != 0 && U16_IS_TRAIL(*unit)) {
                append_utf8(static_cast<char32_t>(U16_GET_SUPPLEMENTARY(lead, *unit)), out);
                lead = 0;
                continue;
            }
            if (lead != 0) append_utf8(replacement_character, out);
            lead = U16_IS_LEAD(*unit) ? *unit : u'\0';
            if (lead == 0) append_utf8(*unit, out);
        }
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    return out;
}

std::string replace_malformed(std::string_view utf8) {
    std::string out;
    out.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) append_utf8(next_character(utf8, i), out);
    return out;
}

// The charset that a `meta` element among the first bytes names, after the prescan of HTML 5
// (13.2.3.2), simplified: the first `charset=` after a `<meta`.
std::string find_meta_charset(std::string_view html) {
    constexpr std::size_t prescan_bytes = 1024;
    std::string head;
    for (const char c : html.substr(0, prescan_bytes)) head.push_back(to_ascii_lower(c));
    const std::size_t meta = head.find("<meta");
    std::size_t i = meta == std::string::npos ? meta : head.find("charset", meta);
    if (i == std::string::npos) return {};
    i = head.find_first_not_of(" \t\r\n", i + std::string_view("charset").size());
    if (i == std::string::npos || head[i] != '=') return {};
    i = head.find_first_not_of(" \t\r\n\"'", i + 1);
    if (i == std::string::npos) return {};
    const std::size_t end = head.find_first_of(" \t\r\n\"'/>;", i);
    return head.substr(i, end == std::string::npos ? end : end - i);
}

struct DetectorDeleter {
    void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};

std::string guess_charset(std::string_view bytes) {
    constexpr std::size_t sample_bytes = 64U << 10;
    const std::string_view sample = bytes.substr(0, sample_bytes);
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UCharsetDetector, DetectorDeleter> detector(ucsdet_open(&status));
    if (U_FAILURE(status)) return "windows-1252";
    ucsdet_setText(
        detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status
    );
    const UCharsetMatch* match = ucsdet_detect(detector.get(), &status);
    if (U_FAILURE(status) || match == nullptr) return "windows-1252";
    const char* name = ucsdet_getName(match, &status);
    return U_FAILURE(status) ? "windows-1252" : name;
}

std::string decode_as(std::string_view bytes, const std::string& charset) {
    if (charset == "utf-8" || charset == "utf8") return replace_malformed(bytes);
    std::optional<std::string> text = convert(bytes, charset);
    return text ? std::move(*text) : replace_malformed(bytes);
}

Result<std::string> decode(std::string_view bytes, std::string_view declared, bool is_html) {
    for (const ByteOrderMark& mark : byte_order_marks) {
        if (bytes.starts_with(mark.bytes))
            return decode_as(bytes.substr(mark.bytes.size()), canonical_label(mark.charset));
    }
    const bool is_utf8 = is_valid_utf8(bytes);
    if (is_utf8 && !is_ascii(bytes)) return std::string(bytes);
    if (!declared.empty()) {
        const std::string label = canonical_label(declared);
        UErrorCode status = U_ZERO_ERROR;
        ucnv_close(ucnv_open(label.c_str(), &status));
        if (U_SUCCESS(status)) return decode_as(bytes, label);
        if (!is_utf8)
            return fail(ErrorCode::invalid_argument, "charset " + label + " is not known");
    }
    if (is_utf8) return std::string(bytes);
    std::string charset = is_html ? canonical_label(find_meta_charset(bytes)) : std::string();
    // A page that can be read for its ASCII name is in no encoding of two or four bytes, whatever
    // it says.
    if (charset.empty() || charset.starts_with("utf-16") || charset.starts_with("utf-32"))
        charset = guess_charset(bytes);
    return decode_as(bytes, canonical_label(charset));
}

// One kind of line end; no control characters but tab, line feed and form feed.
void tidy_controls(std::string& text) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '\r') {
            if (i + 1 < text.size() && text[i + 1] == '\n') continue;
            c = '\n';
        }
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        if (is_control && c != '\t' && c != '\n' && c != '\f') continue;
        text[kept++] = c;
    }
    text.resize(kept);
}

}  // namespace

Result<std::string> decode_text(
    std::string_view bytes, std::string_view declared_charset, bool is_html
) {
    Result<std::string> text = decode(bytes, declared_charset, is_html);
    if (!text) return text;
    tidy_controls(*text);
    return normalise_nfc(*text);
}

std::string normalise_nfc(std::string_view utf8) {
    if (is_ascii(utf8)) return std::string(utf8);
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form_c = icu::Normalizer2::getNFCInstance(status);
    const icu::StringPiece piece(utf8.data(), static_cast<std::int32_t>(utf8.size()));
    if (U_SUCCESS(status) && form_c->isNormalizedUTF8(piece, status) && U_SUCCESS(status))
        return std::string(utf8);
    std::string out;
    icu::StringByteSink<std::string> sink(&out);
    if (U_SUCCESS(status)) form_c->normalizeUTF8(0, piece, sink, nullptr, status);
    LECTERN_ASSERT(U_SUCCESS(status));  // fails only without ICU's built-in data or memory
    return out;
}

}  // namespace lectern::text
