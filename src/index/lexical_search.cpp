#include "index/lexical_search.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "index/postings_cursor.hpp"

namespace lectern::index {
namespace {

// Bounds and scores are sums of rounded numbers in different orders; this is far above the
// difference and far below what pruning would feel.
constexpr double rounding_room = 1 + 1e-9;

// One query term in one segment.
class TermScorer final {
  public:
    TermScorer(
        const Segment& segment, const TermRow& term, double weight, const Bm25Formula& formula
    )
        : cursor(segment, term),
          lengths_(segment.chunk_lengths()),
          weight_(weight),
          formula_(formula),
          bound_(bound_of(term.impacts)) {}

    PostingsCursor cursor;

    double weight() const { return weight_; }

    /// What the chunk where the cursor stands scores for this term.
    double score() {
        return weight_ * formula_.saturation(cursor.frequency(), lengths_[cursor.chunk()]);
    }

    /// No chunk scores more.
    double bound() const { return bound_; }

    /// No chunk of the block scores more.
    double block_bound(std::size_t block) {
        if (block != bounded_block_) {
            bounded_block_ = block;
            block_bound_ = bound_of(cursor.blocks()[block].impacts);
        }
        return block_bound_;
    }

  private:
    double bound_of(const Impacts& impacts) const {
        double best = 0;
        for (const Impact& impact : impacts) {
            if (impact.frequency == 0) break;
            if (impact.frequency == unbounded_frequency)
                return weight_ * formula_.limit() * rounding_room;
            best = std::max(best, formula_.saturation(impact.frequency, impact.length));
        }
        return weight_ * best * rounding_room;
    }

    std::span<const std::uint32_t> lengths_;
    double weight_;
    const Bm25Formula& formula_;
    double bound_;
    std::size_t bounded_block_ = std::numeric_limits<std::size_t>::max();
    double block_bound_ = 0;
};

// Terms that stand in front are essential: a chunk that has none of them cannot get in any more.
// Candidates come from these alone; the others are looked up. A chunk's score is always summed up
// in the order of the terms, so that equal chunks score equally wherever they lie.
class SegmentSearch final {
  public:
    SegmentSearch(
        const SegmentView& view, std::uint32_t number, const Bitmap* selected, bool prune, TopK& top
    )
        : segment_(view.segment()),
          number_(number),
          selected_(selected),
          prune_(prune),
          top_(top) {}

    void add(const TermRow& term, double weight, const Bm25Formula& formula) {
        terms_.emplace_back(segment_, term, weight, formula);
    }

    void run() {
        bound_from_.assign(terms_.size() + 1, 0.0);
        for (std::size_t i = terms_.size(); i-- > 0;)
            bound_from_[i] = bound_from_[i + 1] + terms_[i].bound();
        essential_ = terms_.size();
        while (true) {
            while (essential_ > 0 && bound_from_[essential_ - 1] < threshold()) --essential_;
            const std::uint32_t chunk = next_candidate();
            if (chunk == no_chunk) return;
            const std::uint32_t target = skip_from(chunk);
            if (target == chunk) {
                score(chunk);
            } else {
                for (std::size_t i = 0; i < essential_; ++i) terms_[i].cursor.seek(target);
            }
        }
    }

  private:
    double threshold() const {
        return prune_ ? top_.threshold() : -std::numeric_limits<double>::infinity();
    }

    std::uint32_t next_candidate() const {
        std::uint32_t least = no_chunk;
        for (std::size_t i = 0; i < essential_; ++i)
            least = std::min(least, terms_[i].cursor.chunk());
        return least;
    }

    // The chunk itself, or the first one after it that is worth a look.
    std::uint32_t skip_from(std::uint32_t chunk) {
        const std::uint32_t document = segment_.chunk_documents()[chunk];
        if (selected_ != nullptr && !selected_->test(document)) {
            const std::size_t next = selected_->next(document + 1);
            return next == selected_->size() ? no_chunk : segment_.documents()[next].first_chunk;
        }
        if (!in_window_ || chunk > window_end_) open_window();
        return window_bound_ < threshold() ? window_end_ + 1 : chunk;
    }

