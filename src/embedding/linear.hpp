#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "embedding/precision.hpp"

namespace lectern::embedding {

/// What becomes of a product.
enum class LinearOutput {
    plain,      ///< Stored as float32.
    added,      ///< Added to the float32 values that are there: a residual connection.
    activated,  ///< Through GELU (by erf), stored in the precision of the input.
};

struct LinearShape {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
    Precision precision = Precision::float32;
    LinearOutput output = LinearOutput::plain;
};

/// What a thread needs to run layers. One thread at a time.
class LinearScratch final {
  public:
    LinearScratch();
    ~LinearScratch();

    struct State;
    State& state() { return *state_; }

  private:
    std::unique_ptr<State> state_;
};

/// The code that oneDNN makes for layers of one shape: one primitive for each number of rows, made
/// when first needed, and the layout of packed weights. Thread-safe. It and the layers throw
/// `dnnl::error` when oneDNN fails.
class LinearPlan final {
  public:
    explicit LinearPlan(const LinearShape& shape);
    ~LinearPlan();

    struct State;
    State& state() const { return *state_; }

  private:
    std::unique_ptr<State> state_;
};

/// y = x W^T + b, with W packed as oneDNN likes it. Thread-safe. `plan` must outlive it.
class Linear final {
  public:
    /// `weights` is `outputs` rows of `inputs`, and is copied, as is `bias`.
    Linear(const LinearPlan& plan, std::span<const float> weights, std::span<const float> bias);
    ~Linear();
    Linear(Linear&&) noexcept;

    /// `input` is `rows` rows of float or, in that precision, `BFloat16`; `output` as
    /// `LinearOutput` says. The two may not overlap.
    void apply(const void* input, std::size_t rows, void* output, LinearScratch& scratch) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// While it lives, oneDNN works on the calling thread alone: the parallelism is ours, across texts.
class SingleThreadedScope final {
  public:
    SingleThreadedScope();
    ~SingleThreadedScope();
    SingleThreadedScope(const SingleThreadedScope&) = delete;
    SingleThreadedScope& operator=(const SingleThreadedScope&) = delete;

  private:
    int before_;
};

}  // namespace lectern::embedding
