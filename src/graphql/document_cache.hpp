#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/thread_annotations.hpp"
#include "graphql/ast.hpp"
#include "graphql/request.hpp"

namespace lectern::graphql {

/// Documents by their text, the least recently used going first when there are too many or their
/// text is too long in all. Thread-safe.
class DocumentCache final {
  public:
    DocumentCache(std::size_t max_documents, std::size_t max_bytes);

    /// Null when it is not there.
    std::shared_ptr<const ast::Document> find(std::string_view text);
    void put(std::string_view text, std::shared_ptr<const ast::Document> document);
    Preparation::Statistics statistics() const;

  private:
    struct Entry {
        std::string text;
        std::shared_ptr<const ast::Document> document;  // shared with operations under way
    };

    void drop_oldest() LECTERN_REQUIRES(mutex_);

    const std::size_t max_documents_;
    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_ LECTERN_GUARDED_BY(mutex_);  // most recently used first
    /// Keys are the texts of `entries_`.
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_text_
        LECTERN_GUARDED_BY(mutex_);
    Preparation::Statistics statistics_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::graphql
