#pragma once

#include <string_view>

namespace lectern::backends::extraction {

/// The whole work of the child process that parses one document: gives up every system call that
/// parsing does not need (no network, no programs, no files to open, no executable memory), reads
/// the content from `in_fd`, parses it as `media_type` (`type/subtype`, with a `charset` parameter
/// where it has one), and writes the answer (extraction_codec.hpp) to `out_fd`. Gives the exit
/// status: 0 when an answer was written. The process cannot do anything else afterwards: pass it to
/// `_exit`.
int run_extract_child(int in_fd, int out_fd, std::string_view media_type);

}  // namespace lectern::backends::extraction
