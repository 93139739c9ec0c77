#pragma once

#include <filesystem>

#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// Keeps other processes away from a data folder by `flock` on its file `LOCK`. Ends with the
/// object, or with the process however that ends.
class FolderLock final {
  public:
    /// Fails with `failed_precondition` when another holder has the folder, and with `unavailable`
    /// when the file cannot be made.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;

  private:
    explicit FolderLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

}  // namespace lectern::backends::sqlite
