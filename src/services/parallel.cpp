#include "services/parallel.hpp"

#include <atomic>
#include <cstddef>
#include <latch>
#include <memory>

namespace lectern::services {
namespace {

class Race {
  public:
    explicit Race(std::size_t tasks) : taken_(tasks), open_(static_cast<std::ptrdiff_t>(tasks)) {}

    void run_unless_taken(std::size_t place, const std::function<void()>& task) {
        if (taken_[place].test_and_set()) return;
        task();
        open_.count_down();
    }

    void wait() { open_.wait(); }

  private:
    std::vector<std::atomic_flag> taken_;
    std::latch open_;
};

}  // namespace

void run_all(Executor& executor, const std::vector<std::function<void()>>& tasks) {
    // Shared with the executor's queue: an entry whose task the caller took is looked at after this
    // returns.
    const auto race = std::make_shared<Race>(tasks.size());
    for (std::size_t i = 1; i < tasks.size(); ++i) {
        // The task itself is touched only by who took it, and the caller waits for those.
        auto submitted =
            executor.submit([race, i, task = &tasks[i]] { race->run_unless_taken(i, *task); });
        if (!submitted) break;  // the caller takes the rest
    }
    for (std::size_t i = 0; i < tasks.size(); ++i) race->run_unless_taken(i, tasks[i]);
    race->wait();
}

}  // namespace lectern::services
