#include "net/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/child_spawn.hpp"
#include "net/file_descriptor.hpp"

namespace lectern::net {
namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<Error> no_resources() {
    return fail(
        ErrorCode::unavailable,
        "cannot start a child process: " + std::generic_category().message(errno)
    );
}

// Above the standard streams, which the child's ends are copied to one after the other.
FileDescriptor above_standard_streams(FileDescriptor fd) {
    if (!fd.is_open() || fd.get() > STDERR_FILENO) return fd;
    return FileDescriptor(::fcntl(fd.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

// A file in memory that holds `bytes`, at its beginning. A child that reads slowly or not at all
// keeps nobody waiting.
FileDescriptor make_input(std::string_view bytes) {
    FileDescriptor file =
        above_standard_streams(FileDescriptor(::memfd_create("stdin", MFD_CLOEXEC)));
    while (file.is_open() && !bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return FileDescriptor();
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (file.is_open() && ::lseek(file.get(), 0, SEEK_SET) != 0) return FileDescriptor();
    return file;
}

// A pipe of which the child has the writing end.
struct OutputPipe {
    FileDescriptor read_end{};
    FileDescriptor write_end{};

    bool open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
        read_end = above_standard_streams(FileDescriptor(ends[0]));
        write_end = above_standard_streams(FileDescriptor(ends[1]));
        return read_end.is_open() && write_end.is_open() &&
               ::fcntl(read_end.get(), F_SETFL, O_NONBLOCK) == 0;
    }

    enum class Read { some, nothing_yet, too_much, closed };

    // Takes what one read gives and keeps it up to `limit` bytes in all.
    Read read_some(std::string& kept, std::size_t limit) {
        if (!read_end.is_open()) return Read::closed;
        std::array<char, 64U << 10> buffer;  // NOLINT: filled by read
        const ssize_t got = ::read(read_end.get(), buffer.data(), buffer.size());
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return Read::nothing_yet;
        if (got <= 0) {
            read_end.reset();
            return Read::closed;
        }
        const auto bytes = static_cast<std::size_t>(got);
        const std::size_t taken = std::min(bytes, limit - kept.size());
        kept.append(buffer.data(), taken);
        return taken < bytes ? Read::too_much : Read::some;
    }
};

// Follows a child to its end.
class Watch final {
  public:
    Watch(
        const ChildCommand& command,
        const SpawnedChild& child,
        OutputPipe output,
        OutputPipe errors,
        int stop_event
    )
        : command_(command),
          child_(child),
          output_(std::move(output)),
          errors_(std::move(errors)),
          stop_event_(stop_event),
          deadline_(Clock::now() + command.time_limit) {}

    ChildOutcome follow() {
        std::optional<ChildEnd> forced;
        while (!forced && !ended_) forced = step();
        const int status = kill_and_reap(child_);
        if (forced) {
            outcome_.end = *forced;
        } else if (WIFEXITED(status)) {
            outcome_.code = WEXITSTATUS(status);
        } else {
            outcome_.end = ChildEnd::killed_by_signal;
            outcome_.code = WTERMSIG(status);
        }
        return std::move(outcome_);
    }

  private:
    // Waits for the next thing to happen; gives an end when the child must be killed.
    std::optional<ChildEnd> step() {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
        if (left.count() <= 0) return ChildEnd::timed_out;
        std::array<pollfd, 4> events{{
            {output_.read_end.get(), POLLIN, 0},
            {errors_.read_end.get(), POLLIN, 0},
            {child_.handle.get(), POLLIN, 0},
            {stop_event_, POLLIN, 0},
        }};
        const auto timeout = std::min<std::chrono::milliseconds::rep>(left.count(), 60'000);
        if (::poll(events.data(), events.size(), static_cast<int>(timeout)) < 0)
            return std::nullopt;  // EINTR
        if (events[3].revents != 0) return ChildEnd::stopped;
        ended_ = events[2].revents != 0;
        return ended_ ? take_rest() : take_some();
    }

    std::optional<ChildEnd> take_some() {
        errors_.read_some(outcome_.errors, command_.max_error_bytes);
        const bool too_much = output_.read_some(outcome_.output, command_.max_output_bytes) ==
                              OutputPipe::Read::too_much;
        return too_much ? std::optional(ChildEnd::output_too_large) : std::nullopt;
    }

    // What the child wrote is in the pipes when it has ended. Others may hold them open and go on
    // writing: no more than a pipe can hold (pipe(7)) is the child's.
    std::optional<ChildEnd> take_rest() {
        constexpr int reads = 32;
        for (int i = 0; i < reads; ++i) {
            if (const std::optional<ChildEnd> end = take_some()) return end;
        }
        return std::nullopt;
    }

    const ChildCommand& command_;
    const SpawnedChild& child_;
    OutputPipe output_;
    OutputPipe errors_;
    const int stop_event_;
    const Clock::time_point deadline_;
    ChildOutcome outcome_;
    bool ended_ = false;
};

}  // namespace

Result<ChildOutcome> run_child(const ChildCommand& command, std::stop_token stop) {
    const FileDescriptor stop_event(::eventfd(0, EFD_CLOEXEC));
    FileDescriptor input = make_input(command.input);
    OutputPipe output;
    OutputPipe errors;
    if (!stop_event.is_open() || !input.is_open() || !output.open() || !errors.open())
        return no_resources();

    const std::stop_callback wake(std::move(stop), [&stop_event] {
        ::eventfd_write(stop_event.get(), 1);
    });
    const Result<SpawnedChild> child =
        spawn(command, {input.get(), output.write_end.get(), errors.write_end.get()});
    if (!child) return fail(child.error());
    input.reset();
    output.write_end.reset();
    errors.write_end.reset();
    return Watch(command, *child, std::move(output), std::move(errors), stop_event.get()).follow();
}

}  // namespace lectern::net
