#pragma once

#include <optional>
#include <string>

#include "access/gate.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/call.hpp"

namespace lectern::transport::rest {

/// One request's way through the gate. One thread at a time.
class Visit final {
  public:
    /// Nothing: the operation goes on. `unauthenticated`, `permission_denied`,
    /// `resource_exhausted`, or why the caller could not be checked.
    const Result<void>& verdict() const { return verdict_; }

    /// Tells the gate how the call ended, and the caller where it stands. A streamed answer counts
    /// as under way until it ends.
    void leave(const Call& call, http::Response& response);

  private:
    friend class Entrance;

    Result<void> verdict_{};
    std::optional<access::Admission> admission_{};
    bool showed_something_ = false;
};

/// The gate, as REST comes to it. Thread-safe.
class Entrance final {
  public:
    /// `gate` outlives it.
    explicit Entrance(access::Gate& gate) : gate_(gate) {}

    /// Whether a request will be refused whatever its body says, as the head alone shows. Quick.
    bool is_closed_to(const http::RequestHead& head, const access::Rule& rule) const;

    /// Checks who calls and whether they may; puts the principal into the call's context.
    /// Operations without scope ask nobody.
    Visit enter(Call& call, const access::Rule& rule);

  private:
    access::Gate& gate_;
};

}  // namespace lectern::transport::rest
