#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/timings.hpp"
#include "domain/document.hpp"
#include "domain/filter.hpp"
#include "domain/search.hpp"
#include "ports/search_index.hpp"

namespace lectern::services {

/// Weights of the legs in hybrid fusion; 0 leaves a leg out.
struct LegWeights {
    double lexical = 1;
    double vector = 1;
    double graph = 1;
};

struct RetrieveRequest {
    std::string query{};  ///< At most 8,192 bytes. May be empty in vector mode with a vector.
    domain::RetrievalMode mode = domain::RetrievalMode::hybrid;
    std::vector<DatasetId> datasets{};  ///< None: all of the tenant.
    std::uint32_t top_k = 10;           ///< 1 to 1000.
    std::optional<domain::Filter> filter{};
    std::vector<float> vector{};  ///< Of the query; empty: the server embeds `query`.
    LegWeights weights{};
    bool highlight = true;
    bool explain = false;
    bool include_text = true;
    std::vector<domain::FacetRequest> facets{};  ///< At most 16.
    std::string cursor{};  ///< `RetrieveResponse::next_cursor` of the same request.
};

/// A matching span of the hit's text.
struct Highlight {
    std::string snippet{};  ///< Around 200 bytes of text, cut at word boundaries.
    std::vector<domain::ByteRange> matches{};  ///< Within `snippet`.
};

struct HitExplanation {
    std::vector<domain::Contribution> contributions{};
    std::vector<ports::TermScore> terms{};  ///< Of the lexical leg.
    std::vector<EntityId> entities{};       ///< Through which the graph leg came here.
    double rank_constant = 60;
};

struct RetrievedHit {
    DocumentId document{};
    domain::ChunkRef chunk{};
    DatasetId dataset{};
    double score = 0;  ///< Of the leg, or in hybrid mode the fused one.
    std::string title{};
    std::string url{};
    std::string text{};
    std::vector<std::string> headings{};
    domain::ByteRange source{};
    domain::Object metadata{};
    std::vector<Highlight> highlights{};
    std::optional<HitExplanation> explanation{};
};

struct RetrieveResponse {
    std::vector<RetrievedHit> hits{};
    domain::Total total{};
    std::vector<domain::Facet> facets{};
    Timings timings{
    };  ///< `embed_query`, `lexical`, `vector`, `graph`, `fuse`, `hydrate`, `facets`, `total`.
    std::vector<domain::Leg> degraded{};  ///< Legs that failed; the others answered.
    std::string next_cursor{};            ///< Empty: no more.
};

}  // namespace lectern::services
