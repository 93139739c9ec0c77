#include "transport/graphql/persisted_queries.hpp"

namespace lectern::transport::graphql {

std::optional<std::string> PersistedQueries::find(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(digest);
    if (place == places_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, place->second);
    return entries_.front().text;
}

void PersistedQueries::put(const std::string& digest, std::string_view text) {
    if (text.size() > options_.max_bytes || options_.max_queries == 0) return;
    const std::lock_guard lock(mutex_);
    if (const auto place = places_.find(digest); place != places_.end()) {
        entries_.splice(entries_.begin(), entries_, place->second);
        return;
    }
    entries_.push_front({.digest = digest, .text = std::string(text)});
    places_.emplace(digest, entries_.begin());
    bytes_ += text.size();
    while (entries_.size() > options_.max_queries || bytes_ > options_.max_bytes) {
        bytes_ -= entries_.back().text.size();
        places_.erase(entries_.back().digest);
        entries_.pop_back();
    }
}

}  // namespace lectern::transport::graphql
