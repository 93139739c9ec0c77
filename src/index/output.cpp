#include "index/output.hpp"

#include <array>

#include "index/crc32c.hpp"

namespace lectern::index {
namespace {

constexpr std::size_t buffer_bytes = 1U << 20U;

}  // namespace

void Output::write(std::span<const std::byte> bytes) {
    checksum_ = crc32c(bytes, checksum_);
    position_ += bytes.size();
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    if (file_.is_open() && buffer_.size() >= buffer_bytes) drain();
}

void Output::align(std::size_t alignment) {
    static constexpr std::array<std::byte, 64> zeros{};
    while (position_ % alignment != 0) {
        const std::size_t missing = alignment - static_cast<std::size_t>(position_ % alignment);
        write(std::span(zeros).first(std::min(missing, zeros.size())));
    }
}

Result<void> Output::finish() {
    if (!file_.is_open()) return {};
    drain();
    if (written_) written_ = sync_file(file_);
    return written_;
}

void Output::drain() {
    if (written_) written_ = append(file_, buffer_);
    buffer_.clear();
}

}  // namespace lectern::index
