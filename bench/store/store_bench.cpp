// Prints how fast the embedded store takes documents in, with how many transactions and waits for
// the disk. Arguments: the folder for its data (default: below the system's temporary
// folder), seconds a measurement (default 5).
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "backends/sqlite/sqlite_store.hpp"
#include "core/random.hpp"

namespace {

using namespace lectern;
using backends::sqlite::SqliteStore;

template <class T>
T must(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "failed: {}\n", result.error().message);
        std::abort();
    }
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// About 2 kB of text that compresses like prose: words in no particular order.
std::string make_text(std::uint64_t seed) {
    static constexpr std::string_view words[] = {
        "pump",    "valve",  "the",     "pressure", "of", "and",    "motor",
        "service", "before", "replace", "check",    "to", "seal",   "a",
        "bolt",    "in",     "when",    "torque",   "is", "manual",
    };
    std::string text;
    while (text.size() < 2'000) {
        seed = seed * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
        text += words[(seed >> 33) % std::size(words)];
        text += ' ';
    }
    return text;
}

class Bench {
  public:
    Bench(const std::filesystem::path& folder, std::chrono::milliseconds span)
        : store_(must(SqliteStore::open({.folder = folder}, clock_, {}))), span_(span) {}

    /// Clients that each send one job after the other.
    void accept(int clients, int documents_a_job) {
        const auto before = store_->statistics();
        const auto [operations, seconds] = run(clients, [&] {
            ports::NewJob job;
            job.job.id = {make_ordered_id("job", clock_.now())};
            job.job.tenant = {"bench"};
            job.job.dataset = {"bench"};
            job.job.created_at = clock_.now();
            must(store_->jobs().accept(context_, std::move(job), new_items(documents_a_job)));
        });
        const auto after = store_->statistics();
        const double documents = static_cast<double>(operations) * documents_a_job;
        fmt::print(
            "accept   clients {:2}  documents a job {:3}  documents/s {:8.0f}  jobs {:6}  "
            "commits {:6}  syncs {:6}\n",
            clients,
            documents_a_job,
            documents / seconds,
            operations,
            after.commits - before.commits,
            after.syncs - before.syncs
        );
    }

    /// Workers that each publish batches of documents with two chunks of 384 dimensions.
    void publish(int workers, int documents_a_batch) {
        const auto before = store_->statistics();
        const auto [operations, seconds] = run(workers, [&] {
            std::vector<ports::ProcessedDocument> documents;
            for (int i = 0; i < documents_a_batch; ++i) documents.push_back(new_document());
            must(store_->documents().publish(context_, documents));
        });
        const auto after = store_->statistics();
        fmt::print(
            "publish  workers {:2}  documents a batch {:2}  documents/s {:8.0f}  batches {:6}  "
            "commits {:6}  syncs {:6}\n",
            workers,
            documents_a_batch,
            static_cast<double>(operations) * documents_a_batch / seconds,
            operations,
            after.commits - before.commits,
            after.syncs - before.syncs
        );
    }

    /// Workers that lease what `accept` queued, take it a step and through to the end, like an
    /// ingest worker.
    void work(int workers) {
        const auto before = store_->statistics();
        std::atomic<std::uint64_t> items = 0;
        const auto [operations, seconds] = run(workers, [&] {
            const ports::LeaseRequest request{
                .worker = "bench", .wait = std::chrono::milliseconds{0}
            };
            const auto leases = must(store_->queue().lease(context_, request));
            for (const auto state : {domain::ItemState::extracted, domain::ItemState::indexed}) {
                std::vector<ports::ItemUpdate> updates;
                for (const ports::Lease& lease : leases) {
                    updates.push_back(
                        {.job = lease.entry.job, .ordinal = lease.entry.ordinal, .state = state}
                    );
                }
                must(store_->jobs().advance(context_, updates));
            }
            must(store_->queue().acknowledge(context_, leases));
            items += leases.size();
        });
        const auto after = store_->statistics();
        fmt::print(
            "work     workers {:2}  items/s {:8.0f}  batches {:6}  commits {:6}  syncs {:6}\n",
            workers,
            static_cast<double>(items) / seconds,
            operations,
            after.commits - before.commits,
            after.syncs - before.syncs
        );
    }

  private:
    struct Measured {
        std::uint64_t operations = 0;
        double seconds = 0;
    };

    Measured run(int threads, const std::function<void()>& operation) {
        std::atomic<std::uint64_t> operations = 0;
        const auto started = std::chrono::steady_clock::now();
        const auto end = started + span_;
        {
            std::vector<std::jthread> running;
            for (int i = 0; i < threads; ++i) {
                running.emplace_back([&] {
                    for (; std::chrono::steady_clock::now() < end; ++operations) operation();
                });
            }
        }
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
        return {.operations = operations, .seconds = taken.count()};
    }

    std::vector<ports::NewItem> new_items(int count) {
        std::vector<ports::NewItem> items;
        for (int i = 0; i < count; ++i) {
            const std::uint64_t number = ++documents_;
            ports::NewItem item;
            item.document.id = {"document-" + std::to_string(number)};
            item.document.title = "A document";
            item.document.content = make_text(number);
            item.document.media_type = "text/plain";
            item.content_hash = domain::content_hash(item.document);
            items.push_back(std::move(item));
        }
        return items;
    }

    ports::ProcessedDocument new_document() {
        const std::uint64_t number = ++documents_;
        ports::ProcessedDocument document;
        document.document.key = {{"bench"}, {"bench"}, {"document-" + std::to_string(number)}};
        document.document.version = number;
        document.document.title = "A document";
        document.text = make_text(number);
        for (std::uint32_t ordinal = 0; ordinal < 2; ++ordinal) {
            domain::Chunk chunk;
            chunk.ordinal = ordinal;
            chunk.text = document.text.substr(ordinal * 1'000, 1'000);
            for (int i = 0; i < 384; ++i) {
                chunk.vector.push_back(
                    static_cast<float>((number * 31 + static_cast<std::uint64_t>(i) * 7919) % 997) /
                    997.0F
                );
            }
            document.chunks.push_back(std::move(chunk));
        }
        return document;
    }

    SystemClock clock_;
    std::unique_ptr<SqliteStore> store_;
    const std::chrono::milliseconds span_;
    const RequestContext context_;
    std::atomic<std::uint64_t> documents_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    const auto parent =
        argc > 1 ? std::filesystem::path(argv[1]) : std::filesystem::temp_directory_path();
    const std::chrono::seconds span(argc > 2 ? std::atoi(argv[2]) : 5);
    const auto folder = parent / make_ordered_id("lectern_store_bench", SystemClock().now());
    {
        Bench bench(folder, span);
        for (const int documents : {1, 100}) {
            for (const int clients : {1, 16}) bench.accept(clients, documents);
        }
        for (const int workers : {1, 4}) bench.publish(workers, 16);
        for (const int workers : {1, 4}) bench.work(workers);
    }
    std::filesystem::remove_all(folder);
}
