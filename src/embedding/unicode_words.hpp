#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lectern::embedding {

/// Takes words one by one. `characters` counts code points; `word` holds at least the first
/// `UnicodeWords::max_kept_characters` of them.
class WordSink {
  public:
    virtual void take(std::string_view word, std::size_t characters) = 0;
    /// No more words are wanted.
    virtual bool is_full() const = 0;

  protected:
    ~WordSink() = default;
};

/// Cleans and splits text that is not plain ASCII the way BERT's uncased models were trained:
/// controls dropped, ideographs standing alone, canonical decomposition, nonspacing marks dropped,
/// lower case, punctuation standing alone. Equal, code point by code point, to the reference
/// (`BertNormalizer` and `BertPreTokenizer` of the `tokenizers` library), whose category tables are
/// those of Unicode 8: what was assigned later counts as a plain letter. Bytes that are not UTF-8
/// are dropped. One thread at a time.
class UnicodeWords final {
  public:
    static constexpr std::size_t max_kept_characters = 101;

    explicit UnicodeWords(WordSink& sink) : sink_(sink) {}

    /// Hands the words of `text` to the sink. Where the caller cuts a text, it must cut beside an
    /// ASCII character, as nothing combines across one.
    void split(std::string_view text);

  private:
    void clean(char32_t character);
    void normalize_pending();
    void add_normalized(char32_t character);
    void append(char32_t character);
    void end_current();
    void end_word();

    WordSink& sink_;
    std::u16string pending_{};     ///< Cleaned, not yet normalised.
    std::u16string normalized_{};  ///< Scratch, kept for its capacity.
    std::string word_{};
    std::size_t characters_ = 0;  ///< Of the word, also those that `word_` no longer holds.
};

/// Space, tab, line feed and carriage return: the ASCII characters that BERT takes for white space.
constexpr bool is_ascii_space(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/// Every printable ASCII character that is no letter, digit or space, symbols like `$` and `^`
/// included.
constexpr bool is_ascii_punctuation(char32_t character) {
    return (character >= 0x21 && character <= 0x2F) || (character >= 0x3A && character <= 0x40) ||
           (character >= 0x5B && character <= 0x60) || (character >= 0x7B && character <= 0x7E);
}

}  // namespace lectern::embedding
