#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lectern::backends::sqlite {

/// A Zstandard frame (RFC 8878) with the content's size and a checksum.
std::string compress(std::string_view bytes);

/// Nothing for anything that `compress` did not write.
std::optional<std::string> decompress(std::string_view frame);

}  // namespace lectern::backends::sqlite
