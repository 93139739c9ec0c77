#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/gate.hpp"
#include "core/result.hpp"
#include "telemetry/stage.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/bindings.hpp"
#include "transport/rest/contract.hpp"
#include "transport/rest/entrance.hpp"
#include "transport/rest/router.hpp"

namespace lectern::transport::rest {

/// Takes each request through the same steps: route, find out who calls and whether they may, check
/// against the contract, call the bound handler, answer; and is the place where REST is traced,
/// measured and logged. Thread-safe.
class Dispatcher final : public http::Handler {
  public:
    /// `contract` knows the operations. `gate` outlives it. Errors of `Bindings::check`.
    static Result<std::unique_ptr<Dispatcher>> create(
        std::vector<Operation> operations,
        std::unique_ptr<Contract> contract,
        Bindings bindings,
        access::Gate& gate,
        const telemetry::Telemetry& telemetry
    );

    http::RoutePlan plan(const http::RequestHead& head) override;
    http::Response handle(http::Request& request, const http::RoutePlan& plan) override;
    void finished(const http::RequestHead& head, const http::Completion& completion) override;

  private:
    struct Traits {
        std::string span_name;
        access::Rule rule;
    };

    Dispatcher(
        std::vector<Operation> operations,
        std::unique_ptr<Contract> contract,
        Bindings bindings,
        access::Gate& gate,
        const telemetry::Telemetry& telemetry
    );

    http::Response answer(http::Request& request, const Route& route, telemetry::Stage& stage);
    http::Response serve(Call& call, const Route& route, telemetry::Stage& stage);
    Result<void> decode(Call& call, const Route& route) const;
    http::Response call_handler(Call& call, const Operation& operation, telemetry::Stage& stage);
    http::Response refuse(Call& call, const Error& error, telemetry::Stage& stage) const;
    std::string_view span_name(const Route& route, std::string_view method) const;

    const std::vector<Operation> operations_;
    const std::unique_ptr<Contract> contract_;
    const Bindings bindings_;
    const telemetry::Telemetry telemetry_;
    const Router router_;
    Entrance entrance_;
    std::unordered_map<const Operation*, Traits> traits_;
};

}  // namespace lectern::transport::rest
