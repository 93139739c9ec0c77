#include "backends/sqlite/compression.hpp"

#include <memory>

#include <zstd.h>

#include "core/assert.hpp"

namespace lectern::backends::sqlite {
namespace {

// The fastest: texts shrink to about 40 %, and ingest must not wait for more.
constexpr int level = 1;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

}  // namespace

std::string compress(std::string_view bytes) {
    const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context(ZSTD_createCCtx());
    LECTERN_ASSERT(context != nullptr);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size =
        ZSTD_compress2(context.get(), frame.data(), frame.size(), bytes.data(), bytes.size());
    LECTERN_ASSERT(
        ZSTD_isError(size) == 0
    );  // The bound suffices by contract, what is left is memory.
    frame.resize(size);
    return frame;
}

std::optional<std::string> decompress(std::string_view frame) {
    // A damaged header must not make us ask for absurd memory; SQLite's blobs end at 1 GB.
    constexpr unsigned long long max_size = 4ULL << 30;
    const auto size = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (size > max_size) return std::nullopt;  // The error values are the largest numbers.
    std::string bytes(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), frame.data(), frame.size());
    if (ZSTD_isError(got) != 0 || got != bytes.size()) return std::nullopt;
    return bytes;
}

}  // namespace lectern::backends::sqlite
