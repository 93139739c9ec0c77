#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "backends/localindex/local_index.hpp"
#include "backends/sqlite/sqlite_store.hpp"
#include "cli/terminal.hpp"
#include "core/clock.hpp"
#include "telemetry/exporters/json_line.hpp"

namespace lectern::app {
namespace {

using backends::localindex::DatasetKey;
using backends::localindex::HeldDocument;
using backends::localindex::LocalIndex;
using backends::sqlite::SqliteStore;

using Findings = std::vector<std::string>;
using Held = std::map<domain::DocumentKey, HeldDocument>;

std::string name_of(const domain::DocumentKey& key) {
    return key.tenant.value + "/" + key.dataset.value + "/" + key.id.value;
}

Held held_by(const LocalIndex& index) {
    Held held;
    for (const DatasetKey& dataset : index.datasets()) {
        for (HeldDocument& document : index.documents(dataset)) {
            const domain::DocumentKey key{
                .tenant = dataset.tenant, .dataset = dataset.dataset, .id = document.id
            };
            held.emplace(key, std::move(document));
        }
    }
    return held;
}

// One change of the store against what the index holds; what is after `covered` is replayed at the
// next start and says nothing.
void compare(const ports::Change& change, ports::Sequence covered, Held& held, Findings& findings) {
    const auto found = held.find(change.key);
    if (change.sequence <= covered) {
        const bool wanted = change.document.has_value();
        if (!wanted && found != held.end()) {
            findings.push_back("index holds removed document " + name_of(change.key));
        } else if (wanted && found == held.end()) {
            findings.push_back("index lacks document " + name_of(change.key));
        } else if (wanted && (found->second.version != change.document->document.version ||
                              found->second.chunk_count != change.document->chunks.size())) {
            findings.push_back("index holds another version of document " + name_of(change.key));
        }
    }
    if (found != held.end()) held.erase(found);
}

Result<void> compare_index_with_store(
    SqliteStore& store, const LocalIndex& index, Findings& findings
) {
    const RequestContext context{.request_id = "doctor"};
    constexpr std::size_t page = 256;
    Held held = held_by(index);
    ports::Sequence after = 0;
    while (true) {
        auto changes = store.documents().changes(context, after, page);
        if (!changes) return fail(changes);
        for (const ports::Change& change : *changes)
            compare(change, index.covered(), held, findings);
        if (changes->size() < page) break;
        after = changes->back().sequence;
    }
    // An index that is to be rebuilt (covered 0) may hold anything until then.
    if (index.covered() == 0) return {};
    for (const auto& [key, document] : held) {
        findings.push_back("index holds document " + name_of(key) + ", which the store never had");
    }
    return {};
}

Result<Findings> examine(const Config& config) {
    const std::filesystem::path data = config.data.directory;
    if (!std::filesystem::exists(data / "store")) {
        return fail(ErrorCode::not_found, "there is no data in " + data.string());
    }
    const SystemClock clock;
    auto store = SqliteStore::open({.folder = data / "store"}, clock, {});
    if (!store) return fail(store);
    auto findings = (*store)->check();
    if (!findings) return fail(findings);
    const Findings damaged = LocalIndex::find_faults(data / "index");
    std::ranges::copy(damaged, std::back_inserter(*findings));
    // Opening drops what is damaged, and a doctor only looks.
    if (!damaged.empty()) return findings;

    auto index = LocalIndex::open({.folder = data / "index", .merge_in_background = false}, {});
    if (!index) return fail(index);
    if (auto compared = compare_index_with_store(**store, **index, *findings); !compared) {
        return fail(compared);
    }
    return findings;
}

void print_json(const Findings& findings) {
    std::string text = "{\"findings\": [";
    for (const std::string& finding : findings) {
        if (&finding != &findings.front()) text += ", ";
        telemetry::append_json_string(text, finding);
    }
    fmt::print("{}]}}\n", text);
}

}  // namespace

int doctor(const Config& config, bool json) {
    const auto findings = examine(config);
    if (!findings) {
        cli::print_error(findings.error());
        return 1;
    }
    if (json) {
        print_json(*findings);
    } else {
        for (const std::string& finding : *findings) fmt::print("{}\n", finding);
        fmt::print("{}: {} findings\n", config.data.directory, findings->size());
    }
    return findings->empty() ? 0 : 1;
}

}  // namespace lectern::app
