#include "backends/memory/memory_under_test.hpp"
#include "ports/testing/api_key_store_suite.hpp"
#include "ports/testing/audit_log_suite.hpp"

namespace lectern::ports::testing {

const auto memory = ::testing::Values(backends::memory::memory_back_end());

INSTANTIATE_TEST_SUITE_P(Memory, ApiKeyStoreSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, AuditLogSuite, memory, back_end_name);

}  // namespace lectern::ports::testing
