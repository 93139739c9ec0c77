#include "access/gate.hpp"

#include <utility>

namespace lectern::access {

Admission::Admission(Result<void> verdict, std::optional<Quota> quota, std::unique_ptr<Slot> slot)
    : verdict_(std::move(verdict)), quota_(quota), slot_(std::move(slot)) {}

Admission::Admission(Admission&&) noexcept = default;

Admission& Admission::operator=(Admission&& other) noexcept {
    finish(ErrorCode::internal);
    verdict_ = std::move(other.verdict_);
    quota_ = other.quota_;
    slot_ = std::move(other.slot_);
    return *this;
}

Admission::~Admission() { finish(ErrorCode::internal); }

void Admission::finish(std::optional<ErrorCode> outcome, std::string_view target) {
    if (const auto slot = std::exchange(slot_, nullptr)) slot->finish(outcome, target);
}

Principal known(const RequestContext& context, Principal principal) {
    if (context.progress != nullptr) context.progress->identify(principal.tenant.value);
    return principal;
}

Result<Principal>
OpenGate::authenticate(const RequestContext& context, const Origin&, const Credential&) {
    return known(context, Principal{});
}

Admission OpenGate::admit(const RequestContext&, const Origin&, const Rule&) {
    return {Result<void>{}, std::nullopt, nullptr};
}

}  // namespace lectern::access
