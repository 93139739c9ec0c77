#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/result.hpp"
#include "index/files.hpp"

namespace lectern::index {

/// Takes bytes in order, into memory or into a file, and counts them and their checksum. One thread
/// at a time.
class Output final {
  public:
    /// Into memory: `take` gives what was written.
    Output() = default;

    /// Into `file`, through a buffer. The first failure is kept and given by `finish`.
    explicit Output(FileDescriptor file) : file_(std::move(file)) {}

    void write(std::span<const std::byte> bytes);

    template <class T>
        requires std::is_trivially_copyable_v<T>
    void write_value(const T& value) {
        write(std::as_bytes(std::span(&value, 1)));
    }

    void write_text(std::string_view text) {
        write(std::as_bytes(std::span(text.data(), text.size())));
    }

    /// Zeros up to the next multiple of `alignment`.
    void align(std::size_t alignment);

    std::uint64_t position() const { return position_; }

    /// Starts the checksum anew; `checksum` covers what was written since.
    void restart_checksum() { checksum_ = 0; }
    std::uint32_t checksum() const { return checksum_; }

    /// Writes out what is buffered and waits until it is on the disk. Of no effect in memory.
    Result<void> finish();

    std::vector<std::byte> take() { return std::move(buffer_); }

  private:
    void drain();

    FileDescriptor file_{};
    std::vector<std::byte> buffer_{};
    std::uint64_t position_ = 0;
    std::uint32_t checksum_ = 0;
    Result<void> written_{};
};

}  // namespace lectern::index
