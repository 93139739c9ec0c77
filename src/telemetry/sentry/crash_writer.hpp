#pragma once

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "core/result.hpp"
#include "net/file_descriptor.hpp"
#include "telemetry/sentry/breadcrumbs.hpp"
#include "telemetry/sentry/signal_safe_writer.hpp"
#include "telemetry/sentry/stack_trace.hpp"

namespace lectern::telemetry::sentry {

/// Writes the crash record (`crash_record.hpp`) of this process. Everything that a signal handler
/// cannot get is got at the start: the file is open, texts are made.
class CrashWriter final {
  public:
    struct Options {
        std::filesystem::path folder{};
        std::string release{};
        std::string environment{};
        std::string server_name{};
        const Breadcrumbs* breadcrumbs = nullptr;  ///< Null: there are none. Outlives it.
        std::size_t breadcrumb_count = 50;         ///< The last ones that are written.
    };

    /// `unavailable` when the folder does not take a file.
    static Result<std::unique_ptr<CrashWriter>> open(Options options);
    /// Removes the file, unless there is a record in it.
    ~CrashWriter();
    CrashWriter(const CrashWriter&) = delete;
    CrashWriter& operator=(const CrashWriter&) = delete;

    /// Takes note of libraries that were loaded since. Cheap when there are none. Not for a signal
    /// handler; one thread at a time.
    void refresh_modules();

    /// What ended the program, for the record that follows. Both may be seen.
    void set_thrown(std::string_view type, std::string_view text);

    /// In a signal handler, with its arguments; once. Does nothing in a child of the process.
    void write(int signal, const siginfo_t& fact, const void* context) noexcept;

    /// The records that lie in a folder. Removes what processes left that were ended otherwise.
    static std::vector<std::filesystem::path> find_records(const std::filesystem::path& folder);

  private:
    explicit CrashWriter(Options options) : options_(std::move(options)) {}
    void write_request(SignalSafeWriter& out) const noexcept;
    void write_breadcrumbs(SignalSafeWriter& out) const noexcept;
    void write_frames(const void* context, SignalSafeWriter& out) noexcept;

    const Options options_;
    const ::pid_t process_ = ::getpid();
    net::FileDescriptor file_;
    std::string open_path_;
    std::string record_path_;
    std::string head_;
    std::string thrown_;
    // Texts that were replaced stay, as a handler may be reading one.
    std::vector<std::unique_ptr<const std::string>> module_texts_;
    std::atomic<const std::string*> modules_ = nullptr;
    std::uint64_t loads_ = 0;
    StackTrace stack_;  // too large for the stack of a handler
};

}  // namespace lectern::telemetry::sentry
