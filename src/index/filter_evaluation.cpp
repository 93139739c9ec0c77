#include "index/filter_evaluation.hpp"

#include <algorithm>
#include <optional>

#include "index/scalar_order.hpp"

namespace lectern::index {
namespace {

// Compares a stored value with the bounds of a range. All bounds are of one rank: numbers, or
// strings.
struct Bounds {
    const domain::Range& range;
    ScalarRank rank;

    bool is_below(const domain::Scalar& value) const {
        const ScalarRank of_value = rank_of(value);
        if (of_value != rank) return of_value < rank;
        return (range.greater && domain::compare(value, *range.greater) != 1) ||
               (range.greater_or_equal && domain::compare(value, *range.greater_or_equal) == -1);
    }

    bool is_above(const domain::Scalar& value) const {
        const ScalarRank of_value = rank_of(value);
        if (of_value != rank) return of_value > rank;
        return (range.less && domain::compare(value, *range.less) != -1) ||
               (range.less_or_equal && domain::compare(value, *range.less_or_equal) == 1);
    }
};

// Nothing when no value can lie within the bounds, as they cannot be ordered or are of different
// ranks.
std::optional<Bounds> bounds_of(const domain::Range& range) {
    std::optional<ScalarRank> rank;
    for (const auto* bound :
         {&range.greater, &range.greater_or_equal, &range.less, &range.less_or_equal}) {
        if (!*bound) continue;
        const ScalarRank of_bound = rank_of(**bound);
        if (of_bound != ScalarRank::number && of_bound != ScalarRank::text) return std::nullopt;
        if (rank && *rank != of_bound) return std::nullopt;
        rank = of_bound;
    }
    if (!rank) return std::nullopt;
    return Bounds{.range = range, .rank = *rank};
}

class Evaluator final {
  public:
    explicit Evaluator(const Segment& segment) : segment_(segment) {}

    Bitmap operator()(const domain::AllOf& all) const {
        Bitmap passing(segment_.documents().size(), true);
        for (const domain::Filter& part : all.parts) passing &= evaluate(part, segment_);
        return passing;
    }

    Bitmap operator()(const domain::AnyOf& any) const { return any_of(any.parts); }

    Bitmap operator()(const domain::NoneOf& none) const {
        Bitmap passing = any_of(none.parts);
        passing.flip();
        return passing;
    }

    Bitmap operator()(const domain::In& in) const {
        Bitmap passing(segment_.documents().size());
        const FieldRow* field = segment_.find_field(in.field);
        if (field == nullptr) return passing;
        const auto rows = segment_.values(*field);
        const auto value_of = [this](const ValueRow& row) { return segment_.value(row); };
        for (const domain::Scalar& wanted : in.values) {
            const auto found = std::ranges::lower_bound(rows, wanted, ScalarOrder{}, value_of);
            if (found != rows.end() && domain::equal(segment_.value(*found), wanted))
                add(*found, passing);
        }
        return passing;
    }

    Bitmap operator()(const domain::Range& range) const {
        Bitmap passing(segment_.documents().size());
        const FieldRow* field = segment_.find_field(range.field);
        const auto bounds = bounds_of(range);
        if (field == nullptr || !bounds) return passing;
        const auto rows = segment_.values(*field);
        const auto value_of = [this](const ValueRow& row) { return segment_.value(row); };
        const auto first = std::ranges::partition_point(
            rows, [&](const domain::Scalar& value) { return bounds->is_below(value); }, value_of
        );
        const auto last = std::ranges::partition_point(
            first,
            rows.end(),
            [&](const domain::Scalar& value) { return !bounds->is_above(value); },
            value_of
        );
        for (const ValueRow& row : std::span(first, last)) add(row, passing);
        return passing;
    }

    Bitmap operator()(const domain::Exists& exists) const {
        Bitmap passing(segment_.documents().size());
        const FieldRow* field = segment_.find_field(exists.field);
        if (field == nullptr) return passing;
        for (const ValueRow& row : segment_.values(*field)) add(row, passing);
        return passing;
    }

  private:
    Bitmap any_of(const std::vector<domain::Filter>& parts) const {
        Bitmap passing(segment_.documents().size());
        for (const domain::Filter& part : parts) passing |= evaluate(part, segment_);
        return passing;
    }

    void add(const ValueRow& row, Bitmap& passing) const {
        for (const std::uint32_t document : segment_.value_documents(row)) passing.set(document);
    }

    const Segment& segment_;
};

}  // namespace

Bitmap evaluate(const domain::Filter& filter, const Segment& segment) {
    return std::visit(Evaluator(segment), filter.node);
}

}  // namespace lectern::index
