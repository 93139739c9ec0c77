#pragma once

#include <memory>

#include "backends/memory/memory_store.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::backends::memory {

/// `MemoryStore` as the conformance suites see it.
class MemoryUnderTest final : public ports::testing::StoreUnderTest {
  public:
    ManualClock& clock() override { return clock_; }
    ports::DatasetStore& datasets() override { return store_.datasets(); }
    ports::DocumentStore& documents() override { return store_.documents(); }
    ports::JobStore& jobs() override { return store_.jobs(); }
    ports::JobQueue& queue() override { return store_.queue(); }
    ports::JobEvents& events() override { return store_.events(); }
    ports::DeadLetterStore& dead_letters() override { return store_.dead_letters(); }
    ports::GraphStore& graph() override { return store_.graph(); }
    ports::VocabularyStore& vocabularies() override { return store_.vocabularies(); }
    ports::ApiKeyStore& api_keys() override { return store_.api_keys(); }
    ports::AuditLog& audit() override { return store_.audit(); }

  private:
    ManualClock clock_;
    MemoryStore store_{clock_};
};

inline ports::testing::StoreBackEnd memory_back_end() {
    return {.name = "memory", .open = [] { return std::make_unique<MemoryUnderTest>(); }};
}

}  // namespace lectern::backends::memory
