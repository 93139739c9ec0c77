#include "backends/memory/memory_store.hpp"

namespace lectern::backends::memory {

MemoryStore::MemoryStore(const Clock& clock)
    : state_(clock),
      datasets_(state_),
      documents_(state_),
      jobs_(state_),
      queue_(state_),
      dead_letters_(state_),
      graph_(state_),
      vocabularies_(state_),
      api_keys_(state_),
      audit_(state_) {}

}  // namespace lectern::backends::memory
