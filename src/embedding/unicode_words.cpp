#include "embedding/unicode_words.hpp"

#include <array>
#include <cstdint>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include "core/assert.hpp"

namespace lectern::embedding {
namespace {

enum class Kind { ordinary, dropped, mark, space, punctuation, ideograph };

constexpr std::uint8_t reference_unicode_version = 8;

bool is_newer_than_reference(UChar32 character) {
    UVersionInfo age{};
    u_charAge(character, age);
    return age[0] > reference_unicode_version;
}

/// The blocks that the reference surrounds with spaces (`is_chinese_char`); Hangul and Kana are not
/// among them.
bool is_ideograph(char32_t character) {
    struct Range {
        char32_t first;
        char32_t last;
    };
    static constexpr std::array<Range, 8> ranges{{
        {0x3400, 0x4DBF},
        {0x4E00, 0x9FFF},
        {0xF900, 0xFAFF},
        {0x20000, 0x2A6DF},
        {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F},
        {0x2B920, 0x2CEAF},
        {0x2F800, 0x2FA1F},
    }};
    if (character < ranges.front().first) return false;
    for (const Range& range : ranges) {
        if (character >= range.first && character <= range.last) return true;
    }
    return false;
}

/// Characters whose category changed after Unicode 8.
Kind reclassified(UChar32 character, Kind now) {
    switch (character) {
        case 0x166D:
        case 0x111C9:
            return Kind::punctuation;
        case 0x1734:
            return Kind::mark;
        case 0x1885:
        case 0x1886:
        case 0xA9BD:
            return Kind::ordinary;
        default:
            return now;
    }
}

Kind kind_of(UChar32 character) {
    if (character == 0xFFFD) return Kind::dropped;
    if (u_isUWhiteSpace(character) && u_charType(character) != U_CONTROL_CHAR) return Kind::space;
    constexpr std::uint32_t dropped = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK | U_GC_CS_MASK;
    const std::uint32_t category = U_MASK(u_charType(character));
    Kind kind = Kind::ordinary;
    if ((category & dropped) != 0) kind = Kind::dropped;
    if ((category & U_GC_MN_MASK) != 0) kind = Kind::mark;
    if ((category & U_GC_P_MASK) != 0) kind = Kind::punctuation;
    if (kind != Kind::ordinary && is_newer_than_reference(character)) kind = Kind::ordinary;
    return reclassified(character, kind);
}

const UNormalizer2& decomposition() {
    static const UNormalizer2* const instance = [] {
        UErrorCode status = U_ZERO_ERROR;
        const UNormalizer2* found = unorm2_getNFDInstance(&status);
        LECTERN_ASSERT(U_SUCCESS(status));
        return found;
    }();
    return *instance;
}

/// Whether what stands before `pending`'s next character can be normalised on its own. Forced now
/// and then, as reordering takes quadratic time in a run of combining characters.
bool may_normalize_before(char32_t next, std::size_t pending) {
    constexpr std::size_t enough = 256;
    constexpr std::size_t too_much = 1024;
    if (pending < enough) return false;
    return pending >= too_much ||
           unorm2_hasBoundaryBefore(&decomposition(), static_cast<UChar32>(next));
}

}  // namespace

void UnicodeWords::split(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size() && !sink_.is_full();) {
        UChar32 character = 0;
        U8_NEXT_OR_FFFD(bytes, at, text.size(), character);
        clean(static_cast<char32_t>(character));
    }
    end_word();
}

void UnicodeWords::clean(char32_t character) {
    const auto kind =
        is_ideograph(character) ? Kind::ideograph : kind_of(static_cast<UChar32>(character));
    switch (kind) {
        case Kind::dropped:
        case Kind::mark:  // would be dropped after decomposition; now, it cannot slow that down
            return;
        case Kind::space:
            end_word();
            return;
        case Kind::ideograph:
            end_word();
            append(character);
            end_word();
            return;
        case Kind::ordinary:
        case Kind::punctuation:
            if (may_normalize_before(character, pending_.size())) normalize_pending();
            append(character);
            return;
    }
}

void UnicodeWords::append(char32_t character) {
    std::array<char16_t, 2> units{};
    std::size_t count = 0;
    U16_APPEND_UNSAFE(units, count, character);
    pending_.append(units.data(), count);
}

void UnicodeWords::normalize_pending() {
    constexpr std::size_t max_growth =
        4;  // of a code unit under NFD: Unicode's FAQ on normalization
    normalized_.resize(pending_.size() * max_growth);
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t length = unorm2_normalize(
        &decomposition(),
        pending_.data(),
        static_cast<std::int32_t>(pending_.size()),
        normalized_.data(),
        static_cast<std::int32_t>(normalized_.size()),
        &status
    );
    LECTERN_ASSERT(U_SUCCESS(status));
    pending_.clear();
    for (std::int32_t at = 0; at < length;) {
        UChar32 character = 0;
        U16_NEXT(normalized_.data(), at, length, character);
        add_normalized(static_cast<char32_t>(character));
    }
}

void UnicodeWords::add_normalized(char32_t character) {
    const Kind kind = kind_of(static_cast<UChar32>(character));
    if (kind == Kind::mark) return;
    const bool alone = kind == Kind::punctuation || is_ascii_punctuation(character);
    if (alone) end_current();
    ++characters_;
    if (characters_ <= max_kept_characters) {
        std::array<char, 4> units{};
        std::size_t count = 0;
        U8_APPEND_UNSAFE(
            units, count, static_cast<UChar32>(u_tolower(static_cast<UChar32>(character)))
        );
        word_.append(units.data(), count);
    }
    if (alone) end_current();
}

void UnicodeWords::end_word() {
    if (!pending_.empty()) normalize_pending();
    end_current();
}

void UnicodeWords::end_current() {
    if (characters_ > 0) sink_.take(word_, characters_);
    word_.clear();
    characters_ = 0;
}

}  // namespace lectern::embedding
