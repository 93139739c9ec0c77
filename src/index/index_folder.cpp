#include "index/index_folder.hpp"

#include <algorithm>
#include <system_error>

#include "index/files.hpp"

namespace lectern::index {

std::filesystem::path manifest_path(const std::filesystem::path& folder) {
    return folder / "manifest";
}

std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t file) {
    return folder / (std::to_string(file) + ".seg");
}

Result<SegmentView> load_segment(const std::filesystem::path& folder, const ManifestSegment& row) {
    const auto path = segment_path(folder, row.file);
    auto segment = Segment::open(path);
    if (!segment && segment.error().code == ErrorCode::not_found) {
        return fail(ErrorCode::internal, "index file " + path.filename().string() + " is missing");
    }
    if (!segment) return fail(segment);
    const bool same = (*segment)->size_bytes() == row.size &&
                      (*segment)->checksum() == row.checksum &&
                      (*segment)->documents().size() == row.documents;
    if (!same) {
        return fail(
            ErrorCode::internal,
            "index file " + path.filename().string() + " is damaged: it is not the one written"
        );
    }
    const SegmentView view(std::move(*segment), row.file);
    if (!row.deleted) return view;
    std::vector<std::uint32_t> deleted;
    for (std::size_t bit = row.deleted->next(0); bit < row.deleted->size();
         bit = row.deleted->next(bit + 1)) {
        deleted.push_back(static_cast<std::uint32_t>(bit));
    }
    return view.without(deleted);
}

Manifest manifest_of(
    const Snapshot& held, std::uint32_t title_weight, std::uint64_t floor, std::uint64_t next_file
) {
    Manifest manifest{
        .dimensions = held.dimensions(),
        .title_weight = title_weight,
        .floor = floor,
        .next_file = next_file,
    };
    for (const SegmentView& view : held.views()) {
        if (view.file() == 0) continue;
        auto& row = manifest.segments.emplace_back(ManifestSegment{
            .file = view.file(),
            .size = view.segment().size_bytes(),
            .checksum = view.segment().checksum(),
            .documents = static_cast<std::uint32_t>(view.segment().documents().size()),
        });
        if (view.deleted() != nullptr) row.deleted = *view.deleted();
    }
    std::ranges::sort(manifest.segments, {}, &ManifestSegment::file);
    return manifest;
}

void remove_strays(const std::filesystem::path& folder, const Manifest& manifest) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        const auto& path = entry.path();
        const bool is_ours = path.extension() == ".seg" || path.extension() == ".tmp";
        const bool is_listed =
            std::ranges::any_of(manifest.segments, [&](const ManifestSegment& row) {
                return path == segment_path(folder, row.file);
            });
        if (is_ours && !is_listed) std::filesystem::remove(path, ignored);
    }
}

void remove_dropped(
    const std::filesystem::path& folder, const Manifest& before, const Manifest& now
) {
    std::error_code ignored;
    for (const ManifestSegment& row : before.segments) {
        const bool is_kept =
            std::ranges::find(now.segments, row.file, &ManifestSegment::file) != now.segments.end();
        if (!is_kept) std::filesystem::remove(segment_path(folder, row.file), ignored);
    }
}

std::vector<std::string> find_faults(const std::filesystem::path& folder) {
    const auto bytes = read_file(manifest_path(folder));
    if (!bytes) return {bytes.error().message};
    const auto manifest = decode_manifest(*bytes);
    if (!manifest) return {manifest.error().message};
    std::vector<std::string> faults;
    for (const ManifestSegment& row : manifest->segments) {
        const auto view = load_segment(folder, row);
        if (!view) faults.push_back(view.error().message);
    }
    return faults;
}

}  // namespace lectern::index
