#include "graphql/document_cache.hpp"

#include <utility>

namespace lectern::graphql {

DocumentCache::DocumentCache(std::size_t max_documents, std::size_t max_bytes)
    : max_documents_(max_documents), max_bytes_(max_bytes) {}

std::shared_ptr<const ast::Document> DocumentCache::find(std::string_view text) {
    const std::lock_guard lock(mutex_);
    const auto found = by_text_.find(text);
    if (found == by_text_.end()) {
        ++statistics_.misses;
        return nullptr;
    }
    ++statistics_.hits;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->document;
}

void DocumentCache::put(std::string_view text, std::shared_ptr<const ast::Document> document) {
    if (text.size() > max_bytes_ || max_documents_ == 0) return;
    const std::lock_guard lock(mutex_);
    // Two threads may have parsed the same text at the same time.
    if (by_text_.contains(text)) return;
    entries_.push_front({std::string(text), std::move(document)});
    by_text_.emplace(entries_.front().text, entries_.begin());
    ++statistics_.documents;
    statistics_.bytes += text.size();
    while (statistics_.documents > max_documents_ || statistics_.bytes > max_bytes_) drop_oldest();
}

void DocumentCache::drop_oldest() {
    --statistics_.documents;
    statistics_.bytes -= entries_.back().text.size();
    by_text_.erase(entries_.back().text);
    entries_.pop_back();
}

Preparation::Statistics DocumentCache::statistics() const {
    const std::lock_guard lock(mutex_);
    return statistics_;
}

}  // namespace lectern::graphql
