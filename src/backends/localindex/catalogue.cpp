#include "backends/localindex/catalogue.hpp"

#include <charconv>
#include <system_error>

#include "backends/localindex/text_record.hpp"

namespace lectern::backends::localindex {
namespace {

constexpr const char* catalogue_title = "lectern-index 1";

std::filesystem::path catalogue_path(const std::filesystem::path& root) {
    return root / "catalogue";
}

bool parse(const std::string& text, ports::Sequence& number) {
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number);
    return failure == std::errc{} && stop == end;
}

}  // namespace

Result<Catalogue> read_catalogue(const std::filesystem::path& root) {
    const auto record = read_record(catalogue_path(root), catalogue_title);
    if (!record && record.error().code == ErrorCode::not_found) return Catalogue{};
    if (!record) return fail(Error(record.error()));
    Catalogue catalogue;
    for (const auto& [name, value] : *record) {
        if (name == "folder") catalogue.folders.insert(value);
        if (name == "covered" && !parse(value, catalogue.covered)) {
            return fail(ErrorCode::internal, "index file catalogue is damaged");
        }
    }
    return catalogue;
}

Result<void> write_catalogue(const std::filesystem::path& root, const Catalogue& catalogue) {
    TextRecord record{{"covered", std::to_string(catalogue.covered)}};
    for (const std::string& folder : catalogue.folders) record.emplace_back("folder", folder);
    return write_record(catalogue_path(root), catalogue_title, record);
}

void remove_unnamed_folders(const std::filesystem::path& root, const Catalogue& catalogue) {
    std::error_code ignored;  // what stays is tried again at the next start
    for (const auto& tenant : std::filesystem::directory_iterator(root, ignored)) {
        if (!tenant.is_directory(ignored)) continue;
        for (const auto& dataset : std::filesystem::directory_iterator(tenant.path(), ignored)) {
            const std::string name =
                tenant.path().filename().string() + "/" + dataset.path().filename().string();
            if (!catalogue.folders.contains(name))
                std::filesystem::remove_all(dataset.path(), ignored);
        }
        std::filesystem::remove(tenant.path(), ignored);  // succeeds when it is empty
    }
}

}  // namespace lectern::backends::localindex
