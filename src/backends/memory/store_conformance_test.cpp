#include "backends/memory/memory_under_test.hpp"
#include "ports/testing/dataset_store_suite.hpp"
#include "ports/testing/document_store_suite.hpp"
#include "ports/testing/graph_store_suite.hpp"
#include "ports/testing/vocabulary_store_suite.hpp"

namespace lectern::ports::testing {

const auto memory = ::testing::Values(backends::memory::memory_back_end());

INSTANTIATE_TEST_SUITE_P(Memory, DatasetStoreSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, DocumentStoreSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, GraphStoreSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, VocabularyStoreSuite, memory, back_end_name);

}  // namespace lectern::ports::testing
