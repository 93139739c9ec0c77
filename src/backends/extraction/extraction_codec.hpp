#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"
#include "domain/extracted_text.hpp"

// What the child that parses a document writes to its stdout. Numbers are little endian; a string
// is its length in four bytes and its bytes.
//
//   answer   := "LXT1" (0x00 document | 0x01 message)
//   document := media_type:string title:string text:string block_count:u32 block*
//   block    := kind:u8 level:u8 begin:u64 end:u64
//   message  := string: why the document cannot be read
namespace lectern::backends::extraction {

/// Encodes a document, or the message of an error.
std::string encode_answer(const Result<domain::ExtractedText>& extracted);

/// The reverse; an encoded message comes back as `invalid_argument`. The child is not trusted:
/// anything but a whole, well-formed answer (valid UTF-8, blocks in order and within the text)
/// fails with `unavailable`.
Result<domain::ExtractedText> decode_answer(std::string_view bytes);

}  // namespace lectern::backends::extraction
