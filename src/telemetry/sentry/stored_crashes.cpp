#include "telemetry/sentry/stored_crashes.hpp"

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "telemetry/sentry/crash_record.hpp"
#include "telemetry/sentry/crash_writer.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::size_t most_records = 32;
constexpr std::uint64_t longest_record = 4U << 20;

void scrub(std::string& text, const scrub::Scrubber& scrubber) {
    std::string clean;
    if (scrubber.scrub(text, clean)) text = std::move(clean);
}

// The records of a process were made of scrubbed texts, but a caller's id was none of them.
void scrub(Event& event, const scrub::Scrubber& scrubber) {
    for (auto& [name, value] : event.tags) scrub(value, scrubber);
    scrub(event.value, scrubber);
}

bool keep(
    const std::filesystem::path& path,
    Spool& spool,
    const scrub::Scrubber* scrubber,
    const Clock& clock,
    StoredCrashes& crashes
) {
    const auto text = read_plain_file(path, longest_record);
    auto record = text ? parse_crash_record(*text) : std::nullopt;
    if (!record) return false;
    Event& event = record->event;
    event.id = make_event_id();
    if (scrubber != nullptr) scrub(event, *scrubber);
    const auto kept = spool.put(event.id, to_json(event), clock.now());
    if (kept) crashes.dropped += *kept;
    return kept.has_value();
}

}  // namespace

StoredCrashes keep_stored_crashes(
    Spool& spool, const scrub::Scrubber* scrubber, const Clock& clock
) {
    StoredCrashes crashes;
    const auto records = CrashWriter::find_records(spool.folder());
    const std::size_t left_out = records.size() - std::min(records.size(), most_records);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const bool is_kept = i >= left_out && keep(records[i], spool, scrubber, clock, crashes);
        ++(is_kept ? crashes.kept : crashes.dropped);
        std::error_code ignored;
        std::filesystem::remove(records[i], ignored);
    }
    return crashes;
}

}  // namespace lectern::telemetry::sentry
