#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace lectern::cli {

/// A file to be ingested.
struct DocumentFile {
    std::filesystem::path path;
    std::string id;  ///< Relative to the folder that was named, with `/`; the file's name when it
                     ///< was named itself.

    bool operator==(const DocumentFile&) const = default;
};

/// Every file named, and every file below a folder named whose ending is one that Lectern reads.
/// Hidden files and folders are passed over. In order of id. `not_found` names a path that does not
/// exist, `invalid_argument` two files with the same id.
Result<std::vector<DocumentFile>> find_documents(const std::vector<std::string>& paths);

/// The document as a line of NDJSON (schema `DocumentInput`): id, content in base64, url
/// `file:<id>`. Its media type is left to the server. Fails when the file cannot be read.
Result<std::string> document_line(const DocumentFile& file);

}  // namespace lectern::cli
