#include "transport/rest/admin_api.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "transport/rest/contract/operations.hpp"
#include "transport/rest/dispatcher.hpp"
#include "transport/rest/handlers.hpp"

namespace lectern::transport::rest {

Result<std::unique_ptr<AdminApi>> AdminApi::create(
    const Probes& probes,
    const MetricsPage& metrics,
    telemetry::LogLevelControl& log_level,
    const telemetry::Telemetry& telemetry
) {
    std::vector<Operation> operations;
    std::ranges::copy_if(contract::operations, std::back_inserter(operations), &Operation::admin);
    auto contract = Contract::create(contract::document(), operations);
    if (!contract) return fail(contract);
    Bindings bindings;
    bind_system(bindings, probes, metrics);
    bind_log_level(bindings, log_level, LogLevelCallers::of_this_machine);
    std::unique_ptr<AdminApi> api(new AdminApi);
    auto dispatcher = Dispatcher::create(
        std::move(operations), std::move(*contract), std::move(bindings), api->gate_, telemetry
    );
    if (!dispatcher) return fail(dispatcher);
    api->dispatcher_ = std::move(*dispatcher);
    return api;
}

AdminApi::AdminApi() = default;
AdminApi::~AdminApi() = default;

http::RoutePlan AdminApi::plan(const http::RequestHead& head) { return dispatcher_->plan(head); }

http::Response AdminApi::handle(http::Request& request, const http::RoutePlan& plan) {
    return dispatcher_->handle(request, plan);
}

void AdminApi::finished(const http::RequestHead& head, const http::Completion& completion) {
    dispatcher_->finished(head, completion);
}

}  // namespace lectern::transport::rest
