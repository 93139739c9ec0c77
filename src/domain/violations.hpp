#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "domain/page.hpp"

namespace lectern::domain {

/// Collects what is wrong with a request, by JSON pointer. The bounds here are those of every
/// protocol; `api/openapi/lectern.yaml` states them once more, in characters where these are bytes.
/// Keeps the first 100.
class Violations final {
  public:
    static constexpr std::size_t longest_id = 128;  ///< Of ids that the server makes.
    static constexpr std::size_t longest_name =
        512;  ///< Of ids that clients choose, and paths of fields.
    static constexpr std::size_t longest_cursor = 4096;

    void add(std::string field, std::string description);

    /// Unless `text` has `shortest` to `longest` bytes.
    void check_length(
        std::string field, std::string_view text, std::size_t shortest, std::size_t longest
    );
    /// Unless `number` lies within the bounds.
    void check_range(
        std::string field, std::uint64_t number, std::uint64_t least, std::uint64_t most
    );
    /// Unless it is a dataset's name.
    void check(std::string field, const DatasetId& dataset);
    /// The members `/limit` and `/cursor`.
    void check(const PageRequest& page);

    bool empty() const { return found_.empty(); }
    const std::vector<FieldViolation>& list() const { return found_; }

    /// `invalid_argument` with all of them, unless there is none. Call once.
    Result<void> verdict();

  private:
    std::vector<FieldViolation> found_{};
};

}  // namespace lectern::domain
