#pragma once

#include "services/dataset_service.hpp"
#include "services/dead_letter_service.hpp"
#include "services/document_service.hpp"
#include "services/embedding_service.hpp"
#include "services/graph_service.hpp"
#include "services/ingestion_service.hpp"
#include "services/job_service.hpp"
#include "services/retrieval_service.hpp"

namespace lectern::services {

/// What every protocol calls. Whoever makes it keeps them alive.
struct Services {
    IngestionService& ingestion;
    JobService& jobs;
    DeadLetterService& dead_letters;
    DocumentService& documents;
    DatasetService& datasets;
    RetrievalService& retrieval;
    EmbeddingService& embedding;
    GraphService& graph;
};

}  // namespace lectern::services
