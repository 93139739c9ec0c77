#include "transport/rest/entrance.hpp"

#include <utility>

#include "transport/common/access_headers.hpp"
#include "transport/rest/request_record.hpp"

namespace lectern::transport::rest {
namespace {

Result<access::Credential> credential_of(const http::RequestHead& head) {
    return shown_credential([&head](std::string_view name) { return head.header(name); });
}

// Holds the caller's place while a stream goes on.
class AdmittedSource final : public http::BodySource {
  public:
    AdmittedSource(std::unique_ptr<http::BodySource> source, access::Admission admission)
        : source_(std::move(source)), admission_(std::move(admission)) {}
    ~AdmittedSource() override { admission_.finish(std::nullopt); }
    AdmittedSource(const AdmittedSource&) = delete;
    AdmittedSource& operator=(const AdmittedSource&) = delete;

    std::optional<std::string> next() override { return source_->next(); }
    void on_ready(std::function<void()> wake) override { source_->on_ready(std::move(wake)); }
    std::string heartbeat() const override { return source_->heartbeat(); }

  private:
    std::unique_ptr<http::BodySource> source_;
    access::Admission admission_;
};

}  // namespace

void Visit::leave(const Call& call, http::Response& response) {
    if (!verdict_ && verdict_.error().code == ErrorCode::unauthenticated)
        response.headers.emplace_back("WWW-Authenticate", challenge(showed_something_));
    if (!admission_) return;
    if (const auto& quota = admission_->quota()) {
        for (auto& field : quota_headers(*quota)) response.headers.push_back(std::move(field));
    }
    if (response.stream == nullptr) {
        admission_->finish(call.outcome, call.target);
        return;
    }
    response.stream =
        std::make_unique<AdmittedSource>(std::move(response.stream), std::move(*admission_));
}

bool Entrance::is_closed_to(const http::RequestHead& head, const access::Rule& rule) const {
    if (!rule.scope || gate_.is_open()) return false;
    const auto credential = credential_of(head);
    return !credential || credential->token.empty();
}

Visit Entrance::enter(Call& call, const access::Rule& rule) {
    Visit visit;
    if (!rule.scope) return visit;
    http::RequestHead& head = call.request.head;
    const access::Origin origin{.protocol = protocol, .remote_address = head.remote_address};
    auto credential = credential_of(head);
    visit.showed_something_ = !credential || !credential->token.empty();
    auto principal = credential ? gate_.authenticate(call.context, origin, *credential)
                                : Result<Principal>(fail(credential));
    if (!principal) {
        visit.verdict_ = fail(principal);
        return visit;
    }
    call.context.principal = std::move(*principal);
    head.context.principal = call.context.principal;
    visit.admission_ = gate_.admit(call.context, origin, rule);
    visit.verdict_ = visit.admission_->verdict();
    return visit;
}

}  // namespace lectern::transport::rest
