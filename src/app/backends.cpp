#include "app/backends.hpp"

#include <filesystem>
#include <type_traits>
#include <utility>

#include "backends/localindex/local_index.hpp"
#include "backends/memory/memory_index.hpp"
#include "backends/memory/memory_store.hpp"
#include "backends/sqlite/sqlite_store.hpp"

namespace lectern::app {
namespace {

// Any store that offers all ten ports, and any index beside it.
template <class Store, class Index>
class OwnedBackends final : public Backends {
  public:
    OwnedBackends(std::unique_ptr<Store> store, std::unique_ptr<Index> index)
        : store_(std::move(store)), index_(std::move(index)) {}

    ports::DatasetStore& datasets() override { return store_->datasets(); }
    ports::DocumentStore& documents() override { return store_->documents(); }
    ports::JobStore& jobs() override { return store_->jobs(); }
    ports::JobQueue& queue() override { return store_->queue(); }
    ports::JobEvents& events() override { return store_->events(); }
    ports::DeadLetterStore& dead_letters() override { return store_->dead_letters(); }
    ports::GraphStore& graph() override { return store_->graph(); }
    ports::VocabularyStore& vocabularies() override { return store_->vocabularies(); }
    ports::ApiKeyStore& api_keys() override { return store_->api_keys(); }
    ports::AuditLog& audit() override { return store_->audit(); }
    ports::SearchIndex& index() override { return *index_; }

    std::optional<IndexSize> index_size() const override {
        if constexpr (std::is_same_v<Index, backends::localindex::LocalIndex>) {
            const auto size = index_->size();
            return IndexSize{.segments = size.segments, .chunks = size.chunks, .bytes = size.bytes};
        }
        return std::nullopt;
    }

  private:
    std::unique_ptr<Store> store_;
    std::unique_ptr<Index> index_;
};

template <class Store, class Index>
std::unique_ptr<Backends> own(std::unique_ptr<Store> store, std::unique_ptr<Index> index) {
    return std::make_unique<OwnedBackends<Store, Index>>(std::move(store), std::move(index));
}

}  // namespace

Result<std::unique_ptr<Backends>> open_backends(
    const Config& config, const Clock& clock, const telemetry::Telemetry& telemetry
) {
    if (config.storage.kind == "memory") {
        return own(
            std::make_unique<backends::memory::MemoryStore>(clock),
            std::make_unique<backends::memory::MemoryIndex>()
        );
    }
    const std::filesystem::path data = config.data.directory;
    auto store = backends::sqlite::SqliteStore::open({.folder = data / "store"}, clock, telemetry);
    if (!store) return fail(store);
    auto index = backends::localindex::LocalIndex::open({.folder = data / "index"}, telemetry.log);
    if (!index) return fail(index);
    return own(std::move(*store), std::move(*index));
}

}  // namespace lectern::app
