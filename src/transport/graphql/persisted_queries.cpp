#include "transport/graphql/persisted_queries.hpp"

namespace lectern::transport::graphql {

std::optional<std::string> PersistedQueries::find(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    const std::string* text = texts_.find(digest);
    if (text == nullptr) return std::nullopt;
    return *text;
}

void PersistedQueries::put(const std::string& digest, std::string_view text) {
    if (text.size() > options_.max_bytes || options_.max_queries == 0) return;
    const std::lock_guard lock(mutex_);
    if (texts_.find(digest) != nullptr) return;
    texts_.put(digest, std::string(text));
    bytes_ += text.size();
    while (texts_.size() > options_.max_queries || bytes_ > options_.max_bytes) {
        bytes_ -= texts_.oldest().second.size();
        texts_.shrink_to(texts_.size() - 1);
    }
}

}  // namespace lectern::transport::graphql
