#include "backends/embedders/local_embedder.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "backends/embedders/batch_plan.hpp"
#include "backends/embedders/workspace_pool.hpp"
#include "core/executor.hpp"
#include "core/thread_annotations.hpp"
#include "embedding/model.hpp"
#include "embedding/tokenizer.hpp"

namespace lectern::backends::embedders {
namespace {

using embedding::Model;
using embedding::TokenId;

Error with_remedy(Error error, const std::filesystem::path& folder) {
    error.message = "the embedding model in " + folder.string() +
                    " cannot be used: " + error.message + "; `scripts/setup` fetches it";
    return error;
}

/// One call: its batches are taken one by one by the caller and by whoever else comes to work on
/// it.
class Call final {
  public:
    Call(
        const Model& model,
        WorkspacePool& pool,
        const RequestContext& context,
        std::vector<std::vector<TokenId>> sequences
    )
        : model_(model),
          pool_(pool),
          context_(context),
          sequences_(std::move(sequences)),
          vectors_(sequences_.size()) {
        std::vector<std::size_t> lengths;
        for (const auto& sequence : sequences_) lengths.push_back(sequence.size());
        batches_ = plan_batches(lengths, Model::max_batch_tokens);
    }

    std::size_t batches() const { return batches_.size(); }

    /// Works until no batch is left to take. A helper that comes when all is done touches nothing
    /// but this object.
    void work() {
        while (const auto batch = take()) {
            auto done = run(*batch);
            const std::scoped_lock lock(mutex_);
            if (!done && !error_) error_ = std::move(done).error();
            if (error_) next_ = batches_.size();
            --running_;
            batch_ended_.notify_all();
        }
    }

    /// After `work`: waits for the batches that others still work on.
    void wait_for_others() {
        std::unique_lock lock(mutex_);
        batch_ended_.wait(lock, [this] { return running_ == 0; });
    }

    Result<ports::EmbeddingBatch> result() {
        const std::scoped_lock lock(mutex_);
        if (error_) return fail(*error_);
        ports::EmbeddingBatch batch{.vectors = std::move(vectors_)};
        for (const auto& sequence : sequences_) batch.tokens += sequence.size();
        return batch;
    }

  private:
    std::optional<Batch> take() {
        const std::scoped_lock lock(mutex_);
        if (next_ == batches_.size()) return std::nullopt;
        ++running_;
        return batches_[next_++];
    }

    Result<void> run(const Batch& batch) {
        if (auto going_on = context_.check(); !going_on) return fail(going_on);
        const auto urgency =
            batches() == 1 ? WorkspacePool::Urgency::urgent : WorkspacePool::Urgency::bulk;
        auto lease = pool_.borrow(context_, urgency);
        if (!lease) return fail(lease);
        auto vectors = model_.embed(
            std::span(sequences_).subspan(batch.first, batch.count), lease->workspace()
        );
        if (!vectors) return fail(vectors);
        std::ranges::move(*vectors, vectors_.begin() + static_cast<std::ptrdiff_t>(batch.first));
        return {};
    }

    const Model& model_;
    WorkspacePool& pool_;
    const RequestContext& context_;
    const std::vector<std::vector<TokenId>> sequences_;
    std::vector<Batch> batches_;
    std::vector<std::vector<float>> vectors_;  ///< Each batch writes to its own elements.
    std::mutex mutex_;
    std::condition_variable batch_ended_;
    std::size_t next_ LECTERN_GUARDED_BY(mutex_) = 0;     ///< Batch to take.
    std::size_t running_ LECTERN_GUARDED_BY(mutex_) = 0;  ///< Batches taken and not ended.
    std::optional<Error> error_ LECTERN_GUARDED_BY(mutex_);
};

std::size_t threads_or_default(std::size_t threads) {
    if (threads > 0) return threads;
    return std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

struct LocalEmbedder::State {
    State(std::unique_ptr<Model> loaded, embedding::Tokenizer tokens, std::size_t thread_count)
        : model(std::move(loaded)),
          tokenizer(std::move(tokens)),
          threads(thread_count),
          pool(thread_count),
          helpers({.name = "embedder", .threads = std::max<std::size_t>(1, thread_count - 1)}) {}

    /// Asks for as much help as the call has work for. A refusal is fine: the caller does what
    /// nobody else does. Helpers own the call too, as they may come when the caller has left.
    void call_helpers(const std::shared_ptr<Call>& call) {
        const std::size_t wanted = std::min(threads, call->batches());
        for (std::size_t helper = 1; helper < wanted; ++helper) {
            if (!helpers.submit([call] { call->work(); })) return;
        }
    }

    const std::unique_ptr<Model> model;
    const embedding::Tokenizer tokenizer;
    const std::size_t threads;
    WorkspacePool pool;
    Executor helpers;
};

Result<std::unique_ptr<LocalEmbedder>> LocalEmbedder::open(
    const std::filesystem::path& folder, Options options
) {
    auto tokenizer = embedding::Tokenizer::load(folder / "vocab.txt");
    if (!tokenizer) return fail(with_remedy(tokenizer.error(), folder));
    const auto precision = options.precision.value_or(embedding::fastest_precision());
    auto model = Model::load(folder / "model.safetensors", precision);
    if (!model) return fail(with_remedy(model.error(), folder));
    auto state = std::make_unique<State>(
        std::move(*model), std::move(*tokenizer), threads_or_default(options.threads)
    );
    return std::unique_ptr<LocalEmbedder>(new LocalEmbedder(std::move(state)));
}

LocalEmbedder::LocalEmbedder(std::unique_ptr<State> state) : state_(std::move(state)) {}
LocalEmbedder::~LocalEmbedder() = default;

ports::EmbedderDescription LocalEmbedder::describe() const {
    return {
        .model = "all-MiniLM-L6-v2",
        .dimensions = Model::dimensions,
        .max_tokens = Model::max_tokens
    };
}

Result<ports::EmbeddingBatch> LocalEmbedder::embed(
    const RequestContext& context, std::span<const std::string> texts
) {
    if (auto going_on = context.check(); !going_on) return fail(going_on);
    std::vector<std::vector<TokenId>> sequences;
    sequences.reserve(texts.size());
    for (const std::string& text : texts)
        sequences.push_back(state_->tokenizer.encode(text, Model::max_tokens));
    const auto call =
        std::make_shared<Call>(*state_->model, state_->pool, context, std::move(sequences));
    state_->call_helpers(call);
    call->work();
    call->wait_for_others();
    return call->result();
}

std::uint32_t LocalEmbedder::count_tokens(std::string_view text) const {
    return state_->tokenizer.count(text);
}

}  // namespace lectern::backends::embedders
