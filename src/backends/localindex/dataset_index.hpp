#pragma once

#include <compare>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "index/index.hpp"
#include "ports/document_store.hpp"
#include "text/analyzer.hpp"

namespace lectern::backends::localindex {

/// Names a dataset over all tenants.
struct DatasetKey {
    TenantId tenant;
    DatasetId dataset;

    auto operator<=>(const DatasetKey&) const = default;
};

/// One dataset's index in its folder, beside a small file that says whose it is and how its text is
/// analysed, so that it can be opened without the store. Thread-safe.
class DatasetIndex final {
    struct Key {};

  public:
    /// Makes an empty one; whatever lay in `folder` is gone. `invalid_argument` for an unknown
    /// language.
    static Result<std::shared_ptr<DatasetIndex>> create(
        const std::filesystem::path& folder,
        const DatasetKey& key,
        const std::string& language,
        const index::IndexOptions& options
    );

    /// Opens what is in `folder` and checks all of it; `internal` when anything is damaged or
    /// missing.
    static Result<std::shared_ptr<DatasetIndex>> open(
        const std::filesystem::path& folder, const index::IndexOptions& options
    );

    /// What is wrong in such a folder, one line a fault. Nothing must be writing there.
    static std::vector<std::string> find_faults(const std::filesystem::path& folder);

    /// For `create` and `open` alone.
    DatasetIndex(
        Key token,
        DatasetKey key,
        std::filesystem::path folder,
        const text::Analyzer& analyzer,
        std::unique_ptr<index::Index> index
    );

    const DatasetKey& key() const { return key_; }
    const std::filesystem::path& folder() const { return folder_; }
    const text::Analyzer& analyzer() const { return analyzer_; }
    index::Index& index() { return *index_; }

    /// Whether documents of a dataset with these settings may go in.
    bool fits(const domain::DatasetSettings& settings) const;

    /// Analyses and applies. All changes are of this dataset.
    Result<void> apply(std::span<const ports::Change> changes);

  private:
    const DatasetKey key_;
    const std::filesystem::path folder_;
    const text::Analyzer analyzer_;
    const std::unique_ptr<index::Index> index_;
};

}  // namespace lectern::backends::localindex
