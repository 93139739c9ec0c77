#include "text/case_fold.hpp"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

#include "core/ascii.hpp"
#include "core/assert.hpp"

namespace lectern::text {

void append_case_folded(std::string_view utf8, std::string& out) {
    const bool ascii =
        std::ranges::none_of(utf8, [](char c) { return static_cast<signed char>(c) < 0; });
    if (ascii) {
        out.reserve(out.size() + utf8.size());
        for (const char c : utf8) out.push_back(to_ascii_lower(c));
        return;
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
    icu::StringByteSink<std::string> sink(&out);
    const icu::StringPiece piece(utf8.data(), static_cast<std::int32_t>(utf8.size()));
    if (U_SUCCESS(status)) folding->normalizeUTF8(0, piece, sink, nullptr, status);
    LECTERN_ASSERT(U_SUCCESS(status));  // fails only without ICU's built-in data or memory
}

}  // namespace lectern::text
