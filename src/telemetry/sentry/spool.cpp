#include "telemetry/sentry/spool.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lectern::telemetry::sentry {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".event.json";
constexpr std::string_view unfinished_suffix = ".part";
constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

bool is_made_of(std::string_view text, std::string_view letters) {
    return text.find_first_not_of(letters) == std::string_view::npos;
}

// 13 digits of milliseconds, 8 of order, the event's id: sorted by name, they are in order. Names
// of any other form are nobody's business here.
std::optional<Spool::Entry> entry_of(std::string_view name) {
    constexpr std::size_t length = 13 + 1 + 8 + 1 + 32;
    if (name.size() != length + suffix.size() || !name.ends_with(suffix)) return std::nullopt;
    const bool is_ours = is_made_of(name.substr(0, 13), "0123456789") && name[13] == '-' &&
                         is_made_of(name.substr(14, 8), "0123456789") && name[22] == '-' &&
                         is_made_of(name.substr(23, 32), "0123456789abcdef");
    if (!is_ours) return std::nullopt;
    return Spool::Entry{.name = std::string(name), .event_id = std::string(name.substr(23, 32))};
}

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

std::unexpected<Error> unusable(const fs::path& folder, int error) {
    return fail(
        ErrorCode::unavailable,
        "cannot keep error reports in " + folder.string() + ": " +
            std::generic_category().message(error)
    );
}

}  // namespace

Result<Spool> Spool::open(Options options) {
    std::error_code error;
    const fs::path parent = fs::absolute(options.folder).parent_path();
    if (fs::create_directories(parent, error); error)
        return unusable(options.folder, error.value());
    if (::mkdir(options.folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return unusable(options.folder, errno);
    net::FileDescriptor lock(::open(
        (options.folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, owner_only
    ));
    if (!lock.is_open()) return unusable(options.folder, errno);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
        return fail(
            ErrorCode::failed_precondition,
            "another process keeps its error reports in " + options.folder.string()
        );
    }
    Spool spool(std::move(options), std::move(lock));
    spool.scan();
    return spool;
}

void Spool::scan() {
    std::error_code error;
    for (const fs::directory_entry& file : fs::directory_iterator(options_.folder, error)) {
        const std::string name = file.path().filename().string();
        if (name.ends_with(unfinished_suffix)) fs::remove(file.path(), error);
        auto entry = entry_of(name);
        if (!entry || file.symlink_status(error).type() != fs::file_type::regular) continue;
        entry->bytes = file.file_size(error);
        bytes_ += entry->bytes;
        entries_.push_back(std::move(*entry));
    }
    std::ranges::sort(entries_, {}, &Entry::name);
}

Result<std::uint64_t> Spool::put(
    std::string_view event_id, std::string_view payload, Timestamp now
) {
    if (payload.size() > options_.max_bytes || options_.max_files == 0)
        return fail(ErrorCode::resource_exhausted, "the error report is too large to be kept");
    std::uint64_t dropped = 0;
    while (!entries_.empty() && (bytes_ + payload.size() > options_.max_bytes ||
                                 entries_.size() >= options_.max_files)) {
        remove_oldest();
        ++dropped;
    }
    const auto milliseconds =
        std::clamp<std::int64_t>(now.time_since_epoch().count(), 0, 9'999'999'999'999);
    const std::string name =
        fmt::format("{:013}-{:08}-{}{}", milliseconds, order_++ % 100'000'000, event_id, suffix);
    if (!write_whole_file(options_.folder / name, payload)) return unusable(options_.folder, errno);
    Entry entry{.name = name, .event_id = std::string(event_id), .bytes = payload.size()};
    // A clock that was set back must not let a new event overtake.
    entries_.insert(
        std::ranges::upper_bound(entries_, entry.name, {}, &Entry::name), std::move(entry)
    );
    bytes_ += payload.size();
    return dropped;
}

std::optional<std::string> Spool::read_oldest() const {
    const Entry& entry = entries_.front();
    auto content = read_plain_file(options_.folder / entry.name, entry.bytes);
    if (!content || content->size() != entry.bytes) return std::nullopt;
    return content;
}

void Spool::remove_oldest() {
    std::error_code ignored;  // what cannot be removed is sent once more after a restart
    fs::remove(options_.folder / entries_.front().name, ignored);
    bytes_ -= entries_.front().bytes;
    entries_.erase(entries_.begin());
}

std::optional<std::string> read_plain_file(const fs::path& path, std::uint64_t longest) {
    const net::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat status{};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
        static_cast<std::uint64_t>(status.st_size) > longest)
        return std::nullopt;
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t count = ::read(file.get(), content.data() + size, content.size() - size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        size += static_cast<std::size_t>(count);
    }
    content.resize(size);
    return content;
}

bool write_whole_file(const fs::path& path, std::string_view content) {
    const fs::path unfinished = path.string() + std::string(unfinished_suffix);
    const net::FileDescriptor file(::open(
        unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, owner_only
    ));
    const bool is_written =
        file.is_open() && write_all(file.get(), content) && ::fsync(file.get()) == 0;
    if (is_written && ::rename(unfinished.c_str(), path.c_str()) == 0) return true;
    const int error = errno;
    if (file.is_open()) ::unlink(unfinished.c_str());
    errno = error;
    return false;
}

}  // namespace lectern::telemetry::sentry
