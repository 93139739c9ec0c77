#include "backends/localindex/local_index.hpp"
#include "core/testing/temporary_folder.hpp"
#include "ports/testing/search_index_durability_suite.hpp"
#include "ports/testing/search_index_scope_suite.hpp"
#include "ports/testing/search_index_suite.hpp"

namespace lectern::ports::testing {
namespace {

using backends::localindex::LocalIndex;

class LocalIndexUnderTest final : public IndexUnderTest {
  public:
    LocalIndexUnderTest() { reopen(); }

    SearchIndex& index() override { return *index_; }

    void reopen() override {
        index_.reset();
        index_ = must(LocalIndex::open({.folder = folder_.path() / "index"}, {}));
    }

  private:
    TemporaryFolder folder_;
    std::unique_ptr<LocalIndex> index_;
};

const auto local = ::testing::Values(
    IndexBackEnd{.name = "local", .open = [] { return std::make_unique<LocalIndexUnderTest>(); }}
);

}  // namespace

INSTANTIATE_TEST_SUITE_P(Local, SearchIndexSuite, local, index_name);
INSTANTIATE_TEST_SUITE_P(Local, SearchIndexScopeSuite, local, index_name);
INSTANTIATE_TEST_SUITE_P(Local, SearchIndexDurabilitySuite, local, index_name);

}  // namespace lectern::ports::testing
