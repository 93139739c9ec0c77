#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lectern {

constexpr char32_t replacement_character = 0xFFFD;

/// Reads the character at `i` and moves `i` past it. At malformed bytes it gives U+FFFD and moves
/// past the longest prefix of a character, at least one byte (Unicode 15, table 3-8). `i` lies
/// before the end.
char32_t next_character(std::string_view utf8, std::size_t& i);

/// Appends a character; surrogates and what lies beyond U+10FFFF become U+FFFD.
void append_utf8(char32_t character, std::string& out);

/// Whether every byte belongs to a well-formed character.
bool is_valid_utf8(std::string_view bytes);

/// The length of the well-formed character at the start of `bytes`; 0 when there is none.
std::size_t character_length(std::string_view bytes);

/// The number of characters, or nothing when the bytes are not well-formed.
std::optional<std::size_t> count_characters(std::string_view bytes);

/// The text with every byte that is part of no well-formed character as U+FFFD. For what quotes a
/// client's bytes: JSON and protobuf must be UTF-8 whatever that was.
std::string as_utf8(std::string_view bytes);

/// The start of the character that holds byte `i`, for well-formed text; `i` itself at the end.
std::size_t character_start(std::string_view utf8, std::size_t i);

}  // namespace lectern
