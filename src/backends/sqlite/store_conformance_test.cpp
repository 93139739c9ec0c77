#include "backends/sqlite/sqlite_under_test.hpp"
#include "ports/testing/dataset_store_suite.hpp"
#include "ports/testing/document_store_suite.hpp"
#include "ports/testing/graph_store_suite.hpp"
#include "ports/testing/vocabulary_store_suite.hpp"

namespace lectern::ports::testing {

const auto sqlite = ::testing::Values(backends::sqlite::sqlite_back_end());

INSTANTIATE_TEST_SUITE_P(Sqlite, DatasetStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, DocumentStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, GraphStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, VocabularyStoreSuite, sqlite, back_end_name);

}  // namespace lectern::ports::testing
