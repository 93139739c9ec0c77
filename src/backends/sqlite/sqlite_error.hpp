#pragma once

#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// What a result code of SQLite (https://www.sqlite.org/rescode.html) means to a caller: a disk
/// that is full or fails is `unavailable`, everything else that can go wrong here is damage or a
/// bug, and `internal`.
Error to_error(int result_code);

/// For stored bytes that cannot be read back.
Error damaged_record();

}  // namespace lectern::backends::sqlite
