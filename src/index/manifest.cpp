#include "index/manifest.hpp"

#include <array>
#include <cstring>
#include <string>

#include "index/crc32c.hpp"
#include "index/output.hpp"

namespace lectern::index {
namespace {

constexpr std::array<char, 8> manifest_magic{'L', 'E', 'C', 'T', 'M', 'A', 'N', '\0'};
constexpr std::uint32_t manifest_version = 1;

struct ManifestHeader {
    std::array<char, 8> magic = manifest_magic;
    std::uint32_t version = manifest_version;
    std::uint32_t dimensions = 0;
    std::uint32_t title_weight = 0;
    std::uint32_t segment_count = 0;
    std::uint64_t floor = 0;
    std::uint64_t next_file = 0;
};
static_assert(sizeof(ManifestHeader) == 40);

struct ManifestRow {
    std::uint64_t file = 0;
    std::uint64_t size = 0;
    std::uint32_t checksum = 0;
    std::uint32_t documents = 0;
    std::uint64_t deleted_words = 0;  // that follow; 0 when nothing is deleted
};
static_assert(sizeof(ManifestRow) == 32);

std::unexpected<Error> damaged(const std::string& fault) {
    return fail(ErrorCode::internal, "the index's manifest is damaged: it " + fault);
}

class Reader final {
  public:
    explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

    template <class T>
    bool read(T& value) {
        return read_all(std::span(&value, 1));
    }

    template <class T>
    bool read_all(std::span<T> values) {
        if (bytes_.size() < values.size_bytes()) return false;
        std::memcpy(values.data(), bytes_.data(), values.size_bytes());
        bytes_ = bytes_.subspan(values.size_bytes());
        return true;
    }

    std::size_t left() const { return bytes_.size(); }

  private:
    std::span<const std::byte> bytes_;
};

bool read_segment(Reader& reader, ManifestSegment& segment) {
    ManifestRow row;
    if (!reader.read(row) || row.deleted_words > reader.left() / sizeof(std::uint64_t))
        return false;
    segment = {
        .file = row.file, .size = row.size, .checksum = row.checksum, .documents = row.documents
    };
    if (row.deleted_words == 0) return true;
    if (row.deleted_words != (std::uint64_t{row.documents} + 63) / 64) return false;
    std::vector<std::uint64_t> words(row.deleted_words);
    if (!reader.read_all(std::span(words))) return false;
    segment.deleted = Bitmap(row.documents, words);
    return true;
}

}  // namespace

std::vector<std::byte> encode(const Manifest& manifest) {
    Output out;
    out.write_value(ManifestHeader{
        .dimensions = manifest.dimensions,
        .title_weight = manifest.title_weight,
        .segment_count = static_cast<std::uint32_t>(manifest.segments.size()),
        .floor = manifest.floor,
        .next_file = manifest.next_file,
    });
    for (const ManifestSegment& segment : manifest.segments) {
        const auto words =
            segment.deleted ? segment.deleted->words() : std::span<const std::uint64_t>{};
        out.write_value(ManifestRow{
            .file = segment.file,
            .size = segment.size,
            .checksum = segment.checksum,
            .documents = segment.documents,
            .deleted_words = words.size(),
        });
        out.write(std::as_bytes(words));
    }
    out.write_value(out.checksum());
    return out.take();
}

Result<Manifest> decode_manifest(std::span<const std::byte> bytes) {
    ManifestHeader header;
    std::uint32_t checksum = 0;
    if (bytes.size() < sizeof header + sizeof checksum) return damaged("is too short");
    const auto content = bytes.first(bytes.size() - sizeof checksum);
    std::memcpy(&checksum, bytes.data() + content.size(), sizeof checksum);
    if (crc32c(content) != checksum) return damaged("has a wrong checksum");
    Reader reader(content);
    reader.read(header);
    if (header.magic != manifest_magic) return damaged("does not start as a manifest");
    if (header.version != manifest_version) {
        return damaged("has format version " + std::to_string(header.version));
    }
    Manifest manifest{
        .dimensions = header.dimensions,
        .title_weight = header.title_weight,
        .floor = header.floor,
        .next_file = header.next_file,
    };
    for (std::uint32_t i = 0; i < header.segment_count; ++i) {
        if (!read_segment(reader, manifest.segments.emplace_back()))
            return damaged("has a wrong segment");
    }
    if (reader.left() != 0) return damaged("is too long");
    return manifest;
}

}  // namespace lectern::index
