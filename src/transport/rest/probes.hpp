#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lectern::transport::rest {

/// What the probes say. `app` knows. Thread-safe and quick: it must not wait for what it asks
/// about.
class Probes {
  public:
    virtual ~Probes() = default;

    /// What is not ready, by name (`index`, `embedder`); empty when requests should be sent here.
    virtual std::vector<std::string> not_ready() const = 0;

    /// What start-up still waits for; empty once it is done, and for ever after.
    virtual std::vector<std::string> not_started() const = 0;
};

struct MetricsText {
    std::string content_type;
    std::string body;
};

/// Renders `/metrics`. Thread-safe.
class MetricsPage {
  public:
    virtual ~MetricsPage() = default;

    /// In the format that an `Accept` header (may be empty) asks for.
    virtual MetricsText render(std::string_view accept) const = 0;
};

}  // namespace lectern::transport::rest
