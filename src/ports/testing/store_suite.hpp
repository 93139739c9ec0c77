#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/clock.hpp"
#include "core/random.hpp"
#include "core/request_context.hpp"
#include "ports/api_key_store.hpp"
#include "ports/audit_log.hpp"
#include "ports/dataset_store.hpp"
#include "ports/dead_letter_store.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/job_events.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"

// The conformance suites say what every back end must do. A back end's test includes the suites,
// each in one source file of its test program, and instantiates them:
//
//     const StoreBackEnd memory{.name = "memory", .open = [] { return
//     std::make_unique<MemoryUnderTest>(); }}; INSTANTIATE_TEST_SUITE_P(Memory, DatasetStoreSuite,
//     ::testing::Values(memory), back_end_name);
namespace lectern::ports::testing {

/// A fresh back end with all store ports, on a clock that tests move. It takes its data with it
/// when it goes.
class StoreUnderTest {
  public:
    virtual ~StoreUnderTest() = default;

    virtual ManualClock& clock() = 0;
    virtual DatasetStore& datasets() = 0;
    virtual DocumentStore& documents() = 0;
    virtual JobStore& jobs() = 0;
    virtual JobQueue& queue() = 0;
    virtual JobEvents& events() = 0;
    virtual DeadLetterStore& dead_letters() = 0;
    virtual GraphStore& graph() = 0;
    virtual VocabularyStore& vocabularies() = 0;
    virtual ApiKeyStore& api_keys() = 0;
    virtual AuditLog& audit() = 0;

    /// Drops the back end as a process that ends, and opens it again on the same data; what the
    /// accessors gave before is gone. Only durable back ends are asked, by `durability_suite.hpp`.
    virtual void reopen() { throw std::logic_error("this back end keeps nothing"); }
};

struct StoreBackEnd {
    std::string name;
    std::function<std::unique_ptr<StoreUnderTest>()> open;
};

inline std::ostream& operator<<(std::ostream& out, const StoreBackEnd& back_end) {
    return out << back_end.name;
}

/// Names the instances of a suite.
inline std::string back_end_name(const ::testing::TestParamInfo<StoreBackEnd>& parameter) {
    return parameter.param.name;
}

/// The value; ends the test when there is none.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error("unexpected error: " + result.error().message);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// The code of a failure; nothing for a success.
template <class T>
std::optional<ErrorCode> code_of(const Result<T>& result) {
    return result ? std::nullopt : std::optional(result.error().code);
}

inline RequestContext context_of(std::string tenant) {
    RequestContext context;
    context.request_id = "request";
    context.principal.tenant = {std::move(tenant)};
    return context;
}

/// All items of a list, read in parts of `limit`. `list(page)` is one call of the port.
template <class List>
auto read_all(std::uint32_t limit, List list) {
    domain::PageRequest request{.limit = limit};
    decltype(must(list(request)).items) items;
    while (true) {
        auto page = must(list(request));
        if (page.items.size() > limit) throw std::runtime_error("a page is longer than its limit");
        for (auto& item : page.items) items.push_back(std::move(item));
        if (page.next_cursor.empty()) return items;
        request.cursor = page.next_cursor;
    }
}

/// What all store suites start with: a fresh back end, two tenants, and short ways to put something
/// in it.
class StoreSuite : public ::testing::TestWithParam<StoreBackEnd> {
  protected:
    StoreSuite() : store_(GetParam().open()) {}

    StoreUnderTest& store() { return *store_; }

    /// The tenant that acts, and another one that must not notice.
    const RequestContext acme_ = context_of("acme");
    const RequestContext other_ = context_of("other");
    const DatasetId manuals_{"manuals"};

    domain::DocumentKey key_of(const std::string& document) const {
        return {.tenant = acme_.principal.tenant, .dataset = manuals_, .id = {document}};
    }

    /// A job of `acme_` for `manuals_`, made now.
    NewJob new_job(domain::Priority priority = domain::Priority::normal) {
        NewJob job;
        job.job.id = {make_ordered_id("job", store_->clock().now())};
        job.job.tenant = acme_.principal.tenant;
        job.job.dataset = manuals_;
        job.job.priority = priority;
        job.job.request_id = "request-7";
        job.job.correlation_id = "correlation-7";
        job.job.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        job.job.created_at = store_->clock().now();
        return job;
    }