    // Up to the nearest end of a block, the blocks where the essential cursors stand bound all
    // there is.
    void open_window() {
        in_window_ = true;
        window_end_ = no_chunk - 1;
        window_bound_ = bound_from_[essential_];
        for (std::size_t i = 0; i < essential_; ++i) {
            TermScorer& term = terms_[i];
            if (term.cursor.chunk() == no_chunk) continue;
            window_end_ =
                std::min(window_end_, term.cursor.blocks()[term.cursor.block()].last_chunk);
            window_bound_ += term.block_bound(term.cursor.block());
        }
    }

    void score(std::uint32_t chunk) {
        double score = 0;
        for (std::size_t i = 0; i < essential_; ++i) {
            TermScorer& term = terms_[i];
            if (term.cursor.chunk() != chunk) continue;
            score += term.score();
            term.cursor.next();
        }
        for (std::size_t i = essential_; i < terms_.size(); ++i) {
            if (score + bound_from_[i] < threshold()) return;
            TermScorer& term = terms_[i];
            if (term.cursor.chunk() < chunk) {
                const std::size_t block = term.cursor.find_block(chunk);
                if (block == term.cursor.blocks().size()) continue;
                if (score + term.block_bound(block) + bound_from_[i + 1] < threshold()) return;
                term.cursor.seek(chunk);
            }
            if (term.cursor.chunk() == chunk) score += term.score();
        }
        top_.offer({.score = score, .view = number_, .chunk = chunk});
    }

    const Segment& segment_;
    std::uint32_t number_;
    const Bitmap* selected_;
    bool prune_;
    TopK& top_;
    std::vector<TermScorer> terms_{};
    std::vector<double> bound_from_{};  // bound_from_[i]: of terms i and after together
    std::size_t essential_ = 0;
    bool in_window_ = false;
    std::uint32_t window_end_ = 0;
    double window_bound_ = 0;
};

struct WeightedTerm {
    const QueryTerm* term;
    double weight;
};

// Rare terms first: they decide most. The order depends on the request alone, not on the segment.
std::vector<WeightedTerm> weigh(const LexicalRequest& request, const Bm25Formula& formula) {
    LECTERN_ASSERT(request.statistics.document_frequencies.size() == request.terms.size());
    std::vector<WeightedTerm> weighted;
    for (std::size_t i = 0; i < request.terms.size(); ++i) {
        const QueryTerm& term = request.terms[i];
        const double rarity =
            formula.inverse_document_frequency(request.statistics.document_frequencies[i]);
        weighted.push_back({.term = &term, .weight = rarity * term.count});
    }
    std::ranges::stable_sort(weighted, std::greater{}, &WeightedTerm::weight);
    return weighted;
}

}  // namespace

void search_terms(
    std::span<const SegmentView> views,
    std::size_t view,
    const Selection& selection,
    const LexicalRequest& request,
    TopK& top
) {
    const Bm25Formula formula(request.tuning, request.statistics);
    SegmentSearch search(
        views[view], static_cast<std::uint32_t>(view), selection.documents(view), request.prune, top
    );
    for (const WeightedTerm& each : weigh(request, formula)) {
        const TermRow* row = views[view].segment().find_term(each.term->term);
        if (row != nullptr) search.add(*row, each.weight, formula);
    }
    search.run();
}

Bitmap matching_chunks(
    const SegmentView& view, const Bitmap* selected, std::span<const QueryTerm> terms
) {
    const Segment& segment = view.segment();
    Bitmap matching(segment.chunk_count());
    for (const QueryTerm& each : terms) {
        const TermRow* row = segment.find_term(each.term);
        if (row == nullptr) continue;
        for (PostingsCursor cursor(segment, *row); cursor.chunk() != no_chunk; cursor.next()) {
            matching.set(cursor.chunk());
        }
    }
    if (selected == nullptr) return matching;
    const auto documents = segment.chunk_documents();
    for (std::size_t chunk = matching.next(0); chunk < matching.size();
         chunk = matching.next(chunk + 1)) {
        if (!selected->test(documents[chunk])) matching.reset(chunk);
    }
    return matching;
}

std::uint64_t document_frequency(const SegmentView& view, const std::string& term) {
    const Segment& segment = view.segment();
    const TermRow* row = segment.find_term(term);
    if (row == nullptr) return 0;
    if (view.deleted() == nullptr) return row->chunk_count;
    std::uint64_t live = 0;
    const auto documents = segment.chunk_documents();
    for (PostingsCursor cursor(segment, *row); cursor.chunk() != no_chunk; cursor.next()) {
        if (view.is_live(documents[cursor.chunk()])) ++live;
    }
    return live;
}

}  // namespace lectern::index
