#include "backends/sqlite/query.hpp"

namespace lectern::backends::sqlite {

int bind_value(sqlite3_stmt* statement, int position, std::int64_t value) {
    return sqlite3_bind_int64(statement, position, value);
}

int bind_value(sqlite3_stmt* statement, int position, double value) {
    return sqlite3_bind_double(statement, position, value);
}

int bind_value(sqlite3_stmt* statement, int position, std::string_view value) {
    // A null pointer would bind NULL.
    const char* data = value.empty() ? "" : value.data();
    return sqlite3_bind_text64(
        statement, position, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8
    );
}

int bind_value(sqlite3_stmt* statement, int position, Blob value) {
    const char* data = value.bytes.empty() ? "" : value.bytes.data();
    return sqlite3_bind_blob64(statement, position, data, value.bytes.size(), SQLITE_STATIC);
}

int bind_null(sqlite3_stmt* statement, int position) {
    return sqlite3_bind_null(statement, position);
}

std::string_view Row::text(int column) const {
    const auto* data = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view()
                           : std::string_view(reinterpret_cast<const char*>(data), size);
}

std::string_view Row::blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view() : std::string_view(data, size);
}

bool Row::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Row::real(int column) const { return sqlite3_column_double(statement_, column); }

}  // namespace lectern::backends::sqlite
