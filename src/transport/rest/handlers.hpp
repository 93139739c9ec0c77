#pragma once

#include "telemetry/log_level_control.hpp"
#include "transport/rest/bindings.hpp"
#include "transport/rest/contract.hpp"
#include "transport/rest/rest_api.hpp"

namespace lectern::transport::rest {

// One function a resource: binds its operations. The services outlive the bindings.

/// `contract` checks documents that come one by one.
void bind_ingest(
    Bindings& bindings,
    services::IngestionService& ingestion,
    services::JobService& jobs,
    const Contract& contract,
    const RestOptions& options
);
void bind_retrieve(Bindings& bindings, services::RetrievalService& retrieval);
void bind_jobs(Bindings& bindings, services::JobService& jobs);
void bind_dead_letters(Bindings& bindings, services::DeadLetterService& dead_letters);
void bind_documents(Bindings& bindings, services::DocumentService& documents);
void bind_datasets(Bindings& bindings, services::DatasetService& datasets);
void bind_embedding(Bindings& bindings, services::EmbeddingService& embedding);
void bind_graph(Bindings& bindings, services::GraphService& graph);
void bind_keys(Bindings& bindings, access::KeyService& keys);
void bind_audit(Bindings& bindings, access::AuditService& audit);
/// The OpenAPI document.
void bind_contract(Bindings& bindings);
/// Whom the level of the log is changed for: who holds the operation's scope, or where nobody is
/// asked for a credential, who calls from this machine and is no page in a browser.
enum class LogLevelCallers { authorised, of_this_machine };
void bind_log_level(
    Bindings& bindings, telemetry::LogLevelControl& control, LogLevelCallers callers
);
/// Probes and metrics.
void bind_system(Bindings& bindings, const Probes& probes, const MetricsPage& metrics);

}  // namespace lectern::transport::rest
