#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "transport/http/doorbell.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// Carries a request body from the session, which never waits, to a handler that reads it at its
/// own pace. Holds at most `capacity` bytes: when it is full the session stops reading from the
/// socket, and TCP slows the client down. Thread-safe: one session, one reader.
class BodyPipe final {
  public:
    /// `bell` rings when there is room again, and when the reader asks for the body for the first
    /// time.
    BodyPipe(std::size_t capacity, std::shared_ptr<Doorbell> bell)
        : capacity_(capacity), bell_(std::move(bell)) {}

    /// For the session: how many bytes may be pushed now.
    std::size_t room() const;
    void push(std::string_view bytes);
    void end();
    /// Overtakes what is still in the pipe: a broken body is of no use.
    void fail(Error error);
    /// Whether a reader has asked for the body.
    bool is_wanted() const;

    /// For the reader: everything that is there, waiting for at least one byte; nothing at the end.
    Result<std::optional<std::string>> read();

  private:
    const std::size_t capacity_;
    const std::shared_ptr<Doorbell> bell_;  // shared with the session, which may go first
    mutable std::mutex mutex_;
    std::condition_variable filled_;
    std::string buffer_ LECTERN_GUARDED_BY(mutex_);
    std::optional<Error> error_ LECTERN_GUARDED_BY(mutex_);
    bool ended_ LECTERN_GUARDED_BY(mutex_) = false;
    bool wanted_ LECTERN_GUARDED_BY(mutex_) = false;
};

/// What a handler gets. Shares the pipe with the session.
std::unique_ptr<BodyReader> make_body_reader(std::shared_ptr<BodyPipe> pipe);

}  // namespace lectern::transport::http
