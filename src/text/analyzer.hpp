#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::text {

struct LanguageProfile;

/// A searchable word of a text.
struct Token {
    std::string term;            ///< Folded and stemmed: what is indexed and looked up.
    std::uint32_t position = 0;  ///< Number of words before it, stop words included.
    std::size_t begin = 0;       ///< First byte of the word in the text.
    std::size_t end = 0;         ///< One past its last byte.

    bool operator==(const Token&) const = default;
};

/// ISO 639-1 codes that have a stemmer, in alphabetical order, without `none`.
std::vector<std::string> supported_languages();

/// Whether `Analyzer::create` knows `language`; true for `none`.
bool is_supported_language(std::string_view language);

/// Cuts text into terms, the same way for documents and queries: words by Unicode segmentation (UAX
/// 29, with ICU's dictionaries for scripts without spaces), NFKC case folding (Unicode 3.13, R5
/// with NFKC_Casefold), stop words, Snowball stemming. Words without a letter or digit and terms
/// longer than `max_term_bytes` are left out, but count as positions. A small value, cheap to copy.
/// Thread-safe.
class Analyzer final {
  public:
    static constexpr std::size_t max_term_bytes = 255;

    /// `none` stands for no stemming and no stop words. Fails with `invalid_argument` for an
    /// unknown language.
    static Result<Analyzer> create(std::string_view language);

    /// Tokens in order of position. Malformed UTF-8 is no error: its bytes separate words.
    std::vector<Token> analyze(std::string_view utf8) const;

    std::string_view language() const;

  private:
    explicit Analyzer(const LanguageProfile& profile) : profile_(&profile) {}

    const LanguageProfile* profile_;  // never null, lives as long as the program
};

}  // namespace lectern::text
