#include "domain/job.hpp"

#include <array>
#include <utility>

#include "domain/names.hpp"

namespace lectern::domain {
namespace {

constexpr std::array job_states{
    JobState::queued,
    JobState::running,
    JobState::succeeded,
    JobState::failed,
    JobState::partially_failed,
    JobState::cancelled,
};
constexpr std::array item_states{
    ItemState::accepted,
    ItemState::extracted,
    ItemState::chunked,
    ItemState::embedded,
    ItemState::linked,
    ItemState::indexed,
    ItemState::failed,
    ItemState::cancelled,
};
constexpr std::array priorities{Priority::low, Priority::normal, Priority::high};
constexpr std::array ingest_stages{
    IngestStage::extract,
    IngestStage::chunk,
    IngestStage::embed,
    IngestStage::link,
    IngestStage::index,
};

}  // namespace

std::string_view to_string(JobState state) {
    switch (state) {
        case JobState::queued:
            return "queued";
        case JobState::running:
            return "running";
        case JobState::succeeded:
            return "succeeded";
        case JobState::failed:
            return "failed";
        case JobState::partially_failed:
            return "partially_failed";
        case JobState::cancelled:
            return "cancelled";
    }
    std::unreachable();
}

std::string_view to_string(ItemState state) {
    switch (state) {
        case ItemState::accepted:
            return "accepted";
        case ItemState::extracted:
            return "extracted";
        case ItemState::chunked:
            return "chunked";
        case ItemState::embedded:
            return "embedded";
        case ItemState::linked:
            return "linked";
        case ItemState::indexed:
            return "indexed";
        case ItemState::failed:
            return "failed";
        case ItemState::cancelled:
            return "cancelled";
    }
    std::unreachable();
}

std::string_view to_string(Priority priority) {
    switch (priority) {
        case Priority::low:
            return "low";
        case Priority::normal:
            return "normal";
        case Priority::high:
            return "high";
    }
    std::unreachable();
}

std::string_view to_string(IngestStage stage) {
    switch (stage) {
        case IngestStage::extract:
            return "extract";
        case IngestStage::chunk:
            return "chunk";
        case IngestStage::embed:
            return "embed";
        case IngestStage::link:
            return "link";
        case IngestStage::index:
            return "index";
    }
    std::unreachable();
}

std::optional<JobState> parse_job_state(std::string_view name) {
    return find_named(job_states, name);
}
std::optional<ItemState> parse_item_state(std::string_view name) {
    return find_named(item_states, name);
}
std::optional<Priority> parse_priority(std::string_view name) {
    return find_named(priorities, name);
}
std::optional<IngestStage> parse_ingest_stage(std::string_view name) {
    return find_named(ingest_stages, name);
}

bool is_final(JobState state) { return state != JobState::queued && state != JobState::running; }

bool is_final(ItemState state) {
    return state == ItemState::indexed || state == ItemState::failed ||
           state == ItemState::cancelled;
}

bool may_advance(ItemState from, ItemState to) {
    return !is_final(from) && to != ItemState::accepted;
}

JobState derive_state(const JobCounts& counts, bool started) {
    if (counts.finished() < counts.total) return started ? JobState::running : JobState::queued;
    if (counts.cancelled > 0) return JobState::cancelled;
    if (counts.failed == 0) return JobState::succeeded;
    return counts.indexed == 0 ? JobState::failed : JobState::partially_failed;
}

}  // namespace lectern::domain
