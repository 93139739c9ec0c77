#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

#include "core/result.hpp"

namespace lectern::index {

/// Owns an open file of the operating system.
class FileDescriptor final {
  public:
    explicit FileDescriptor(int fd = -1) : fd_(fd) {}
    ~FileDescriptor();
    FileDescriptor(FileDescriptor&& other) noexcept;
    FileDescriptor& operator=(FileDescriptor&& other) noexcept;

    bool is_open() const { return fd_ >= 0; }
    int get() const { return fd_; }

  private:
    int fd_;
};

/// A file read through memory. Deleting the file does not disturb it. Thread-safe.
class MappedFile final {
  public:
    /// `not_found` when there is no such file, `internal` for every other failure.
    static Result<MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    std::span<const std::byte> bytes() const { return bytes_; }

    /// Lets the pages go that were read so far, so that they do not count as this process's memory.
    void release_pages() const;

  private:
    explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::span<const std::byte> bytes_;
};

/// Creates `path` for writing; `already_exists` when there is such a file.
Result<FileDescriptor> create_file(const std::filesystem::path& path);

/// Writes all of `bytes` at the end.
Result<void> append(const FileDescriptor& file, std::span<const std::byte> bytes);

/// Waits until what was written is on the disk.
Result<void> sync_file(const FileDescriptor& file);

/// Makes the names in `folder` durable.
Result<void> sync_folder(const std::filesystem::path& folder);

/// Replaces `path` by a file with these bytes: after a crash at any moment it has its old or its
/// new content, whole. Durable when it returns. Uses `path` with `.tmp` appended.
Result<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// The whole of a small file. `not_found` when there is no such file.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path);

}  // namespace lectern::index
