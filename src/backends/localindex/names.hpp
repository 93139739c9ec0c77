#pragma once

#include <string>
#include <string_view>

namespace lectern::backends::localindex {

/// A name for a folder that stands for exactly this text on every file system: lower-case letters,
/// digits, `-` and `_` as they are, every other byte as `%` and two hexadecimal digits. Texts that
/// would come out longer than 200 bytes are named by their SHA-256 behind `%%`.
std::string folder_name(std::string_view text);

}  // namespace lectern::backends::localindex
