#include "transport/rest/rest_api.hpp"

#include <utility>
#include <vector>

#include "transport/rest/contract/operations.hpp"
#include "transport/rest/dispatcher.hpp"
#include "transport/rest/handlers.hpp"

namespace lectern::transport::rest {
namespace {

void bind_all(
    Bindings& bindings,
    const RestDependencies& dependencies,
    const Contract& contract,
    const RestOptions& options
) {
    bind_ingest(
        bindings, dependencies.services.ingestion, dependencies.services.jobs, contract, options
    );
    bind_retrieve(bindings, dependencies.services.retrieval);
    bind_jobs(bindings, dependencies.services.jobs);
    bind_dead_letters(bindings, dependencies.services.dead_letters);
    bind_documents(bindings, dependencies.services.documents);
    bind_datasets(bindings, dependencies.services.datasets);
    bind_embedding(bindings, dependencies.services.embedding);
    bind_graph(bindings, dependencies.services.graph);
    bind_keys(bindings, dependencies.keys);
    bind_audit(bindings, dependencies.audit);
    bind_contract(bindings);
    bind_system(bindings, dependencies.probes, dependencies.metrics);
    bind_log_level(bindings, dependencies.log_level, LogLevelCallers::authorised);
}

}  // namespace

Result<std::unique_ptr<RestApi>> RestApi::create(
    const RestDependencies& dependencies,
    const telemetry::Telemetry& telemetry,
    const RestOptions& options
) {
    std::vector<Operation> operations(contract::operations.begin(), contract::operations.end());
    auto contract = Contract::create(contract::document(), operations);
    if (!contract) return fail(contract);
    Bindings bindings;
    bind_all(bindings, dependencies, **contract, options);
    auto dispatcher = Dispatcher::create(
        std::move(operations),
        std::move(*contract),
        std::move(bindings),
        dependencies.gate,
        telemetry
    );
    if (!dispatcher) return fail(dispatcher);
    return std::unique_ptr<RestApi>(new RestApi(std::move(*dispatcher)));
}

RestApi::RestApi(std::unique_ptr<Dispatcher> dispatcher) : dispatcher_(std::move(dispatcher)) {}
RestApi::~RestApi() = default;

http::RoutePlan RestApi::plan(const http::RequestHead& head) { return dispatcher_->plan(head); }

http::Response RestApi::handle(http::Request& request, const http::RoutePlan& plan) {
    return dispatcher_->handle(request, plan);
}

void RestApi::finished(const http::RequestHead& head, const http::Completion& completion) {
    dispatcher_->finished(head, completion);
}

}  // namespace lectern::transport::rest
