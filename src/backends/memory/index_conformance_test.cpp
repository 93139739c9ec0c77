#include "backends/memory/memory_index.hpp"
#include "ports/testing/search_index_scope_suite.hpp"
#include "ports/testing/search_index_suite.hpp"

namespace lectern::ports::testing {
namespace {

class MemoryIndexUnderTest final : public IndexUnderTest {
  public:
    SearchIndex& index() override { return index_; }

  private:
    backends::memory::MemoryIndex index_;
};

const auto memory = ::testing::Values(
    IndexBackEnd{.name = "memory", .open = [] { return std::make_unique<MemoryIndexUnderTest>(); }}
);

}  // namespace

INSTANTIATE_TEST_SUITE_P(Memory, SearchIndexSuite, memory, index_name);
INSTANTIATE_TEST_SUITE_P(Memory, SearchIndexScopeSuite, memory, index_name);

}  // namespace lectern::ports::testing
