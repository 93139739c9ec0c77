#include "telemetry/tracing/batch_processor.hpp"

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>
#include <opentelemetry/sdk/trace/span_data.h>

namespace lectern::telemetry {
namespace {

using namespace std::chrono_literals;
namespace sdk = opentelemetry::sdk;
using opentelemetry::sdk::common::ExportResult;

// What an exporter was asked to do, and what it is to answer; shared with the test, as the
// processor owns the exporter.
class Collector final {
  public:
    ExportResult take(std::size_t spans) {
        std::unique_lock lock(mutex_);
        batches_.push_back(spans);
        changed_.notify_all();
        changed_.wait(lock, [this] { return !is_stuck_; });
        return result_;
    }
    void answer(ExportResult result) {
        const std::lock_guard lock(mutex_);
        result_ = result;
    }
    void hang(bool is_stuck) {
        const std::lock_guard lock(mutex_);
        is_stuck_ = is_stuck;
        changed_.notify_all();
    }
    void wait_for_batches(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return batches_.size() >= count; });
    }
    std::vector<std::size_t> batches() {
        const std::lock_guard lock(mutex_);
        return batches_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::size_t> batches_;
    ExportResult result_ = ExportResult::kSuccess;
    bool is_stuck_ = false;
};

class ScriptedExporter final : public sdk::trace::SpanExporter {
  public:
    explicit ScriptedExporter(Collector& collector) : collector_(collector) {}

    std::unique_ptr<sdk::trace::Recordable> MakeRecordable() noexcept override {
        return std::make_unique<sdk::trace::SpanData>();
    }
    ExportResult Export(
        const opentelemetry::nostd::span<std::unique_ptr<sdk::trace::Recordable>>& spans
    ) noexcept override {
        return collector_.take(spans.size());
    }
    bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
    // As the protocol's exporters do: gives up what is under way.
    bool Shutdown(std::chrono::microseconds) noexcept override {
        collector_.hang(false);
        return true;
    }

  private:
    Collector& collector_;
};

class BatchProcessorTest : public testing::Test {
  protected:
    BatchProcessor& make(BatchProcessor::Options options) {
        processor_ = std::make_unique<BatchProcessor>(
            std::make_unique<ScriptedExporter>(collector_),
            options,
            [this](bool is_success) { (is_success ? successes_ : failures_) += 1; }
        );
        return *processor_;
    }
    void end_spans(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) processor_->OnEnd(processor_->MakeRecordable());
    }

    Collector collector_;
    std::atomic<int> successes_ = 0;
    std::atomic<int> failures_ = 0;
    std::unique_ptr<BatchProcessor> processor_;
};

TEST_F(BatchProcessorTest, SendsAFullBatchAtOnce) {
    make({.queue_size = 100, .batch_size = 4, .delay = 1h});
    end_spans(4);
    collector_.wait_for_batches(1);
    EXPECT_EQ(collector_.batches(), std::vector<std::size_t>{4});
}

TEST_F(BatchProcessorTest, SendsWhatIsThereWhenTheDelayIsOver) {
    make({.queue_size = 100, .batch_size = 50, .delay = 1ms});
    end_spans(3);
    ASSERT_TRUE(processor_->ForceFlush(1h));
    std::size_t sent = 0;
    for (const std::size_t size : collector_.batches()) sent += size;
    EXPECT_EQ(sent, 3U);
}

TEST_F(BatchProcessorTest, FlushesInBatchesAndCountsThem) {
    auto& processor = make({.queue_size = 100, .batch_size = 4, .delay = 1h});
    collector_.hang(true);
    end_spans(4);
    collector_.wait_for_batches(1);
    end_spans(6);
    collector_.hang(false);
    ASSERT_TRUE(processor.ForceFlush(1h));
    EXPECT_EQ(collector_.batches(), (std::vector<std::size_t>{4, 4, 2}));
    EXPECT_EQ(processor.exported(), 10U);
    EXPECT_EQ(processor.dropped(), 0U);
    EXPECT_EQ(successes_, 3);
}

TEST_F(BatchProcessorTest, DropsAndCountsWhatDoesNotFitIntoTheQueue) {
    auto& processor = make({.queue_size = 5, .batch_size = 2, .delay = 1h});
    collector_.hang(true);
    end_spans(2);
    collector_.wait_for_batches(1);
    end_spans(8);
    EXPECT_EQ(processor.dropped(), 3U);
    EXPECT_FALSE(processor.ForceFlush(1ms));
    collector_.hang(false);
    ASSERT_TRUE(processor.ForceFlush(1h));
    EXPECT_EQ(processor.exported(), 7U);
}

TEST_F(BatchProcessorTest, CountsTheSpansOfAnExportThatFailed) {
    auto& processor = make({.queue_size = 100, .batch_size = 3, .delay = 1h});
    collector_.answer(ExportResult::kFailure);
    end_spans(3);
    ASSERT_TRUE(processor.ForceFlush(1h));
    EXPECT_EQ(processor.dropped(), 3U);
    EXPECT_EQ(processor.exported(), 0U);
    EXPECT_EQ(failures_, 1);
    collector_.answer(ExportResult::kSuccess);
    end_spans(1);
    ASSERT_TRUE(processor.ForceFlush(1h));
    EXPECT_EQ(processor.exported(), 1U);
    EXPECT_EQ(successes_, 1);
}

TEST_F(BatchProcessorTest, SendsTheLastSpansWhenItEnds) {
    auto& processor = make({.queue_size = 100, .batch_size = 50, .delay = 1h});
    end_spans(7);
    EXPECT_TRUE(processor.Shutdown(1h));
    EXPECT_EQ(processor.exported(), 7U);
    end_spans(1);
    EXPECT_EQ(processor.dropped(), 1U);
    EXPECT_TRUE(processor.Shutdown(1h));
}

TEST_F(BatchProcessorTest, EndsInTimeThoughTheCollectorHangs) {
    auto& processor = make({.queue_size = 100, .batch_size = 2, .delay = 1h});
    collector_.hang(true);
    end_spans(2);
    collector_.wait_for_batches(1);
    end_spans(3);
    EXPECT_FALSE(processor.Shutdown(1ms));
    EXPECT_EQ(processor.dropped() + processor.exported(), 5U);
    EXPECT_GE(processor.dropped(), 3U);
}

TEST_F(BatchProcessorTest, TakesSpansOfManyThreads) {
    auto& processor = make({.queue_size = 100'000, .batch_size = 64, .delay = 1ms});
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) threads.emplace_back([this] { end_spans(2'000); });
    }
    ASSERT_TRUE(processor.ForceFlush(1h));
    EXPECT_EQ(processor.exported(), 8'000U);
}

}  // namespace
}  // namespace lectern::telemetry
