#include "index/files.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lectern::index {
namespace {

// Names the file but not its folder: where data lies is not for clients.
std::unexpected<Error> system_failure(
    const std::string& action, const std::filesystem::path& path
) {
    const int number = errno;
    const ErrorCode code = number == ENOENT   ? ErrorCode::not_found
                           : number == EEXIST ? ErrorCode::already_exists
                           : number == ENOSPC ? ErrorCode::resource_exhausted
                                              : ErrorCode::internal;
    return fail(
        code,
        "cannot " + action + " index file " + path.filename().string() + ": " +
            std::strerror(number)
    );
}

std::unexpected<Error> write_failure(const std::string& action) {
    const int number = errno;
    const ErrorCode code = number == ENOSPC ? ErrorCode::resource_exhausted : ErrorCode::internal;
    return fail(code, "cannot " + action + " an index file: " + std::strerror(number));
}

}  // namespace

FileDescriptor::~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
}

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return system_failure("open", path);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return system_failure("examine", path);
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return MappedFile(std::span<const std::byte>{});
    void* const start = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (start == MAP_FAILED) return system_failure("map", path);
    return MappedFile(std::span(static_cast<const std::byte*>(start), size));
}

MappedFile::~MappedFile() {
    // munmap wants a pointer to mutable memory but does not write there.
    if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

void MappedFile::release_pages() const {
    if (!bytes_.empty())
        ::madvise(const_cast<std::byte*>(bytes_.data()), bytes_.size(), MADV_DONTNEED);
}

Result<FileDescriptor> create_file(const std::filesystem::path& path) {
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.is_open()) return system_failure("create", path);
    return file;
}

Result<void> append(const FileDescriptor& file, std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return write_failure("write");
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> sync_file(const FileDescriptor& file) {
    if (::fdatasync(file.get()) != 0) return write_failure("sync");
    return {};
}

Result<void> sync_folder(const std::filesystem::path& folder) {
    const FileDescriptor file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file.is_open()) return system_failure("open", folder);
    if (::fsync(file.get()) != 0) return system_failure("sync", folder);
    return {};
}

Result<void> replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::filesystem::path temporary = path;
    temporary += ".tmp";
    std::error_code ignored;  // a crash may have left one
    std::filesystem::remove(temporary, ignored);
    auto file = create_file(temporary);
    if (!file) return fail(file);
    if (auto written = append(*file, bytes); !written) return written;
    if (auto synced = sync_file(*file); !synced) return synced;
    if (::rename(temporary.c_str(), path.c_str()) != 0) return system_failure("rename", temporary);
    return sync_folder(path.parent_path());
}

Result<std::vector<std::byte>> read_file(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file) return fail(file);
    return std::vector<std::byte>(file->bytes().begin(), file->bytes().end());
}

}  // namespace lectern::index
