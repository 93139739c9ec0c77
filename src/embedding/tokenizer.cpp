#include "embedding/tokenizer.hpp"

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "core/assert.hpp"
#include "embedding/unicode_words.hpp"

namespace lectern::embedding {
namespace {

constexpr std::size_t max_word_characters = 100;
static_assert(UnicodeWords::max_kept_characters > max_word_characters);

enum class ByteKind : std::uint8_t { letter, control, space, punctuation, beyond_ascii };

constexpr ByteKind kind_of(unsigned char byte) {
    if (byte >= 0x80) return ByteKind::beyond_ascii;
    if (is_ascii_space(static_cast<char>(byte))) return ByteKind::space;
    if (byte < 0x20 || byte == 0x7F) return ByteKind::control;
    return is_ascii_punctuation(byte) ? ByteKind::punctuation : ByteKind::letter;
}

constexpr std::array<ByteKind, 256> byte_kinds = [] {
    std::array<ByteKind, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte)
        kinds[byte] = kind_of(static_cast<unsigned char>(byte));
    return kinds;
}();

ByteKind kind_at(std::string_view text, std::size_t at) {
    return byte_kinds[static_cast<unsigned char>(text[at])];
}

}  // namespace

/// Cuts words into tokens; keeps the ids or only counts them.
class Tokenizer::Pieces final : public WordSink {
  public:
    Pieces(const Tokenizer& tokenizer, std::size_t limit, std::vector<TokenId>* ids)
        : tokenizer_(tokenizer), limit_(limit), ids_(ids) {}

    bool is_full() const override { return count_ >= limit_; }
    std::size_t count() const { return count_; }

    void take(std::string_view word, std::size_t characters) override {
        if (is_full()) return;
        found_.clear();
        if (characters > max_word_characters || !cut(word)) found_.assign(1, tokenizer_.unknown_);
        for (const TokenId id : found_) add(id);
    }

    void add(TokenId id) {
        if (is_full()) return;
        ++count_;
        if (ids_ != nullptr) ids_->push_back(id);
    }

  private:
    bool cut(std::string_view word) {
        auto match = tokenizer_.vocabulary_.longest_start(word);
        while (match) {
            found_.push_back(match->token);
            word.remove_prefix(match->bytes);
            if (word.empty()) return true;
            match = tokenizer_.vocabulary_.longest_continuation(word);
        }
        return false;
    }

    const Tokenizer& tokenizer_;
    const std::size_t limit_;
    std::vector<TokenId>* const ids_;
    std::size_t count_ = 0;
    std::vector<TokenId> found_{};
};

/// Walks over a text. Words of ASCII alone take the short way; others go through `UnicodeWords` as
/// a whole.
class Tokenizer::Scan final {
  public:
    Scan(const Tokenizer& tokenizer, std::string_view text, Pieces& pieces)
        : tokenizer_(tokenizer), text_(text), pieces_(pieces), unicode_words_(pieces) {}

    void run() {
        while (at_ < text_.size() && !pieces_.is_full()) {
            switch (kind_at(text_, at_)) {
                case ByteKind::space:
                case ByteKind::control:
                    ++at_;
                    break;
                case ByteKind::punctuation:
                    take_punctuation();
                    break;
                case ByteKind::letter:
                case ByteKind::beyond_ascii:
                    take_word();
                    break;
            }
        }
    }

  private:
    void take_punctuation() {
        const std::string_view rest = text_.substr(at_);
        for (const Special& special : tokenizer_.specials_) {
            if (!rest.starts_with(special.text)) continue;
            pieces_.add(special.id);
            at_ += special.text.size();
            return;
        }
        pieces_.take(rest.substr(0, 1), 1);
        ++at_;
    }

    void take_word() {
        const std::size_t begin = at_;
        bool plain = true;
        for (; at_ < text_.size(); ++at_) {
            const ByteKind kind = kind_at(text_, at_);
            if (kind == ByteKind::space || kind == ByteKind::punctuation) break;
            plain = plain && kind != ByteKind::beyond_ascii;
        }
        const std::string_view word = text_.substr(begin, at_ - begin);
        if (!plain) return unicode_words_.split(word);
        word_.clear();
        for (std::size_t at = 0; at < word.size() && word_.size() <= max_word_characters; ++at) {
            if (kind_at(word, at) == ByteKind::letter) word_.push_back(to_ascii_lower(word[at]));
        }
        pieces_.take(word_, word_.size());
    }

    const Tokenizer& tokenizer_;
    const std::string_view text_;
    std::size_t at_ = 0;
    Pieces& pieces_;
    UnicodeWords unicode_words_;
    std::string word_{};
};

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& vocabulary) {
    auto loaded = Vocabulary::load(vocabulary);
    if (!loaded) return fail(loaded);
    return with(std::move(*loaded));
}

Result<Tokenizer> Tokenizer::with(Vocabulary vocabulary) {
    Tokenizer tokenizer(std::move(vocabulary));
    for (const std::string_view text : {"[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"}) {
        const auto id = tokenizer.vocabulary_.find(text);
        if (!id)
            return fail(
                ErrorCode::failed_precondition, "the vocabulary has no " + std::string(text)
            );
        tokenizer.specials_.push_back({text, *id});
    }
    tokenizer.start_ = tokenizer.specials_[0].id;
    tokenizer.separator_ = tokenizer.specials_[1].id;
    tokenizer.unknown_ = tokenizer.specials_[2].id;
    return tokenizer;
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, std::size_t max_tokens) const {
    LECTERN_ASSERT(max_tokens >= 2);
    std::vector<TokenId> ids{start_};
    Pieces pieces(*this, max_tokens - 2, &ids);
    Scan(*this, text, pieces).run();
    ids.push_back(separator_);
    return ids;
}

std::uint32_t Tokenizer::count(std::string_view text) const {
    Pieces pieces(*this, std::numeric_limits<std::uint32_t>::max(), nullptr);
    Scan(*this, text, pieces).run();
    return static_cast<std::uint32_t>(pieces.count());
}

}  // namespace lectern::embedding
