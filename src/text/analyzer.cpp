#include "text/analyzer.hpp"

#include <memory>

#include <libstemmer.h>

#include "core/assert.hpp"
#include "text/case_fold.hpp"
#include "text/languages.hpp"
#include "text/term_cache.hpp"
#include "text/word_segments.hpp"

namespace lectern::text {
namespace {

struct StemmerDeleter {
    void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};
using Stemmer = std::unique_ptr<sb_stemmer, StemmerDeleter>;

sb_stemmer& stemmer_of(const LanguageProfile& profile) {
    // A stemmer holds the word it works on: one a thread and language, made at first use.
    thread_local std::vector<Stemmer> stemmers(language_profiles().size());
    Stemmer& stemmer = stemmers[profile.index];
    if (!stemmer) stemmer.reset(sb_stemmer_new(profile.stemmer, "UTF_8"));
    LECTERN_ASSERT(stemmer);
    return *stemmer;
}

void stem(const LanguageProfile& profile, std::string& term) {
    sb_stemmer& stemmer = stemmer_of(profile);
    const auto* in = reinterpret_cast<const sb_symbol*>(term.data());
    const sb_symbol* out = sb_stemmer_stem(&stemmer, in, static_cast<int>(term.size()));
    LECTERN_ASSERT(out != nullptr);  // null only without memory
    term.assign(
        reinterpret_cast<const char*>(out), static_cast<std::size_t>(sb_stemmer_length(&stemmer))
    );
}

// Writers use both; the lists and the English stemmer know the plain one.
void straighten_apostrophes(std::string& term) {
    constexpr std::string_view curly = "\u2019";
    for (std::size_t at = term.find(curly); at != std::string::npos;
         at = term.find(curly, at + 1)) {
        term.replace(at, curly.size(), "'");
    }
}

void drop_elision(const LanguageProfile& profile, std::string& term) {
    const std::size_t apostrophe = term.find('\'');
    if (apostrophe == std::string::npos || apostrophe + 1 == term.size()) return;
    if (profile.elisions.contains(std::string_view(term).substr(0, apostrophe)))
        term.erase(0, apostrophe + 1);
}

// The term of a word; empty when it is not to be indexed.
std::string make_term(const LanguageProfile& profile, std::string_view word) {
    std::string term;
    if (word.size() > 4 * Analyzer::max_term_bytes)
        return term;  // folding shrinks no word that much
    append_case_folded(word, term);
    straighten_apostrophes(term);
    if (!profile.elisions.empty()) drop_elision(profile, term);
    if (profile.stop_words.contains(term)) return {};
    if (profile.stemmer != nullptr) stem(profile, term);
    if (term.size() > Analyzer::max_term_bytes) return {};
    return term;
}

// Longer words are rare, and would stay.
constexpr std::size_t max_cached_bytes = 64;

TermCache& cache_of(const LanguageProfile& profile) {
    // One a thread and language, made at first use: shared ones would need a lock a word.
    thread_local std::vector<std::unique_ptr<TermCache>> caches(language_profiles().size());
    std::unique_ptr<TermCache>& cache = caches[profile.index];
    if (!cache) cache = std::make_unique<TermCache>();
    return *cache;
}

}  // namespace

std::vector<std::string> supported_languages() {
    std::vector<std::string> codes;
    for (const LanguageProfile& profile : language_profiles()) {
        if (profile.stemmer != nullptr) codes.emplace_back(profile.code);
    }
    return codes;
}

bool is_supported_language(std::string_view language) { return find_language(language) != nullptr; }

Result<Analyzer> Analyzer::create(std::string_view language) {
    const LanguageProfile* profile = find_language(language);
    if (profile == nullptr) {
        return fail(
            ErrorCode::invalid_argument, "language " + std::string(language) + " is not supported"
        );
    }
    return Analyzer(*profile);
}

std::vector<Token> Analyzer::analyze(std::string_view utf8) const {
    const std::vector<WordSegment> words = find_words(utf8);
    TermCache& cache = cache_of(*profile_);
    std::vector<Token> tokens;
    tokens.reserve(words.size());
    std::uint32_t position = 0;
    for (const WordSegment& segment : words) {
        const std::string_view word = utf8.substr(segment.begin, segment.end - segment.begin);
        const auto make = [this](std::string_view seen) { return make_term(*profile_, seen); };
        if (word.size() > max_cached_bytes) {
            std::string term = make(word);
            if (!term.empty())
                tokens.push_back({std::move(term), position, segment.begin, segment.end});
        } else if (const std::string& term = cache.term_of(word, make); !term.empty()) {
            tokens.push_back({term, position, segment.begin, segment.end});
        }
        ++position;
    }
    return tokens;
}

std::string_view Analyzer::language() const { return profile_->code; }

}  // namespace lectern::text
