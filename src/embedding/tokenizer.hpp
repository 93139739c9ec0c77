#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "embedding/vocabulary.hpp"

namespace lectern::embedding {

/// BERT's uncased WordPiece: text to token ids, equal to the reference (`BertTokenizerFast` of the
/// `transformers` library). Words are cut greedily into the longest tokens; a word that has none at
/// some place, or more than 100 characters, is `[UNK]` as a whole. `[CLS]`, `[SEP]`, `[MASK]`,
/// `[PAD]` and `[UNK]` written in a text stand for themselves, as in the reference. Any bytes will
/// do: what is not UTF-8 is passed over. Thread-safe.
class Tokenizer final {
  public:
    /// Fails with `failed_precondition` when the vocabulary is unreadable or lacks a special token.
    static Result<Tokenizer> load(const std::filesystem::path& vocabulary);
    static Result<Tokenizer> with(Vocabulary vocabulary);

    /// `[CLS]`, the text's tokens, `[SEP]`: at most `max_tokens` (at least 2), the rest is cut off
    /// and not looked at.
    std::vector<TokenId> encode(std::string_view text, std::size_t max_tokens) const;

    /// Tokens of the whole text, without `[CLS]` and `[SEP]`.
    std::uint32_t count(std::string_view text) const;

  private:
    struct Special {
        std::string_view text;
        TokenId id = 0;
    };
    class Pieces;
    class Scan;

    explicit Tokenizer(Vocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {}

    Vocabulary vocabulary_;
    std::vector<Special> specials_{};
    TokenId start_ = 0;
    TokenId separator_ = 0;
    TokenId unknown_ = 0;
};

}  // namespace lectern::embedding
