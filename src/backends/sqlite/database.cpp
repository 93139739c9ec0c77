#include "backends/sqlite/database.hpp"

#include <system_error>

#include "backends/sqlite/schema.hpp"

namespace lectern::backends::sqlite {

Database::Database(
    FolderLock lock, Connection connection, ReaderPool::Open open_reader, const Options& options
)
    : lock_(std::move(lock)),
      readers_(std::move(open_reader), options.readers),
      writer_(std::move(connection), options.writer) {}

Result<std::unique_ptr<Database>> Database::open(
    const Options& options, const telemetry::Telemetry& telemetry
) {
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    if (error) {
        return fail(
            ErrorCode::unavailable, "the data folder " + options.folder.string() + " cannot be made"
        );
    }
    auto lock = FolderLock::take(options.folder);
    if (!lock) return fail(lock);

    const std::filesystem::path file = options.folder / "lectern.db";
    Connection::Settings settings{
        .access = Connection::Access::read_write,
        .cache_kib = options.writer_cache_kib,
        .busy_timeout = options.busy_timeout,
        .checkpoint_pages = options.checkpoint_pages,
    };
    auto connection = Connection::open(file, settings, telemetry);
    if (!connection) return fail(connection);
    auto migrated = migrate(*connection);
    if (!migrated) return fail(migrated);

    settings.access = Connection::Access::read_only;
    settings.cache_kib = options.reader_cache_kib;
    auto open_reader = [file, settings, telemetry] {
        return Connection::open(file, settings, telemetry);
    };
    return std::make_unique<Database>(
        std::move(*lock), std::move(*connection), std::move(open_reader), options
    );
}

}  // namespace lectern::backends::sqlite
