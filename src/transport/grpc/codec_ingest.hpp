#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "core/result.hpp"
#include "lectern/v1/ingestion.pb.h"
#include "services/ingestion_service.hpp"

namespace lectern::transport::grpc {

/// What `IngestStart` asks for.
struct StreamOpening {
    services::IngestRequest request{};
    std::size_t acknowledge_every = 100;
};

/// What `IngestRequest` asks for.
struct WholeIngest {
    services::IngestRequest request{};
    std::vector<domain::SourceDocument> documents{};
    std::chrono::seconds wait{};
};

/// `invalid_argument` names what the services do not see.
Result<StreamOpening> decode(const v1::IngestStart& start);
Result<WholeIngest> decode(const v1::IngestRequest& request);

v1::IngestResponse encode(const ports::AcceptedJob& accepted);

}  // namespace lectern::transport::grpc
