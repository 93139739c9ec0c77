#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/extracted_text.hpp"
#include "text/media_type.hpp"

namespace lectern::text {

/// White space of any kind (Unicode's White_Space) collapsed to single spaces, none at the ends.
std::string collapse_space(std::string_view utf8);

/// Writes a document's text block by block: a blank line between blocks, a line end between items
/// of a list and rows of a table. One thread at a time.
class TextBuilder final {
  public:
    /// Adds a block of well-formed UTF-8, in normal form C afterwards. Code keeps its lines and
    /// loses empty ones around it; in all else white space is collapsed. A block without text is
    /// left out.
    void add(domain::BlockKind kind, std::string_view utf8, std::uint32_t level = 0);

    /// The first heading of the highest level seen; empty without headings.
    const std::string& first_heading() const { return first_heading_; }

    domain::ExtractedText finish(MediaType type, std::string title);

  private:
    domain::ExtractedText document_;
    std::string first_heading_;
    std::uint32_t first_heading_level_ = 7;
};

}  // namespace lectern::text
