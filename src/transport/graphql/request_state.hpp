#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "access/gate.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/timings.hpp"
#include "services/services.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/graphql/administration.hpp"

namespace lectern::transport::graphql {

/// What an operation's resolvers share. One thread at a time; lives as long as the execution.
class RequestState final {
  public:
    /// All outlive it.
    RequestState(
        const services::Services& services,
        const Administration& administration,
        access::Gate& gate,
        access::Origin origin,
        const telemetry::Telemetry& telemetry
    );
    RequestState(const RequestState&) = delete;
    RequestState& operator=(const RequestState&) = delete;
    ~RequestState() = default;

    const services::Services& services() const { return services_; }
    const Administration& administration() const { return administration_; }
    const telemetry::Telemetry& telemetry() const { return telemetry_; }
    Timings& timings() { return timings_; }

    /// Asks to let an operation of REST in, for a root field; whoever asks finishes it.
    access::Admission admit(const RequestContext& context, std::string_view operation);

    /// The same for fields below the root that reach another resource: asked once a request, unless
    /// a root field was let in for it, and counted as under way until the request ends.
    Result<void> admit_nested(const RequestContext& context, std::string_view operation);

    /// As the gate told it last; nothing when no rate limit is set.
    const std::optional<access::Quota>& quota() const { return quota_; }

    /// Ends the admissions of nested fields.
    void finish();

  private:
    access::Admission ask(const RequestContext& context, std::string_view operation);

    const services::Services& services_;
    const Administration& administration_;
    access::Gate& gate_;
    const access::Origin origin_;
    const telemetry::Telemetry& telemetry_;
    Timings timings_{};
    std::set<std::string, std::less<>> admitted_{};  // for root fields
    std::map<std::string, access::Admission, std::less<>> nested_{};
    std::optional<access::Quota> quota_{};
};

}  // namespace lectern::transport::graphql
