#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/lru_map.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::transport::graphql {

/// Documents that clients may name by their digest instead of sending them again. Those used least
/// recently go first. Thread-safe.
class PersistedQueries final {
  public:
    struct Options {
        std::size_t max_queries = 1'000;
        std::size_t max_bytes = std::size_t{4} << 20;  ///< Of their texts.
    };

    explicit PersistedQueries(Options options) : options_(options) {}

    /// `digest`: SHA-256 of the text in lower-case hexadecimal.
    std::optional<std::string> find(const std::string& digest);

    /// That the digest is the text's is the caller's promise. One too large for all is passed over.
    void put(const std::string& digest, std::string_view text);

  private:
    const Options options_;
    std::mutex mutex_;
    LruMap<std::string, std::string> texts_ LECTERN_GUARDED_BY(mutex_);  // by digest
    std::size_t bytes_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace lectern::transport::graphql
