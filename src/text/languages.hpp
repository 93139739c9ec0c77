#pragma once

#include <span>
#include <string_view>
#include <unordered_set>

namespace lectern::text {

/// What an analyzer does for one language.
struct LanguageProfile {
    std::string_view code;          ///< ISO 639-1, or `none`.
    const char* stemmer = nullptr;  ///< Snowball's name of the algorithm; null: no stemming.
    std::unordered_set<std::string_view> stop_words{};  ///< Case folded.
    std::unordered_set<std::string_view> elisions{
    };  ///< What may stand before an apostrophe and is dropped: l'eau.
    std::size_t index = 0;  ///< Place in `language_profiles()`.
};

/// All profiles, by code, `none` among them. Lives as long as the program.
std::span<const LanguageProfile> language_profiles();

/// The profile with that code, or null.
const LanguageProfile* find_language(std::string_view code);

}  // namespace lectern::text
