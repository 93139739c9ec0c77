#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

#include "core/result.hpp"

namespace lectern::embedding {

/// A file's bytes, mapped read-only and paged in on demand. Thread-safe but for moves.
class MappedFile final {
  public:
    /// Fails with `failed_precondition` when the file is missing, empty, unreadable or no plain
    /// file.
    static Result<MappedFile> open(const std::filesystem::path& path);

    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;

    /// Valid as long as the object that `open` made, wherever it was moved to.
    std::span<const std::byte> bytes() const { return bytes_; }

    /// Gives the resident pages back; later reads fetch them again. To be called once the bulk has
    /// been used.
    void release_pages() const;

  private:
    explicit MappedFile(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::span<const std::byte> bytes_;
};

}  // namespace lectern::embedding
