#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "embedding/model.hpp"

namespace lectern::backends::embedders {

/// Bounds how many batches are worked on at a time, and lends each its buffers. One place is kept
/// for urgent work. Buffers are made when first needed. Thread-safe.
class WorkspacePool final {
  public:
    enum class Urgency { bulk, urgent };

    /// A borrowed workspace; goes back when destroyed, which must be before the pool is.
    class Lease final {
      public:
        Lease(
            WorkspacePool& pool,
            Urgency urgency,
            std::unique_ptr<embedding::Model::Workspace> workspace
        )
            : pool_(&pool), urgency_(urgency), workspace_(std::move(workspace)) {}
        ~Lease();
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;

        embedding::Model::Workspace& workspace() { return *workspace_; }

      private:
        WorkspacePool* pool_;
        Urgency urgency_;
        std::unique_ptr<embedding::Model::Workspace> workspace_;  ///< Null once moved from.
    };

    /// `bulk_places` at least 1; there is one more for urgent work.
    explicit WorkspacePool(std::size_t bulk_places) : bulk_free_(bulk_places) {}

    /// Waits for a place: bulk work for a bulk one, urgent work for any. Fails with what
    /// `context.check()` says when that ends the wait.
    Result<Lease> borrow(const RequestContext& context, Urgency urgency);

  private:
    bool take_place(Urgency& urgency) LECTERN_REQUIRES(mutex_);

    std::mutex mutex_;
    std::condition_variable_any place_freed_;
    std::size_t bulk_free_ LECTERN_GUARDED_BY(mutex_);
    bool urgent_free_ LECTERN_GUARDED_BY(mutex_) = true;
    std::vector<std::unique_ptr<embedding::Model::Workspace>> idle_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::backends::embedders
