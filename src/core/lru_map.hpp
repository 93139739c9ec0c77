#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <list>
#include <unordered_map>
#include <utility>

namespace lectern {

/// A map that remembers in which order its entries were last used. It does not bound itself: its
/// owner drops from the far end. One thread at a time; pointers stay good until their entry is
/// erased.
template <class Key, class Value, class Hash = std::hash<Key>>
class LruMap final {
  public:
    /// Null when absent. Marks the entry as the latest used.
    Value* find(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return nullptr;
        order_.splice(order_.begin(), order_, found->second);
        return &found->second->second;
    }

    /// Adds or replaces, and marks as the latest used.
    Value& put(const Key& key, Value value) {
        if (Value* present = find(key)) {
            *present = std::move(value);
            return *present;
        }
        order_.emplace_front(key, std::move(value));
        places_.emplace(key, order_.begin());
        return order_.front().second;
    }

    void erase(const Key& key) {
        const auto found = places_.find(key);
        if (found == places_.end()) return;
        order_.erase(found->second);
        places_.erase(found);
    }

    /// Drops the entries that were not used for longest until there are at most `bound`.
    void shrink_to(std::size_t bound) {
        while (order_.size() > bound) {
            places_.erase(order_.back().first);
            order_.pop_back();
        }
    }

    /// The entry that was not used for longest; there has to be one.
    std::pair<const Key, Value>& oldest() { return order_.back(); }

    std::size_t size() const { return order_.size(); }

  private:
    using Order = std::list<std::pair<const Key, Value>>;
    Order order_;  // the latest used comes first
    std::unordered_map<Key, typename Order::iterator, Hash> places_;
};

}  // namespace lectern
