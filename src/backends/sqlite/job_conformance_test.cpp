#include "backends/sqlite/sqlite_under_test.hpp"
#include "ports/testing/dead_letter_store_suite.hpp"
#include "ports/testing/durability_suite.hpp"
#include "ports/testing/job_draft_suite.hpp"
#include "ports/testing/job_events_suite.hpp"
#include "ports/testing/job_forgetting_suite.hpp"
#include "ports/testing/job_progress_suite.hpp"
#include "ports/testing/job_queue_suite.hpp"
#include "ports/testing/job_replay_suite.hpp"
#include "ports/testing/job_store_suite.hpp"

namespace lectern::ports::testing {

const auto sqlite = ::testing::Values(backends::sqlite::sqlite_back_end());

INSTANTIATE_TEST_SUITE_P(Sqlite, JobStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobReplaySuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobDraftSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobProgressSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobForgettingSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobQueueSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, JobEventsSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, DeadLetterStoreSuite, sqlite, back_end_name);
INSTANTIATE_TEST_SUITE_P(Sqlite, DurabilitySuite, sqlite, back_end_name);

}  // namespace lectern::ports::testing
