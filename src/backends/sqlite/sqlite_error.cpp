#include "backends/sqlite/sqlite_error.hpp"

#include <chrono>

#include <sqlite3.h>

namespace lectern::backends::sqlite {
namespace {

Error unavailable(const char* message) {
    return {
        .code = ErrorCode::unavailable,
        .message = message,
        .retry_after = std::chrono::milliseconds{1'000},
    };
}

}  // namespace

Error to_error(int result_code) {
    switch (result_code & 0xff) {  // The low byte of an extended code is the primary one.
        case SQLITE_FULL:
            return unavailable("the storage is full");
        case SQLITE_IOERR:
            return unavailable("the storage cannot be read or written");
        case SQLITE_CANTOPEN:
            return unavailable("the storage cannot be opened");
        case SQLITE_READONLY:
            return unavailable("the storage cannot be written");
        case SQLITE_NOMEM:
            return unavailable("memory is exhausted");
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return unavailable("the storage is busy");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {.code = ErrorCode::internal, .message = "the storage is damaged"};
        case SQLITE_TOOBIG:
            return {
                .code = ErrorCode::invalid_argument, .message = "a value is too large to be stored"
            };
        default:
            return {.code = ErrorCode::internal, .message = "the storage failed"};
    }
}

Error damaged_record() {
    return {.code = ErrorCode::internal, .message = "a stored record is damaged"};
}

}  // namespace lectern::backends::sqlite
