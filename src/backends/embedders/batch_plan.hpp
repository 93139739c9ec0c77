#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lectern::backends::embedders {

/// Consecutive texts that go through the model together.
struct Batch {
    std::size_t first = 0;
    std::size_t count = 0;

    bool operator==(const Batch&) const = default;
};

/// Cuts texts of these lengths into batches of at most `max_tokens`, filling each before the next.
/// Order is kept: the model pads nothing, so sorting by length would gain nothing. A length beyond
/// `max_tokens` has a batch of its own.
std::vector<Batch> plan_batches(std::span<const std::size_t> lengths, std::size_t max_tokens);

}  // namespace lectern::backends::embedders
