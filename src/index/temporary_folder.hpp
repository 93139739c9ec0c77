#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include <stdlib.h>

namespace lectern::index {

/// For tests: a fresh folder that goes with the value; in memory where the system offers that, as
/// tests of durability wait for the disk thousands of times.
class TemporaryFolder final {
  public:
    TemporaryFolder() {
        const std::filesystem::path memory = "/dev/shm";
        const bool has_memory = std::filesystem::is_directory(memory);
        const std::filesystem::path parent =
            has_memory ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (parent / "lectern-index-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace lectern::index
