#include "cli/document_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/evp.h>

#include "core/ascii.hpp"

namespace lectern::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> endings{
    ".csv",
    ".docx",
    ".htm",
    ".html",
    ".json",
    ".markdown",
    ".md",
    ".pdf",
    ".text",
    ".tsv",
    ".txt",
    ".xhtml",
};

bool is_readable_kind(const fs::path& path) {
    const std::string ending = to_ascii_lower(path.extension().string());
    return std::ranges::find(endings, ending) != endings.end();
}

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Result<void> add_folder(const fs::path& folder, std::vector<DocumentFile>& files) {
    std::error_code error;
    auto entries = fs::recursive_directory_iterator(folder, error);
    while (!error && entries != fs::recursive_directory_iterator()) {
        const fs::path& path = entries->path();
        if (is_hidden(path)) {
            entries.disable_recursion_pending();
        } else if (entries->is_regular_file(error) && is_readable_kind(path)) {
            files.push_back({.path = path, .id = path.lexically_relative(folder).generic_string()});
        }
        entries.increment(error);
    }
    if (error)
        return fail(
            ErrorCode::unavailable, "cannot read " + folder.string() + ": " + error.message()
        );
    return {};
}

std::string base64(const std::string& bytes) {
    std::string encoded((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int length = ::EVP_EncodeBlock(
        reinterpret_cast<unsigned char*>(encoded.data()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        static_cast<int>(bytes.size())
    );
    encoded.resize(static_cast<std::size_t>(length));
    return encoded;
}

}  // namespace

Result<std::vector<DocumentFile>> find_documents(const std::vector<std::string>& paths) {
    std::vector<DocumentFile> files;
    for (const std::string& named : paths) {
        const fs::path path = fs::path(named).lexically_normal();
        std::error_code error;
        if (fs::is_directory(path, error)) {
            if (auto added = add_folder(path, files); !added) return fail(added);
        } else if (fs::is_regular_file(path, error)) {
            files.push_back({.path = path, .id = path.filename().string()});
        } else {
            return fail(ErrorCode::not_found, "there is no file or folder " + named);
        }
    }
    std::ranges::sort(files, {}, &DocumentFile::id);
    const auto twice = std::ranges::adjacent_find(files, {}, &DocumentFile::id);
    if (twice != files.end()) {
        return fail(
            ErrorCode::invalid_argument,
            twice->path.string() + " and " + std::next(twice)->path.string() +
                " would both be document " + twice->id
        );
    }
    return files;
}

Result<std::string> document_line(const DocumentFile& file) {
    std::ifstream stream(file.path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) return fail(ErrorCode::unavailable, "cannot read " + file.path.string());
    const boost::json::object document{
        {"id", file.id},
        {"url", "file:" + file.id},
        {"content", base64(content)},
    };
    return boost::json::serialize(document) + "\n";
}

}  // namespace lectern::cli
