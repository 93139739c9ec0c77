#pragma once

#include <string_view>

#include "core/request_context.hpp"

namespace lectern::telemetry {

/// The request that the calling thread works on, for what has no context at hand: a store that
/// finds broken data, a fatal signal. Lives on the stack of that thread, in an adapter; one within
/// another hides it until it ends. What it is given outlives it.
class ActiveRequest final {
  public:
    /// `protocol` and `endpoint` as metrics have them; empty where there is none.
    ActiveRequest(
        const RequestContext& context, std::string_view protocol, std::string_view endpoint
    );
    ~ActiveRequest();
    ActiveRequest(const ActiveRequest&) = delete;
    ActiveRequest& operator=(const ActiveRequest&) = delete;

    /// Null when the thread works on none. May be called in a signal handler.
    static ActiveRequest* current() noexcept;

    const RequestContext& context() const { return context_; }
    std::string_view protocol() const { return protocol_; }
    std::string_view endpoint() const { return endpoint_; }

    /// Whether something was reported while it was the thread's.
    bool is_reported() const { return is_reported_; }
    void mark_reported() { is_reported_ = true; }

  private:
    const RequestContext& context_;
    const std::string_view protocol_;
    const std::string_view endpoint_;
    ActiveRequest* const outer_;
    bool is_reported_ = false;
};

}  // namespace lectern::telemetry
