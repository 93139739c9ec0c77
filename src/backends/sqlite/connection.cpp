#include "backends/sqlite/connection.hpp"

#include "backends/sqlite/sqlite_error.hpp"
#include "core/assert.hpp"

namespace lectern::backends::sqlite {
namespace {

std::string settings_script(const Connection::Settings& settings) {
    std::string sql = "PRAGMA cache_size = -" + std::to_string(settings.cache_kib) + ";";
    if (settings.access == Connection::Access::read_only) return sql + "PRAGMA query_only = ON;";
    // The page size is taken from the file when there is one. FULL is what makes a commit in the
    // log durable.
    return sql +
           "PRAGMA page_size = 8192;"
           "PRAGMA journal_mode = WAL;"
           "PRAGMA synchronous = FULL;"
           "PRAGMA journal_size_limit = 67108864;"
           "PRAGMA wal_autocheckpoint = " +
           std::to_string(settings.checkpoint_pages) + ";";
}

}  // namespace

Connection::Connection(
    std::unique_ptr<sqlite3, Close> database, const telemetry::Telemetry& telemetry
)
    : database_(std::move(database)), telemetry_(telemetry) {}

Result<Connection> Connection::open(
    const std::filesystem::path& file,
    const Settings& settings,
    const telemetry::Telemetry& telemetry
) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (settings.access == Access::read_write) flags |= SQLITE_OPEN_CREATE;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
    Connection connection(std::unique_ptr<sqlite3, Close>(raw), telemetry);
    if (code != SQLITE_OK) return lectern::fail(connection.report(code, "open"));
    sqlite3_busy_timeout(raw, static_cast<int>(settings.busy_timeout.count()));
    auto configured = connection.script(settings_script(settings));
    if (!configured) return fail(configured);
    return connection;
}

Result<void> Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return lectern::fail(report(code, sql));
    return {};
}

std::int64_t Connection::changed_rows() const { return sqlite3_changes64(database_.get()); }

std::int64_t Connection::total_changed_rows() const {
    return sqlite3_total_changes64(database_.get());
}

std::int64_t Connection::last_row_id() const { return sqlite3_last_insert_rowid(database_.get()); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

Result<sqlite3_stmt*> Connection::prepare(std::string_view sql) {
    if (const auto kept = statements_.find(sql); kept != statements_.end()) {
        LECTERN_ASSERT(sqlite3_stmt_busy(kept->second.get()) == 0);
        return kept->second.get();
    }
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(
        database_.get(),
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &raw,
        nullptr
    );
    if (code != SQLITE_OK) return lectern::fail(report(code, sql));
    statements_.emplace(std::string(sql), Statement(raw));
    return raw;
}

Result<bool> Connection::step(const Use& use) {
    const int code = sqlite3_step(use.statement);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return lectern::fail(report(code, sqlite3_sql(use.statement)));
}

Error Connection::report(int result_code, std::string_view sql) {
    Error error = to_error(result_code);
    const std::string detail = std::string(sqlite3_errmsg(database_.get())) + " (" +
                               std::to_string(result_code) + ") in: " + std::string(sql);
    const telemetry::LogLevel level = error.code == ErrorCode::internal
                                          ? telemetry::LogLevel::error
                                          : telemetry::LogLevel::warning;
    telemetry_.log.write(level, nullptr, "storage failed", {{"error", detail}});
    if (error.code == ErrorCode::internal)
        telemetry_.errors.report(RequestContext{}, error, detail);
    return error;
}

std::unexpected<Error> Connection::report(Error error) {
    if (error == damaged_record())
        telemetry_.errors.report(RequestContext{}, error, "a record does not decode");
    return lectern::fail(std::move(error));
}

}  // namespace lectern::backends::sqlite
