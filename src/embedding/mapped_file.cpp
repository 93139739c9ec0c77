#include "embedding/mapped_file.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lectern::embedding {
namespace {

class FileDescriptor final {
  public:
    explicit FileDescriptor(const std::filesystem::path& path)
        : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~FileDescriptor() {
        if (value_ >= 0) ::close(value_);
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;

    int value() const { return value_; }

  private:
    int value_;
};

std::unexpected<Error> fail_to_read(const std::filesystem::path& path, const std::string& reason) {
    return fail(ErrorCode::failed_precondition, "cannot read " + path.string() + ": " + reason);
}

/// madvise and munmap take what mmap gave, which was not const.
void* address_of(std::span<const std::byte> bytes) { return const_cast<std::byte*>(bytes.data()); }

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const FileDescriptor file(path);
    struct stat status{};
    if (file.value() < 0 || ::fstat(file.value(), &status) != 0) {
        return fail_to_read(path, std::generic_category().message(errno));
    }
    if (!S_ISREG(status.st_mode) || status.st_size <= 0)
        return fail_to_read(path, "it is empty or no plain file");

    const auto size = static_cast<std::size_t>(status.st_size);
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.value(), 0);
    if (address == MAP_FAILED) return fail_to_read(path, std::generic_category().message(errno));
    return MappedFile({static_cast<const std::byte*>(address), size});
}

MappedFile::~MappedFile() {
    if (!bytes_.empty()) ::munmap(address_of(bytes_), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

void MappedFile::release_pages() const {
    ::madvise(address_of(bytes_), bytes_.size(), MADV_DONTNEED);
}

}  // namespace lectern::embedding
