#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "index/manifest.hpp"
#include "index/segment_view.hpp"
#include "index/snapshot.hpp"

/// The files of an index: `manifest`, and `<number>.seg` for each segment.
namespace lectern::index {

std::filesystem::path manifest_path(const std::filesystem::path& folder);
std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t file);

/// Opens a segment that the manifest lists. `internal`, naming the file, when it is missing,
/// damaged or another one.
Result<SegmentView> load_segment(const std::filesystem::path& folder, const ManifestSegment& row);

/// The manifest of what a snapshot holds in files.
Manifest manifest_of(
    const Snapshot& held, std::uint32_t title_weight, std::uint64_t floor, std::uint64_t next_file
);

/// Removes what a crash left behind: segments that are not listed, and temporary files. What cannot
/// be removed stays.
void remove_strays(const std::filesystem::path& folder, const Manifest& manifest);

/// Removes the segments that `now` lists no more. What cannot be removed is a stray.
void remove_dropped(
    const std::filesystem::path& folder, const Manifest& before, const Manifest& now
);

/// What is wrong in the folder, one line a fault.
std::vector<std::string> find_faults(const std::filesystem::path& folder);

}  // namespace lectern::index
