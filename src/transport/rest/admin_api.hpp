#pragma once

#include <memory>

#include "access/gate.hpp"
#include "core/result.hpp"
#include "telemetry/log_level_control.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::transport::rest {

class Dispatcher;

/// What the admin listener serves: the operations of the contract that are marked for it (probes,
/// metrics and the level of the log), and nothing else. It asks nobody for credentials: its
/// listener is for those who run the machine. What changes something is done for callers on the
/// machine alone, as the listener may be open to others who scrape. Thread-safe.
class AdminApi final : public http::Handler {
  public:
    /// Errors as of `RestApi::create`. All outlive it.
    static Result<std::unique_ptr<AdminApi>> create(
        const Probes& probes,
        const MetricsPage& metrics,
        telemetry::LogLevelControl& log_level,
        const telemetry::Telemetry& telemetry
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
