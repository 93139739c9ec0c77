#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"
#include "domain/page.hpp"
#include "ports/dataset_store.hpp"
#include "ports/document_store.hpp"
#include "services/index_updater.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// A document, with its text when that was asked for.
struct DocumentView {
    domain::Document document{};
    std::optional<std::string> text{};
};

/// Where a document of the context's tenant is.
struct DocumentPlace {
    DatasetId dataset{};
    DocumentId id{};
};

/// Shows and removes searchable documents. Thread-safe. The tenant is the context's.
class DocumentService final {
  public:
    /// All outlive the service.
    DocumentService(
        ports::DatasetStore& datasets,
        ports::DocumentStore& documents,
        IndexUpdater& updater,
        const telemetry::Telemetry& telemetry
    );

    Result<DocumentView> find(
        const RequestContext& context,
        const DatasetId& dataset,
        const DocumentId& id,
        bool with_text
    );

    /// In the order asked, without text; nothing where there is none. One read, however many.
    Result<std::vector<std::optional<domain::Document>>> find_many(
        const RequestContext& context, const std::vector<DocumentPlace>& places
    );

    /// Their extracted texts, likewise.
    Result<std::vector<std::optional<std::string>>> texts(
        const RequestContext& context, const std::vector<DocumentPlace>& places
    );

    /// One page a dataset, empty where there is no such dataset. One read, however many.
    Result<std::vector<domain::Page<domain::Document>>> list_many(
        const RequestContext& context,
        const std::vector<DatasetId>& datasets,
        const domain::PageRequest& page
    );

    /// `not_found` when there is no such dataset.
    Result<domain::Page<domain::Document>> list(
        const RequestContext& context, const DatasetId& dataset, const domain::PageRequest& page
    );

    /// From the system of record first, then from graph and index: when it returns, no search finds
    /// it. With `expected`, fails with `failed_precondition` unless that is the live version.
    Result<void> remove(
        const RequestContext& context,
        const DatasetId& dataset,
        const DocumentId& id,
        std::optional<domain::Version> expected = std::nullopt
    );

  private:
    ports::DatasetStore& datasets_;
    ports::DocumentStore& documents_;
    IndexUpdater& updater_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::services
