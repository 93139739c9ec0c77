#pragma once

#include <cstddef>
#include <memory>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/impl/service_type.h>

#include "access/audit_service.hpp"
#include "access/key_service.hpp"
#include "services/services.hpp"
#include "transport/grpc/site.hpp"

namespace lectern::transport::grpc {

// One function a service of the contract. Site and services outlive what comes back.

/// `max_documents` of one stream.
std::unique_ptr<::grpc::Service> make_ingestion_rpc(
    const Site& site,
    services::IngestionService& ingestion,
    services::JobService& jobs,
    std::size_t max_documents
);
std::unique_ptr<::grpc::Service> make_retrieval_rpc(
    const Site& site, services::RetrievalService& retrieval
);
std::unique_ptr<::grpc::Service> make_job_rpc(const Site& site, services::JobService& jobs);
std::unique_ptr<::grpc::Service> make_dead_letter_rpc(
    const Site& site, services::DeadLetterService& dead_letters
);
std::unique_ptr<::grpc::Service> make_document_rpc(
    const Site& site, services::DocumentService& documents
);
std::unique_ptr<::grpc::Service> make_dataset_rpc(
    const Site& site, services::DatasetService& datasets
);
std::unique_ptr<::grpc::Service> make_graph_rpc(const Site& site, services::GraphService& graph);
std::unique_ptr<::grpc::Service> make_embedding_rpc(
    const Site& site, services::EmbeddingService& embedding
);

std::unique_ptr<::grpc::Service> make_key_rpc(const Site& site, access::KeyService& keys);
std::unique_ptr<::grpc::Service> make_audit_rpc(const Site& site, access::AuditService& audit);

/// Answers calls of methods that the contract does not have.
std::unique_ptr<::grpc::CallbackGenericService> make_unmatched_rpc(const Site& site);

}  // namespace lectern::transport::grpc
