#include "telemetry/exporters/json_log.hpp"

#include <cerrno>

#include <unistd.h>

#include "telemetry/exporters/json_line.hpp"

namespace lectern::telemetry {

JsonLog::JsonLog(const Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      level_(options_.level),
      thread_([this] { run(); }) {}

JsonLog::~JsonLog() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    wake_.notify_all();
}

bool JsonLog::is_enabled(LogLevel level) const {
    return level >= level_.load(std::memory_order_relaxed);
}

void JsonLog::write(
    LogLevel level,
    const RequestContext* context,
    std::string_view message,
    std::span<const Field> fields
) {
    std::string line = to_json_line(
        {.time = clock_.now(),
         .level = level,
         .context = context,
         .message = message,
         .fields = fields},
        options_.service
    );
    line += '\n';
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= options_.capacity) {
            dropped_.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        waiting_.push_back(std::move(line));
    }
    wake_.notify_one();
}

void JsonLog::set_level(LogLevel level) { level_.store(level, std::memory_order_relaxed); }

LogLevel JsonLog::level() const { return level_.load(std::memory_order_relaxed); }

void JsonLog::flush() {
    std::unique_lock lock(mutex_);
    written_.wait(lock, [this] { return waiting_.empty() && !writing_; });
}

std::uint64_t JsonLog::dropped() const { return dropped_.load(std::memory_order_relaxed); }

void JsonLog::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        std::deque<std::string> lines;
        lines.swap(waiting_);
        writing_ = true;
        lock.unlock();
        write_out(lines);
        lock.lock();
        writing_ = false;
        written_.notify_all();
    }
}

void JsonLog::write_out(const std::deque<std::string>& lines) const {
    std::string bytes;
    for (const std::string& line : lines) bytes += line;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const ssize_t count = ::write(options_.file_descriptor, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return;  // nobody reads any more: there is no other place to say so
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace lectern::telemetry
