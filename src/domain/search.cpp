#include "domain/search.hpp"

#include <array>
#include <utility>

#include "domain/names.hpp"

namespace lectern::domain {
namespace {

constexpr std::array retrieval_modes{
    RetrievalMode::lexical, RetrievalMode::vector, RetrievalMode::graph, RetrievalMode::hybrid
};

}  // namespace

std::string_view to_string(RetrievalMode mode) {
    switch (mode) {
        case RetrievalMode::lexical:
            return "lexical";
        case RetrievalMode::vector:
            return "vector";
        case RetrievalMode::graph:
            return "graph";
        case RetrievalMode::hybrid:
            return "hybrid";
    }
    std::unreachable();
}

std::string_view to_string(Leg leg) {
    switch (leg) {
        case Leg::lexical:
            return "lexical";
        case Leg::vector:
            return "vector";
        case Leg::graph:
            return "graph";
    }
    std::unreachable();
}

std::optional<RetrievalMode> parse_retrieval_mode(std::string_view name) {
    return find_named(retrieval_modes, name);
}

}  // namespace lectern::domain
