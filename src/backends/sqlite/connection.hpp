#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "backends/sqlite/query.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::backends::sqlite {

template <class>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<Result<T>> = true;

/// One connection to the database and its prepared statements, which are kept by their text: every
/// text must be one of a small set, with parameters for all that varies. One thread at a time.
class Connection final {
  public:
    enum class Access { read_only, read_write };

    struct Settings {
        Access access = Access::read_only;
        std::size_t cache_kib = 1'024;
        std::chrono::milliseconds busy_timeout{5'000};
        std::size_t checkpoint_pages = 2'000;  ///< Of the log, before it is written back.
    };

    static Result<Connection> open(
        const std::filesystem::path& file,
        const Settings& settings,
        const telemetry::Telemetry& telemetry
    );

    /// Runs one statement and ignores its rows.
    template <class... Arguments>
    Result<void> run(std::string_view sql, const Arguments&... arguments) {
        return each(sql, [](const Row&) {}, arguments...);
    }

    /// Calls `visit(Row)` for each row; a visitor that returns a failed `Result<void>` ends it.
    template <class Visit, class... Arguments>
    Result<void> each(std::string_view sql, Visit visit, const Arguments&... arguments) {
        auto use = start(sql, arguments...);
        if (!use) return fail(use);
        while (true) {
            const auto row = step(*use);
            if (!row) return lectern::fail(row.error());
            if (!*row) return {};
            if constexpr (is_result<std::invoke_result_t<Visit&, const Row&>>) {
                if (auto visited = visit(Row(use->statement)); !visited)
                    return report(std::move(visited).error());
            } else {
                visit(Row(use->statement));
            }
        }
    }

    /// The first row as `decode(Row)` (a value, or a `Result` of one) makes it; nothing without a
    /// row.
    template <class Decode, class... Arguments>
    auto first(std::string_view sql, Decode decode, const Arguments&... arguments) {
        using Decoded = std::invoke_result_t<Decode&, const Row&>;
        if constexpr (is_result<Decoded>) {
            return first_decoded<typename Decoded::value_type>(sql, decode, arguments...);
        } else {
            return first_decoded<Decoded>(sql, decode, arguments...);
        }
    }

    /// Every row, decoded likewise.
    template <class Decode, class... Arguments>
    auto all(std::string_view sql, Decode decode, const Arguments&... arguments) {
        using Decoded = std::invoke_result_t<Decode&, const Row&>;
        if constexpr (is_result<Decoded>) {
            return all_decoded<typename Decoded::value_type>(sql, decode, arguments...);
        } else {
            return all_decoded<Decoded>(sql, decode, arguments...);
        }
    }

    /// The only number of the first row, which there must be.
    template <class... Arguments>
    Result<std::int64_t> number(std::string_view sql, const Arguments&... arguments) {
        auto value =
            first(sql, [](const Row& row) { return row.get<std::int64_t>(0); }, arguments...);
        if (!value) return fail(value);
        if (!*value) return lectern::fail(report(SQLITE_INTERNAL, sql));
        return **value;
    }

    /// Runs statements without parameters, one after the other; they are not kept.
    Result<void> script(const std::string& sql);

    /// Rows that the last statement inserted, updated or deleted.
    std::int64_t changed_rows() const;
    /// All of this connection so far.
    std::int64_t total_changed_rows() const;
    std::int64_t last_row_id() const;
    /// SQLite ends a transaction by itself when the disk fails.
    bool in_transaction() const;

    /// Tells operators of a failure that is not a client's; returns it to be passed on.
    std::unexpected<Error> report(Error error);

  private:
    struct Close {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    /// A kept statement while it is used.
    struct Use {
        explicit Use(sqlite3_stmt* used) : statement(used) {}
        ~Use() {
            if (statement == nullptr) return;
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
        Use(Use&& other) noexcept : statement(std::exchange(other.statement, nullptr)) {}
        Use& operator=(Use&&) = delete;
        sqlite3_stmt* statement;
    };

    Connection(std::unique_ptr<sqlite3, Close> database, const telemetry::Telemetry& telemetry);

    template <class... Arguments>
    Result<Use> start(std::string_view sql, const Arguments&... arguments) {
        auto statement = prepare(sql);
        if (!statement) return fail(statement);
        Use use(*statement);
        int position = 0;
        int code = SQLITE_OK;
        ((code = code == SQLITE_OK ? bind_any(*statement, ++position, arguments) : code), ...);
        if (code != SQLITE_OK) return lectern::fail(report(code, sql));
        return use;
    }

    template <class T, class Decode, class... Arguments>
    Result<std::optional<T>> first_decoded(
        std::string_view sql, Decode& decode, const Arguments&... arguments
    ) {
        auto use = start(sql, arguments...);
        if (!use) return fail(use);
        const auto row = step(*use);
        if (!row) return lectern::fail(row.error());
        if (!*row) return std::optional<T>();
        Result<T> decoded = decode(Row(use->statement));
        if (!decoded) return report(std::move(decoded).error());
        return std::optional<T>(std::move(*decoded));
    }

    template <class T, class Decode, class... Arguments>
    Result<std::vector<T>> all_decoded(
        std::string_view sql, Decode& decode, const Arguments&... arguments
    ) {
        std::vector<T> rows;
        const auto visit = [&](const Row& row) -> Result<void> {
            Result<T> decoded = decode(row);
            if (!decoded) return fail(decoded);
            rows.push_back(std::move(*decoded));
            return {};
        };
        auto done = each(sql, visit, arguments...);
        if (!done) return fail(done);
        return rows;
    }

    Result<sqlite3_stmt*> prepare(std::string_view sql);
    Result<bool> step(const Use& use);
    Error report(int result_code, std::string_view sql);

    std::unique_ptr<sqlite3, Close> database_;
    telemetry::Telemetry telemetry_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
};

}  // namespace lectern::backends::sqlite
