#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "access/audit_service.hpp"
#include "access/gate.hpp"
#include "access/key_service.hpp"
#include "core/result.hpp"
#include "services/services.hpp"
#include "telemetry/log_level_control.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::transport::rest {

class Dispatcher;

/// What the interface calls. All outlive it.
struct RestDependencies {
    services::Services services;
    access::Gate& gate;
    access::KeyService& keys;
    access::AuditService& audit;
    const Probes& probes;
    const MetricsPage& metrics;
    telemetry::LogLevelControl& log_level;
};

struct RestOptions {
    std::size_t max_line_bytes = 128U << 20;  ///< Of one NDJSON document, with its JSON.
    std::size_t max_file_bytes = 64U << 20;   ///< Of one part of a form.
    std::size_t max_streamed_documents = 10'000'000;
    std::chrono::seconds max_wait{300};  ///< Longer `Prefer: wait` is cut to it.
};

/// The REST interface of `api/openapi/lectern.yaml`: routes, checks requests against the contract,
/// and hands them to the services. Thread-safe.
class RestApi final : public http::Handler {
  public:
    /// `failed_precondition` names operations of the contract without handler and handlers without
    /// operation; `invalid_argument` when the contract cannot be used.
    static Result<std::unique_ptr<RestApi>> create(
        const RestDependencies& dependencies,
        const telemetry::Telemetry& telemetry,
        const RestOptions& options = {}
    );
    ~RestApi() override;

    http::RoutePlan plan(const http::RequestHead& head) override;
    http::Response handle(http::Request& request, const http::RoutePlan& plan) override;
    void finished(const http::RequestHead& head, const http::Completion& completion) override;

  private:
    explicit RestApi(std::unique_ptr<Dispatcher> dispatcher);
    std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace lectern::transport::rest
