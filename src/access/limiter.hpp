#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "access/pace.hpp"
#include "core/lru_map.hpp"
#include "core/request_context.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::access {

struct CallerLimits {
    RateLimit rate{};
    std::uint32_t concurrent = 0;  ///< Operations under way at once; 0: no limit.
};

struct Limits {
    CallerLimits key{};     ///< Of each API key, or each subject of tokens.
    CallerLimits tenant{};  ///< Of all keys and subjects of a tenant together.
    /// Callers that are kept in mind. The one that was quiet for longest is forgotten first, which
    /// gives it its whole burst again; one with operations under way is not forgotten.
    std::size_t max_callers = 50'000;
};

Result<void> validate(const Limits& limits);

/// Counts what callers do against their limits. Thread-safe.
class Limiter final {
  public:
    /// An operation under way; ends with it. The limiter outlives it.
    class Hold final {
      public:
        Hold() = default;
        Hold(Limiter& limiter, std::string key, std::string tenant);
        ~Hold();
        Hold(Hold&& other) noexcept;
        Hold& operator=(Hold&& other) noexcept;

      private:
        Limiter* limiter_ = nullptr;
        std::string key_;
        std::string tenant_;
    };

    enum class Bound { rate, concurrency };

    struct Verdict {
        std::optional<Bound> exceeded{};  ///< Nothing: it may go on.
        std::chrono::nanoseconds wait{};  ///< Until trying again makes sense; with `exceeded`.
        bool by_tenant = false;           ///< Which of the two; with `exceeded`.
        std::optional<Quota> quota{};     ///< Of key or tenant, whichever is tighter.
        Hold hold{};                      ///< Empty with `exceeded`.
    };

    /// `limits` have to be valid.
    explicit Limiter(Limits limits) : limits_(limits) {}

    /// Counts an operation against both limits or, when it exceeds one, against none.
    Verdict take(const Principal& principal, SteadyTime now);

    /// Callers kept in mind.
    std::size_t size() const;

  private:
    struct Caller {
        Pace pace;
        std::uint32_t under_way = 0;
    };

    Caller& caller(const std::string& name, const CallerLimits& limits) LECTERN_REQUIRES(mutex_);
    void make_room() LECTERN_REQUIRES(mutex_);
    void end(const std::string& key, const std::string& tenant);

    const Limits limits_;
    mutable std::mutex mutex_;
    LruMap<std::string, Caller> callers_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::access
