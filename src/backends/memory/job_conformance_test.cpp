#include "backends/memory/memory_under_test.hpp"
#include "ports/testing/dead_letter_store_suite.hpp"
#include "ports/testing/job_draft_suite.hpp"
#include "ports/testing/job_events_suite.hpp"
#include "ports/testing/job_forgetting_suite.hpp"
#include "ports/testing/job_progress_suite.hpp"
#include "ports/testing/job_queue_suite.hpp"
#include "ports/testing/job_replay_suite.hpp"
#include "ports/testing/job_store_suite.hpp"

namespace lectern::ports::testing {

const auto memory = ::testing::Values(backends::memory::memory_back_end());

INSTANTIATE_TEST_SUITE_P(Memory, JobStoreSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobReplaySuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobDraftSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobProgressSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobForgettingSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobQueueSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, JobEventsSuite, memory, back_end_name);
INSTANTIATE_TEST_SUITE_P(Memory, DeadLetterStoreSuite, memory, back_end_name);

}  // namespace lectern::ports::testing
