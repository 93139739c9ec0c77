#include "backends/sqlite/sqlite_under_test.hpp"
#include "ports/testing/api_key_store_suite.hpp"
#include "ports/testing/audit_log_suite.hpp"

namespace lectern::ports::testing {

const auto sqlite = ::testing::Values(backends::sqlite::sqlite_back_end());

INSTANTIATE_TEST_SUITE_P(Sqlite, ApiKeyStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, AuditLogSuite, sqlite, back_end_name);

}  // namespace lectern::ports::testing
