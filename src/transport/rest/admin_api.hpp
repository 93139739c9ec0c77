#pragma once

#include <memory>

#include "access/gate.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::transport::rest {

class Dispatcher;

/// What the admin listener serves: the operations of the contract that are marked for it (probes
/// and metrics), and nothing else. It asks nobody for credentials: its listener is for those who
/// run the machine. Thread-safe.
class AdminApi final : public http::Handler {
  public:
    /// Errors as of `RestApi::create`. `probes` and `metrics` outlive it.
    static Result<std::unique_ptr<AdminApi>> create(
        const Probes& probes, const MetricsPage& metrics, const telemetry::Telemetry& telemetry
    );
    ~AdminApi() override;

    http::RoutePlan plan(const http::RequestHead& head) override;
    http::Response handle(http::Request& request, const http::RoutePlan& plan) override;
    void finished(const http::RequestHead& head, const http::Completion& completion) override;

  private:
    AdminApi();
    access::OpenGate gate_;
    std::unique_ptr<Dispatcher> dispatcher_;
};

}  // namespace lectern::transport::rest
