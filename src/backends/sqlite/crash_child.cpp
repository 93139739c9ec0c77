// Writes to a store in several threads until it is killed, and names on standard output what was
// acknowledged: `job <id>` for an accepted job, `document <id> <version>` for a published document.
// For `crash_test.cpp`.
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "backends/sqlite/sqlite_store.hpp"
#include "core/random.hpp"

namespace lectern::backends::sqlite {
namespace {

constexpr int threads = 4;

ports::NewJob new_job(const Clock& clock) {
    ports::NewJob job;
    job.job.id = {make_ordered_id("job", clock.now())};
    job.job.tenant = {"acme"};
    job.job.dataset = {"manuals"};
    job.job.created_at = clock.now();
    return job;
}

std::vector<ports::NewItem> new_items(int thread, int round) {
    std::vector<ports::NewItem> items;
    for (int i = 0; i < 3; ++i) {
        ports::NewItem item;
        item.document.id = {std::to_string(thread) + "-" + std::to_string((round + i) % 7)};
        item.document.content = std::string(2'000, static_cast<char>('a' + i));
        items.push_back(std::move(item));
    }
    return items;
}

// A line is one write, so that lines of threads do not mix and a killed process leaves whole ones.
void acknowledge(const std::string& line) {
    std::fputs((line + "\n").c_str(), stdout);
    std::fflush(stdout);
}

Result<void> publish_leased(SqliteStore& store, const RequestContext& context) {
    auto leases =
        store.queue().lease(context, {.worker = "child", .wait = std::chrono::milliseconds{0}});
    if (!leases) return fail(leases);
    std::vector<ports::ProcessedDocument> documents;
    std::vector<ports::ItemUpdate> updates;
    for (const ports::Lease& lease : *leases) {
        ports::ProcessedDocument document;
        document.document.key = {lease.entry.tenant, lease.entry.dataset, lease.entry.document};
        document.document.version = lease.entry.version;
        document.text = "text";
        document.chunks = {{.ordinal = 0, .text = "chunk", .vector = {1.0F}}};
        documents.push_back(std::move(document));
        updates.push_back(
            {.job = lease.entry.job,
             .ordinal = lease.entry.ordinal,
             .state = domain::ItemState::indexed}
        );
    }
    auto published = store.documents().publish(context, documents);
    if (!published) return fail(published);
    for (const ports::ProcessedDocument& document : documents) {
        acknowledge(
            "document " + document.document.key.id.value + " " +
            std::to_string(document.document.version)
        );
    }
    auto advanced = store.jobs().advance(context, updates);
    if (!advanced) return fail(advanced);
    return store.queue().acknowledge(context, *leases);
}

Result<void> write_round(
    SqliteStore& store, const Clock& clock, const RequestContext& context, int thread, int round
) {
    auto accepted = store.jobs().accept(context, new_job(clock), new_items(thread, round));
    if (!accepted) return fail(accepted);
    acknowledge("job " + accepted->job.id.value);
    auto draft = store.jobs().begin(context, new_job(clock));
    if (!draft) return fail(draft);
    auto added = (*draft)->add(new_items(thread, round));
    if (!added) return added;
    if (round % 2 == 0) {
        auto committed = (*draft)->commit("");
        if (!committed) return fail(committed);
        acknowledge("job " + committed->job.id.value);
    }
    return publish_leased(store, context);
}

int run(const char* folder) {
    const SystemClock clock;
    auto store = SqliteStore::open({.folder = folder}, clock, {});
    if (!store) {
        std::fprintf(stderr, "%s\n", store.error().message.c_str());
        return 1;
    }
    RequestContext context;
    context.principal.tenant = {"acme"};
    std::vector<std::jthread> workers;
    for (int thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&, thread] {
            for (int round = 0;; ++round) {
                auto done = write_round(**store, clock, context, thread, round);
                if (done) continue;
                std::fprintf(stderr, "%s\n", done.error().message.c_str());
                return;
            }
        });
    }
    workers.clear();
    return 1;  // Not reached while nothing fails.
}

}  // namespace
}  // namespace lectern::backends::sqlite

int main(int argc, char** argv) { return argc == 2 ? lectern::backends::sqlite::run(argv[1]) : 2; }
