#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/result.hpp"
#include "graphql/source_object.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// What is behind a field of the subscription root: the events, each the root value of one
/// execution. One thread at a time.
class EventStream {
  public:
    virtual ~EventStream() = default;

    /// What happened since the last call: empty when nothing did yet, nothing after the end. Does
    /// not wait.
    virtual Result<std::optional<std::vector<language::Source>>> next() = 0;

    /// `wake` (thread-safe, quick) is called whenever `next` may have something. Called once,
    /// before the first `next`.
    virtual Result<void> on_ready(std::function<void()> wake) = 0;
};

}  // namespace lectern::transport::graphql
