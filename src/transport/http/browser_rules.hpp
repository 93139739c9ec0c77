#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// Which pages of other origins may call (https://fetch.spec.whatwg.org/#http-cors-protocol).
struct CorsOptions {
    std::vector<std::string> origins{};  ///< E.g. `https://app.example`; `*`: all. Empty: none.
    std::vector<std::string> methods{"GET", "HEAD", "POST", "PUT", "DELETE"};
    std::vector<std::string> headers{"Authorization", "Content-Type"};  ///< That may be sent.
    bool credentials = false;  ///< Cookies and the like; not together with `*`.
    std::chrono::seconds max_age{600};
};

/// `invalid_argument` for origins, methods or headers that are none, and for `*` with credentials.
Result<void> validate(const CorsOptions& options);

/// What browsers have to be told about every answer, put around another handler: CORS with its
/// preflights, and headers that keep pages from using answers as what they are not. Headers that
/// the handler set itself stay. Refuses web sockets to pages of other origins, for which browsers
/// ask nobody. Thread-safe.
class BrowserRules final : public Handler {
  public:
    /// `inner` outlives it. `secure`: over TLS, and so to be asked for over TLS alone from now on.
    BrowserRules(Handler& inner, CorsOptions cors, bool secure)
        : inner_(inner), cors_(std::move(cors)), secure_(secure) {}

    RoutePlan plan(const RequestHead& head) override { return inner_.plan(head); }
    Response handle(Request& request, const RoutePlan& plan) override;
    void finished(const RequestHead& head, const Completion& completion) override {
        inner_.finished(head, completion);
    }

  private:
    bool allows(std::string_view origin) const;
    bool is_preflight(const RequestHead& head) const;
    Response answer_preflight() const;
    void add_cors(std::string_view origin, Response& response) const;
    void add_security(Response& response) const;

    Handler& inner_;
    const CorsOptions cors_;
    const bool secure_;
};

}  // namespace lectern::transport::http
