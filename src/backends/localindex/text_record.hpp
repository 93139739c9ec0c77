#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace lectern::backends::localindex {

/// A small file of `name value` lines, names repeated or not: its first line says what it is, its
/// last is a checksum (CRC-32C of what stands before). Values may hold any bytes; `%`, line breaks
/// and control characters are written as
/// `%` and two hexadecimal digits.
using TextRecord = std::vector<std::pair<std::string, std::string>>;

/// Replaces the file; old or new after a crash, durable when it returns.
Result<void> write_record(
    const std::filesystem::path& path, const std::string& title, const TextRecord& record
);

/// `not_found` when there is no such file, `internal` when it is damaged or of another title.
Result<TextRecord> read_record(const std::filesystem::path& path, const std::string& title);

}  // namespace lectern::backends::localindex
