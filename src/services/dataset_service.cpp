#include "services/dataset_service.hpp"

#include <set>
#include <utility>

#include "text/analyzer.hpp"

namespace lectern::services {
namespace {

constexpr std::uint32_t list_page = 1000;

}  // namespace

DatasetService::DatasetService(
    ports::DatasetStore& datasets,
    ports::DocumentStore& documents,
    IndexUpdater& updater,
    const ports::Embedder* embedder,
    const Clock& clock,
    Options options
)
    : datasets_(datasets),
      documents_(documents),
      updater_(updater),
      embedder_(embedder),
      clock_(clock),
      options_(options) {}

Result<domain::Dataset> DatasetService::create(
    const RequestContext& context, const DatasetId& id, const domain::DatasetSettings& settings
) {
    if (auto named = domain::validate(id); !named) return fail(named);
    auto complete_settings = complete(settings);
    if (!complete_settings) return fail(complete_settings);
    return updater_.create_dataset(
        context,
        {
            .tenant = context.principal.tenant,
            .id = id,
            .settings = std::move(*complete_settings),
            .created_at = clock_.now(),
        }
    );
}

Result<DatasetSummary> DatasetService::find(const RequestContext& context, const DatasetId& id) {
    auto dataset = datasets_.find(context, id);
    if (!dataset) return fail(dataset);
    return summarise(context, std::move(*dataset));
}

Result<std::vector<std::optional<DatasetSummary>>> DatasetService::find_many(
    const RequestContext& context, const std::vector<DatasetId>& ids
) {
    auto datasets = datasets_.find_many(context, ids);
    if (!datasets) return fail(datasets);
    const auto counts = documents_.count_many(context, ids);
    if (!counts) return fail(counts.error());
    std::vector<std::optional<DatasetSummary>> summaries(ids.size());
    for (std::size_t at = 0; at < ids.size(); ++at) {
        auto& dataset = (*datasets)[at];
        if (!dataset) continue;
        summaries[at] = DatasetSummary{.dataset = std::move(*dataset), .counts = (*counts)[at]};
    }
    return summaries;
}

Result<domain::Page<DatasetSummary>> DatasetService::list(
    const RequestContext& context, const domain::PageRequest& page
) {
    auto datasets = datasets_.list(context, page);
    if (!datasets) return fail(datasets);
    std::vector<DatasetId> ids;
    for (const domain::Dataset& dataset : datasets->items) ids.push_back(dataset.id);
    const auto counts = documents_.count_many(context, ids);
    if (!counts) return fail(counts.error());
    domain::Page<DatasetSummary> summaries{.next_cursor = std::move(datasets->next_cursor)};
    for (std::size_t at = 0; at < ids.size(); ++at) {
        summaries.items.push_back(
            {.dataset = std::move(datasets->items[at]), .counts = (*counts)[at]}
        );
    }
    return summaries;
}

Result<void> DatasetService::remove(const RequestContext& context, const DatasetId& id) {
    return updater_.remove_dataset(context, id);
}

Result<domain::Dataset> DatasetService::find_or_propose(
    const RequestContext& context, const DatasetId& id
) {
    auto present = datasets_.find(context, id);
    if (present || present.error().code != ErrorCode::not_found || !options_.create_on_ingest)
        return present;
    if (auto named = domain::validate(id); !named) return fail(named);
    return domain::Dataset{
        .tenant = context.principal.tenant, .id = id, .settings = default_settings()
    };
}

Result<domain::Dataset> DatasetService::find_or_create(
    const RequestContext& context, const DatasetId& id
) {
    auto present = datasets_.find(context, id);
    if (present || present.error().code != ErrorCode::not_found || !options_.create_on_ingest)
        return present;
    auto created = create(context, id, default_settings());
    if (created || created.error().code != ErrorCode::already_exists) return created;
    return datasets_.find(
        context, id
    );  // another request made it meanwhile, with settings of its own
}

Result<std::vector<domain::Dataset>> DatasetService::resolve(
    const RequestContext& context, const std::vector<DatasetId>& ids
) {
    std::vector<domain::Dataset> datasets;
    std::set<DatasetId> seen;
    for (const DatasetId& id : ids) {
        if (!seen.insert(id).second) continue;
        auto dataset = datasets_.find(context, id);
        if (!dataset) return fail(dataset);
        datasets.push_back(std::move(*dataset));
    }
    if (!ids.empty()) return datasets;

    domain::PageRequest request{.limit = list_page};
    do {
        auto page = datasets_.list(context, request);
        if (!page) return fail(page);
        for (domain::Dataset& dataset : page->items) datasets.push_back(std::move(dataset));
        request.cursor = std::move(page->next_cursor);
    } while (!request.cursor.empty());
    return datasets;
}

domain::DatasetSettings DatasetService::default_settings() const {
    domain::DatasetSettings settings;
    if (embedder_ == nullptr) {
        settings.embedding.kind = domain::EmbeddingKind::none;
    } else {
        settings.embedding.dimensions = embedder_->describe().dimensions;
    }
    return settings;
}

Result<domain::DatasetSettings> DatasetService::complete(domain::DatasetSettings settings) const {
    if (auto good = domain::validate(settings); !good) return fail(good);
    if (!text::is_supported_language(settings.language)) {
        return fail(ErrorCode::invalid_argument, "language " + settings.language + " is not known");
    }
    if (settings.embedding.kind != domain::EmbeddingKind::model) return settings;
    if (embedder_ == nullptr) {
        return fail(
            ErrorCode::invalid_argument,
            "this server has no embedder: embedding.kind is external or none"
        );
    }
    const std::uint32_t dimensions = embedder_->describe().dimensions;
    if (settings.embedding.dimensions != 0 && settings.embedding.dimensions != dimensions) {
        return fail(
            ErrorCode::invalid_argument,
            "embedding.dimensions is " + std::to_string(settings.embedding.dimensions) +
                ", but the model's is " + std::to_string(dimensions)
        );
    }
    settings.embedding.dimensions = dimensions;
    return settings;
}

Result<DatasetSummary> DatasetService::summarise(
    const RequestContext& context, domain::Dataset dataset
) {
    auto counts = documents_.count(context, dataset.id);
    if (!counts) return fail(counts);
    return DatasetSummary{.dataset = std::move(dataset), .counts = *counts};
}

}  // namespace lectern::services