    static NewItem new_item(const std::string& document, const std::string& content = "some text") {
        NewItem item;
        item.document.id = {document};
        item.document.title = "Title of " + document;
        item.document.content = content;
        item.document.media_type = "text/plain";
        item.content_hash = domain::content_hash(item.document);
        return item;
    }

    static std::vector<NewItem> new_items(const std::vector<std::string>& documents) {
        std::vector<NewItem> items;
        for (const std::string& document : documents) items.push_back(new_item(document));
        return items;
    }

    /// Accepts a job of these documents.
    domain::Job accept(
        const std::vector<std::string>& documents,
        domain::Priority priority = domain::Priority::normal
    ) {
        return must(store_->jobs().accept(acme_, new_job(priority), new_items(documents))).job;
    }

    /// The version that a newly accepted document gets.
    domain::Version accept_version(const std::string& document) {
        const domain::Job job = accept({document});
        return must(store_->jobs().items(acme_, job.id, std::nullopt, {})).items.front().version;
    }

    /// A document in `manuals_` with one chunk a text.
    ProcessedDocument processed(
        const std::string& document, domain::Version version, const std::vector<std::string>& chunks
    ) {
        ProcessedDocument result;
        result.document.key = key_of(document);
        result.document.version = version;
        result.document.title = "Title of " + document;
        result.document.url = "https://example.org/" + document;
        result.document.media_type = "text/plain";
        result.document.metadata = {{"version", {static_cast<std::int64_t>(version)}}};
        result.document.content_hash = "hash-" + std::to_string(version);
        result.document.chunk_count = static_cast<std::uint32_t>(chunks.size());
        result.document.job = {"job"};
        result.document.updated_at = store_->clock().now();
        for (const std::string& text : chunks) {
            domain::Chunk chunk;
            chunk.ordinal = static_cast<std::uint32_t>(result.chunks.size());
            chunk.text = text;
            chunk.headings = {"Part", "Chapter"};
            chunk.source = {.begin = result.text.size(), .end = result.text.size() + text.size()};
            chunk.vector = {0.6F, 0.8F};
            result.chunks.push_back(std::move(chunk));
            result.text += text;
        }
        return result;
    }

    Publication publish(const ProcessedDocument& document) {
        return must(store_->documents().publish(acme_, std::span(&document, 1))).front();
    }

    /// Accepts and publishes a document of one chunk; returns its version.
    domain::Version add_document(
        const std::string& document, const std::string& text = "some text"
    ) {
        const domain::Version version = accept_version(document);
        publish(processed(document, version, {text}));
        return version;
    }

    domain::Dataset create_dataset(const DatasetId& id) {
        domain::Dataset dataset;
        dataset.tenant = acme_.principal.tenant;
        dataset.id = id;
        dataset.created_at = store_->clock().now();
        return must(store_->datasets().create(acme_, dataset));
    }

    /// One item's step; returns what became of it.
    ItemAdvance advance(const JobId& job, std::uint32_t ordinal, domain::ItemState state) {
        const ItemUpdate update{.job = job, .ordinal = ordinal, .state = state};
        return must(store_->jobs().advance(acme_, std::span(&update, 1))).items.front();
    }

    ItemAdvance fail_item(
        const JobId& job,
        std::uint32_t ordinal,
        domain::IngestStage stage = domain::IngestStage::extract
    ) {
        const ItemUpdate update{
            .job = job,
            .ordinal = ordinal,
            .state = domain::ItemState::failed,
            .failure =
                domain::ItemFailure{
                    .code = ErrorCode::invalid_argument,
                    .reason = "the file is encrypted",
                    .stage = stage
                },
            .attempts = 3,
        };
        return must(store_->jobs().advance(acme_, std::span(&update, 1))).items.front();
    }

    /// Leases up to `max_entries` without waiting.
    std::vector<Lease> lease(std::size_t max_entries) {
        const LeaseRequest request{
            .worker = "worker",
            .max_entries = max_entries,
            .duration = std::chrono::minutes{1},
            .wait = std::chrono::milliseconds{0},
        };
        return must(store_->queue().lease(acme_, request));
    }

  private:
    std::unique_ptr<StoreUnderTest> store_;
};

}  // namespace lectern::ports::testing
