#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "net/file_descriptor.hpp"

namespace lectern::telemetry::sentry {

/// Events that wait on disk to be sent, one a file, in a folder of one process. Bounded: the oldest
/// make room. An event is there as a whole or not at all, and survives a restart. One thread at a
/// time.
class Spool final {
  public:
    struct Options {
        std::filesystem::path folder{};
        std::uint64_t max_bytes = 16U << 20;
        std::uint64_t max_files = 500;
    };
    struct Entry {
        std::string name{};  ///< Of the file: time, order and id of the event.
        std::string event_id{};
        std::uint64_t bytes = 0;
    };

    /// Makes the folder where there is none, for its owner alone, and finds what an earlier process
    /// left. `failed_precondition` when another process has it, `unavailable` when it cannot be.
    static Result<Spool> open(Options options);

    /// Returns how many older events were dropped to make room. `resource_exhausted` when the event
    /// alone is larger than the bound; `unavailable` when the disk does not take it.
    Result<std::uint64_t> put(std::string_view event_id, std::string_view payload, Timestamp now);

    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    std::uint64_t bytes() const { return bytes_; }
    const std::filesystem::path& folder() const { return options_.folder; }

    /// The one that waits for longest; there has to be one.
    const Entry& oldest() const { return entries_.front(); }
    /// Its payload; nothing when the file is gone or was changed in size.
    std::optional<std::string> read_oldest() const;
    void remove_oldest();

  private:
    Spool(Options options, net::FileDescriptor lock)
        : options_(std::move(options)), lock_(std::move(lock)) {}
    void scan();

    Options options_;
    net::FileDescriptor lock_;
    std::vector<Entry> entries_;  // the oldest first
    std::uint64_t bytes_ = 0;
    std::uint64_t order_ = 0;
};

/// The content of a regular file that is no link; nothing when it is none or larger than `longest`.
std::optional<std::string> read_plain_file(
    const std::filesystem::path& path, std::uint64_t longest
);

/// Makes a file that appears as a whole or not at all, readable for its owner alone.
bool write_whole_file(const std::filesystem::path& path, std::string_view content);

}  // namespace lectern::telemetry::sentry
