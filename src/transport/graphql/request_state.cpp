#include "transport/graphql/request_state.hpp"

#include <utility>

#include "access/rules.hpp"

namespace lectern::transport::graphql {

RequestState::RequestState(
    const services::Services& services,
    const Administration& administration,
    access::Gate& gate,
    access::Origin origin,
    const telemetry::Telemetry& telemetry
)
    : services_(services),
      administration_(administration),
      gate_(gate),
      origin_(origin),
      telemetry_(telemetry) {}

access::Admission RequestState::admit(const RequestContext& context, std::string_view operation) {
    access::Admission admission = ask(context, operation);
    if (admission.verdict()) admitted_.emplace(operation);
    return admission;
}

Result<void> RequestState::admit_nested(const RequestContext& context, std::string_view operation) {
    if (admitted_.contains(operation)) return {};
    auto known = nested_.find(operation);
    if (known == nested_.end()) {
        known = nested_.emplace(operation, ask(context, operation)).first;
        if (const auto& verdict = known->second.verdict(); !verdict)
            known->second.finish(verdict.error().code);
    }
    return known->second.verdict();
}

void RequestState::finish() {
    for (auto& [operation, admission] : nested_) admission.finish(std::nullopt);
    nested_.clear();
}

access::Admission RequestState::ask(const RequestContext& context, std::string_view operation) {
    access::Admission admission = gate_.admit(context, origin_, access::rule_of(operation));
    if (admission.quota()) quota_ = admission.quota();
    return admission;
}

}  // namespace lectern::transport::graphql
