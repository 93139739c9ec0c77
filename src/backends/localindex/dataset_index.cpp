#include "backends/localindex/dataset_index.hpp"

#include <system_error>

#include "backends/localindex/analysis.hpp"
#include "backends/localindex/text_record.hpp"

namespace lectern::backends::localindex {
namespace {

constexpr const char* description_title = "lectern-dataset-index 1";

std::filesystem::path description_path(const std::filesystem::path& folder) {
    return folder / "description";
}

}  // namespace

Result<std::shared_ptr<DatasetIndex>> DatasetIndex::create(
    const std::filesystem::path& folder,
    const DatasetKey& key,
    const std::string& language,
    const index::IndexOptions& options
) {
    const auto analyzer = text::Analyzer::create(language);
    if (!analyzer) return fail(Error(analyzer.error()));
    std::error_code failure;
    std::filesystem::remove_all(folder, failure);
    if (!failure) std::filesystem::create_directories(folder, failure);
    if (failure)
        return fail(ErrorCode::internal, "cannot make an index folder: " + failure.message());
    const TextRecord description{
        {"tenant", key.tenant.value}, {"dataset", key.dataset.value}, {"language", language}
    };
    auto written = write_record(description_path(folder), description_title, description);
    if (!written) return fail(written);
    auto index = index::Index::open(folder, options);
    if (!index) return fail(index);
    return std::make_shared<DatasetIndex>(Key{}, key, folder, *analyzer, std::move(*index));
}

Result<std::shared_ptr<DatasetIndex>> DatasetIndex::open(
    const std::filesystem::path& folder, const index::IndexOptions& options
) {
    const auto description = read_record(description_path(folder), description_title);
    if (!description) return fail(Error(description.error()));
    DatasetKey key;
    std::string language;
    for (const auto& [name, value] : *description) {
        if (name == "tenant") key.tenant.value = value;
        if (name == "dataset") key.dataset.value = value;
        if (name == "language") language = value;
    }
    const auto analyzer = text::Analyzer::create(language);
    if (!analyzer) return fail(Error(analyzer.error()));
    index::IndexOptions existing = options;
    existing.create = false;
    auto index = index::Index::open(folder, existing);
    if (!index) return fail(index);
    return std::make_shared<DatasetIndex>(
        Key{}, std::move(key), folder, *analyzer, std::move(*index)
    );
}

std::vector<std::string> DatasetIndex::find_faults(const std::filesystem::path& folder) {
    std::vector<std::string> faults = index::Index::find_faults(folder);
    const auto description = read_record(description_path(folder), description_title);
    if (!description) faults.push_back(description.error().message);
    return faults;
}

DatasetIndex::DatasetIndex(
    Key,
    DatasetKey key,
    std::filesystem::path folder,
    const text::Analyzer& analyzer,
    std::unique_ptr<index::Index> index
)
    : key_(std::move(key)),
      folder_(std::move(folder)),
      analyzer_(analyzer),
      index_(std::move(index)) {}

bool DatasetIndex::fits(const domain::DatasetSettings& settings) const {
    const std::uint32_t held = index_->snapshot()->dimensions();
    const std::uint32_t wanted = settings.embedding.dimensions;
    return settings.language == analyzer_.language() &&
           (held == 0 || wanted == 0 || held == wanted);
}

Result<void> DatasetIndex::apply(std::span<const ports::Change> changes) {
    std::vector<index::Change> analyzed;
    analyzed.reserve(changes.size());
    for (const ports::Change& change : changes) analyzed.push_back(analyze(change, analyzer_));
    return index_->apply(analyzed);
}

}  // namespace lectern::backends::localindex
