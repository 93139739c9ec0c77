#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <sqlite3.h>

#include "core/clock.hpp"
#include "core/ids.hpp"

namespace lectern::backends::sqlite {

struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

/// Bytes to bind without copying: they must stay where they are until the query is over.
struct Blob {
    std::string_view bytes;
};

/// One result code for each overload; positions count from 1. Text is copied.
int bind_value(sqlite3_stmt* statement, int position, std::int64_t value);
int bind_value(sqlite3_stmt* statement, int position, double value);
int bind_value(sqlite3_stmt* statement, int position, std::string_view value);
int bind_value(sqlite3_stmt* statement, int position, Blob value);
int bind_null(sqlite3_stmt* statement, int position);

template <class T>
int bind_any(sqlite3_stmt* statement, int position, const T& value) {
    if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
        return bind_value(statement, position, static_cast<std::int64_t>(value));
    } else if constexpr (std::same_as<T, Timestamp>) {
        return bind_value(statement, position, std::int64_t{value.time_since_epoch().count()});
    } else if constexpr (requires { value.has_value(); }) {
        return value ? bind_any(statement, position, *value) : bind_null(statement, position);
    } else if constexpr (requires { std::string_view(value.value); }) {
        return bind_value(statement, position, std::string_view(value.value));  // An Id.
    } else {
        return bind_value(statement, position, value);
    }
}

template <class>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// The row that a query stands on. Columns count from 0.
class Row final {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

    /// As a number, enum, time, string, id, or optional of one; what is stored must be of that
    /// kind.
    template <class T>
    T get(int column) const {
        if constexpr (is_optional<T>) {
            return is_null(column) ? T() : T(get<typename T::value_type>(column));
        } else if constexpr (std::same_as<T, bool>) {
            return integer(column) != 0;
        } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
            return static_cast<T>(integer(column));
        } else if constexpr (std::same_as<T, double>) {
            return real(column);
        } else if constexpr (std::same_as<T, Timestamp>) {
            return Timestamp(std::chrono::milliseconds(integer(column)));
        } else if constexpr (std::same_as<T, std::string>) {
            return std::string(text(column));
        } else {
            return T{std::string(text(column))};  // An Id.
        }
    }

    /// Valid until the query takes its next step.
    std::string_view text(int column) const;
    std::string_view blob(int column) const;
    bool is_null(int column) const;

  private:
    std::int64_t integer(int column) const;
    double real(int column) const;

    sqlite3_stmt* statement_;
};

}  // namespace lectern::backends::sqlite
