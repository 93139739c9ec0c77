#include "services/document_service.hpp"

#include <utility>

#include "telemetry/metric_catalog.hpp"

namespace lectern::services {

namespace {

std::vector<domain::DocumentKey> keys_of(
    const RequestContext& context, const std::vector<DocumentPlace>& places
) {
    std::vector<domain::DocumentKey> keys;
    keys.reserve(places.size());
    for (const DocumentPlace& place : places) {
        keys.push_back(
            {.tenant = context.principal.tenant, .dataset = place.dataset, .id = place.id}
        );
    }
    return keys;
}

}  // namespace

DocumentService::DocumentService(
    ports::DatasetStore& datasets,
    ports::DocumentStore& documents,
    IndexUpdater& updater,
    const telemetry::Telemetry& telemetry
)
    : datasets_(datasets), documents_(documents), updater_(updater), telemetry_(telemetry) {}

Result<DocumentView> DocumentService::find(
    const RequestContext& context, const DatasetId& dataset, const DocumentId& id, bool with_text
) {
    const domain::DocumentKey key{.tenant = context.principal.tenant, .dataset = dataset, .id = id};
    auto document = documents_.find(context, key);
    if (!document) return fail(document);
    DocumentView view{.document = std::move(*document)};
    if (!with_text) return view;
    auto text = documents_.text(context, key);
    if (!text) return fail(text);
    view.text = std::move(*text);
    return view;
}

Result<std::vector<std::optional<domain::Document>>> DocumentService::find_many(
    const RequestContext& context, const std::vector<DocumentPlace>& places
) {
    return documents_.find_many(context, keys_of(context, places));
}

Result<std::vector<std::optional<std::string>>> DocumentService::texts(
    const RequestContext& context, const std::vector<DocumentPlace>& places
) {
    return documents_.texts(context, keys_of(context, places));
}

Result<std::vector<domain::Page<domain::Document>>> DocumentService::list_many(
    const RequestContext& context,
    const std::vector<DatasetId>& datasets,
    const domain::PageRequest& page
) {
    return documents_.list_many(context, datasets, page);
}

Result<domain::Page<domain::Document>> DocumentService::list(
    const RequestContext& context, const DatasetId& dataset, const domain::PageRequest& page
) {
    if (auto present = datasets_.find(context, dataset); !present) return fail(present);
    return documents_.list(context, dataset, page);
}

Result<void> DocumentService::remove(
    const RequestContext& context,
    const DatasetId& dataset,
    const DocumentId& id,
    std::optional<domain::Version> expected
) {
    if (auto removed = updater_.remove(context, dataset, id, expected); !removed) return removed;
    telemetry_.metrics.add(telemetry::catalog::documents_removed_total);
    return {};
}

}  // namespace lectern::services
