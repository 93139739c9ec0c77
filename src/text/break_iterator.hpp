#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include <unicode/brkiter.h>
#include <unicode/utext.h>

#include "core/assert.hpp"

namespace lectern::text {

/// An iterator that `make` (one of ICU's `create...Instance`) gave for the root locale.
inline std::unique_ptr<icu::BreakIterator>
make_break_iterator(icu::BreakIterator* (*make)(const icu::Locale&, UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(make(icu::Locale::getRoot(), status));
    LECTERN_ASSERT(U_SUCCESS(status));  // fails only without ICU's built-in data
    return made;
}

/// Calls `visit(begin, end)` for each segment of `utf8`, in bytes. `breaks` is bound to `utf8`
/// afterwards and must be given a new text before it is used again.
template <class Visit>
void for_each_segment(icu::BreakIterator& breaks, std::string_view utf8, Visit visit) {
    UErrorCode status = U_ZERO_ERROR;
    UText source = UTEXT_INITIALIZER;
    utext_openUTF8(&source, utf8.data(), static_cast<std::int64_t>(utf8.size()), &status);
    breaks.setText(&source, status);  // keeps its own shallow copy
    utext_close(&source);
    LECTERN_ASSERT(U_SUCCESS(status));

    std::int32_t from = breaks.first();
    for (std::int32_t to = breaks.next(); to != icu::BreakIterator::DONE; to = breaks.next()) {
        visit(static_cast<std::size_t>(from), static_cast<std::size_t>(to));
        from = to;
    }
}

}  // namespace lectern::text
