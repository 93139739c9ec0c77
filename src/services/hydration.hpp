#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/fusion.hpp"
#include "ports/document_store.hpp"
#include "services/retrieval.hpp"
#include "text/analyzer.hpp"

namespace lectern::services {

/// A page of a ranking, ready to be shown.
struct HydratedPage {
    std::vector<RetrievedHit> hits{};
    std::vector<std::size_t> places{};  ///< In the ranking, of each hit.
    std::size_t next = 0;               ///< The first place that was not looked at.
};

/// Reads texts and documents for the ranking from `offset` on until `count` hits are found. Chunks
/// that are gone from the store are passed over, and those after them move up.
Result<HydratedPage> hydrate(
    const RequestContext& context,
    ports::DocumentStore& documents,
    const std::vector<domain::FusedHit>& ranking,
    std::size_t offset,
    std::size_t count
);

/// Marks in hits what the query's words match, each by its dataset's language.
class Highlighter final {
  public:
    Highlighter(const std::vector<domain::Dataset>& datasets, const std::string& query);

    std::vector<Highlight> highlight(const RetrievedHit& hit);

  private:
    struct Prepared {
        text::Analyzer analyzer;
        std::vector<std::string> terms{};
    };

    const std::optional<Prepared>& prepare(const DatasetId& dataset);

    const std::vector<domain::Dataset>& datasets_;
    const std::string& query_;
    std::map<DatasetId, std::optional<Prepared>> prepared_;
};

}  // namespace lectern::services
