#include "text/pieces.hpp"

#include <algorithm>

#include "core/utf8.hpp"
#include "text/ascii_space.hpp"
#include "text/sentences.hpp"
#include "text/word_segments.hpp"

namespace lectern::text {
namespace {

// Repeated in every chunk below it, hence bounded.
constexpr std::size_t max_heading_bytes = 256;

class Taker final {
  public:
    Taker(
        const domain::ExtractedText& document, std::uint32_t max_tokens, const TokenCounter& count
    )
        : text_(document.text), max_tokens_(max_tokens), count_(count) {
        out_.headings.emplace_back();
        out_.bodies.push_back(0);
        std::size_t done = 0;
        for (const domain::Block& block : document.blocks) {
            const std::size_t begin =
                std::clamp<std::size_t>(block.range.begin, done, text_.size());
            const std::size_t end = std::clamp<std::size_t>(block.range.end, begin, text_.size());
            add({.range = {done, begin}});
            add({.kind = block.kind, .level = block.level, .range = {begin, end}});
            done = end;
        }
        add({.range = {done, text_.size()}});
    }

    PiecedDocument take() { return std::move(out_); }

  private:
    void add(const domain::Block& block) {
        std::size_t begin = block.range.begin;
        std::size_t end = block.range.end;
        trim_range(text_, begin, end);
        if (begin == end) return;
        if (block.kind == domain::BlockKind::heading) open_section(block.level, begin, end);

        const std::size_t first = out_.pieces.size();
        if (block.kind == domain::BlockKind::code) {
            add_lines(begin, end);
        } else {
            for (const SentenceSegment& sentence :
                 find_sentences(text_.substr(begin, end - begin))) {
                add_sentence(begin + sentence.begin, begin + sentence.end);
            }
        }
        if (block.kind == domain::BlockKind::heading) out_.bodies.push_back(out_.pieces.size());
        std::uint64_t tokens = 0;
        for (std::size_t i = first; i < out_.pieces.size(); ++i) tokens += out_.pieces[i].tokens;
        out_.blocks.push_back({
            .kind = block.kind,
            .level = open_.empty() ? 0 : open_.back().level,
            .section = out_.headings.size() - 1,
            .first_piece = first,
            .end_piece = out_.pieces.size(),
            .tokens = tokens,
        });
    }

    void open_section(std::uint32_t level, std::size_t begin, std::size_t end) {
        level = std::max(level, 1U);
        while (!open_.empty() && open_.back().level >= level) open_.pop_back();
        end = character_start(text_, std::min(end, begin + max_heading_bytes));
        std::string heading(text_.substr(begin, end - begin));
        std::ranges::replace_if(heading, is_ascii_space, ' ');
        open_.push_back({level, std::move(heading)});

        std::vector<std::string> path;
        for (const OpenHeading& outer : open_) path.push_back(outer.text);
        out_.headings.push_back(std::move(path));
    }

    void add_lines(std::size_t begin, std::size_t end) {
        while (begin < end) {
            const std::size_t line_end = std::min(text_.find('\n', begin), end);
            std::size_t first = begin;
            std::size_t last = line_end;
            trim_range(text_, first, last);
            // Indentation stays with its line, unless the line is the chunk's first.
            if (first < last) add_sentence(first, last);
            begin = line_end + 1;
        }
    }

    // A sentence, or its parts when it is too long: lines, words, and runs of characters of a word
    // too long by itself.
    void add_sentence(std::size_t begin, std::size_t end) {
        const std::string_view sentence = text_.substr(begin, end - begin);
        const std::uint32_t tokens = count_(sentence);
        if (tokens <= max_tokens_) {
            out_.pieces.push_back({begin, end, tokens});
        } else if (sentence.contains('\n')) {
            add_lines(begin, end);
        } else {
            for (const Piece& word : split_into_words(text_, begin, end, count_)) add_word(word);
        }
    }

    // Halves the word until its parts are short enough or single characters.
    void add_word(const Piece& word) {
        std::size_t cut = character_start(text_, word.begin + (word.end - word.begin) / 2);
        if (cut == word.begin) next_character(text_, cut);
        if (word.tokens <= max_tokens_ || cut == word.end) {
            out_.pieces.push_back(word);
            return;
        }
        add_word({word.begin, cut, count_(text_.substr(word.begin, cut - word.begin))});
        add_word({cut, word.end, count_(text_.substr(cut, word.end - cut))});
    }

    struct OpenHeading {
        std::uint32_t level = 0;
        std::string text{};
    };

    const std::string_view text_;
    const std::uint32_t max_tokens_;
    const TokenCounter& count_;
    PiecedDocument out_;
    std::vector<OpenHeading> open_;
};

}  // namespace

PiecedDocument take_apart(
    const domain::ExtractedText& document, std::uint32_t max_tokens, const TokenCounter& count
) {
    return Taker(document, max_tokens, count).take();
}

std::vector<Piece> split_into_words(
    std::string_view text, std::size_t begin, std::size_t end, const TokenCounter& count
) {
    std::vector<Piece> parts;
    const std::string_view stretch = text.substr(begin, end - begin);
    const auto add = [&](std::size_t from, std::size_t to) {
        trim_range(stretch, from, to);
        if (from < to)
            parts.push_back({begin + from, begin + to, count(stretch.substr(from, to - from))});
    };
    // What stands between two words goes with the first.
    std::size_t from = 0;
    const std::vector<WordSegment> words = find_words(stretch);
    for (std::size_t i = 1; i < words.size(); ++i) {
        add(from, words[i].begin);
        from = words[i].begin;
    }
    add(from, stretch.size());
    return parts;
}

}  // namespace lectern::text
