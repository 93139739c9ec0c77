#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "core/result.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::localindex {

/// Which folders make up the index, and up to which change of the store they are complete. It is
/// what a flush makes durable last: a folder that it does not name holds only changes after
/// `covered`, so it may be dropped; one that it names and that is missing has lost changes.
struct Catalogue {
    ports::Sequence covered = 0;
    std::set<std::string> folders{};  ///< `<tenant>/<dataset>`, encoded.

    bool operator==(const Catalogue&) const = default;
};

/// The one in `root`; an empty one when there is none. `internal` when it is damaged.
Result<Catalogue> read_catalogue(const std::filesystem::path& root);

/// Durable when it returns; old or new after a crash.
Result<void> write_catalogue(const std::filesystem::path& root, const Catalogue& catalogue);

/// Removes the folders in `root` that the catalogue does not name, as far as possible.
void remove_unnamed_folders(const std::filesystem::path& root, const Catalogue& catalogue);

}  // namespace lectern::backends::localindex
