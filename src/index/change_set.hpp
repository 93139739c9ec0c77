#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.hpp"
#include "index/batch.hpp"
#include "index/document.hpp"
#include "index/segment_view.hpp"

namespace lectern::index {

/// By id, the sequence of a removal.
using Removals = std::unordered_map<std::string, std::uint64_t>;

/// The dimensions of an index that takes these changes in: those that it has, or if 0 those of the
/// first vector, if any. Fails with `invalid_argument` when a change does not fit.
Result<std::uint32_t> common_dimensions(std::span<const Change> changes, std::uint32_t dimensions);

/// Works out what a run of changes amounts to over what is held. Everything given outlives it.
class ChangeSet final {
  public:
    /// Keeps `removals` up to date.
    ChangeSet(std::span<const SegmentView> views, Removals& removals);

    void add(const Change& change);

    /// Documents to hold, with different ids.
    std::vector<BatchDocument> documents() const;

    /// Documents of a view that are not to be held any more.
    std::vector<std::uint32_t> deleted(std::size_t view) const {
        return {deleted_[view].begin(), deleted_[view].end()};
    }

  private:
    struct Held {
        std::uint64_t version = 0;
        std::uint64_t sequence = 0;
    };

    std::optional<Held> held(std::string_view id) const;
    void forget(std::string_view id);

    std::span<const SegmentView> views_;
    Removals& removals_;
    std::map<std::string_view, BatchDocument> documents_{};
    std::vector<std::set<std::uint32_t>> deleted_;
};

}  // namespace lectern::index
