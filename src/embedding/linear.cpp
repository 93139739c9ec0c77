#include "embedding/linear.hpp"

#include <cstring>
#include <map>
#include <mutex>
#include <vector>

#include <oneapi/dnnl/dnnl.hpp>

#include "core/assert.hpp"
#include "core/thread_annotations.hpp"

// Of the OpenMP runtime that oneDNN links to. Declared here, so that nothing has to be compiled for
// OpenMP.
extern "C" {
int omp_get_max_threads();
void omp_set_num_threads(int count);
}

namespace lectern::embedding {
namespace {

using Type = dnnl::memory::data_type;
using Layout = dnnl::memory::format_tag;

const dnnl::engine& processor() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

dnnl::memory::dim dimension(std::size_t extent) { return static_cast<dnnl::memory::dim>(extent); }

Type type_of(Precision precision) {
    return precision == Precision::bfloat16 ? Type::bf16 : Type::f32;
}

/// oneDNN takes what it only reads as `void*` too.
dnnl::memory view(const dnnl::memory::desc& description, const void* data) {
    return {description, processor(), const_cast<void*>(data)};
}

dnnl::primitive_attr attributes_of(LinearOutput output) {
    dnnl::post_ops operations;
    if (output == LinearOutput::added) operations.append_sum();
    if (output == LinearOutput::activated)
        operations.append_eltwise(1, dnnl::algorithm::eltwise_gelu_erf, 0, 0);
    dnnl::primitive_attr attributes;
    attributes.set_post_ops(operations);
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user
    );  // the library's own is bound to the creating thread
    return attributes;
}

dnnl::matmul::primitive_desc describe(
    const LinearShape& shape, std::size_t rows, const dnnl::memory::desc& weights
) {
    const Type input = type_of(shape.precision);
    const Type output = shape.output == LinearOutput::activated ? input : Type::f32;
    const dnnl::matmul::desc operation(
        {{dimension(rows), dimension(shape.inputs)}, input, Layout::ab},
        weights,
        {{1, dimension(shape.outputs)}, Type::f32, Layout::ab},
        {{dimension(rows), dimension(shape.outputs)}, output, Layout::ab}
    );
    return {operation, attributes_of(shape.output), processor()};
}

dnnl::memory::desc any_layout(const LinearShape& shape) {
    return {
        {dimension(shape.inputs), dimension(shape.outputs)}, type_of(shape.precision), Layout::any
    };
}

}  // namespace

struct LinearScratch::State {
    dnnl::stream stream{processor()};
    std::vector<std::byte> bytes{};

    void* at_least(std::size_t size) {
        if (bytes.size() < size) bytes.resize(size);
        return bytes.data();
    }
};

LinearScratch::LinearScratch() : state_(std::make_unique<State>()) {}
LinearScratch::~LinearScratch() = default;

struct LinearPlan::State {
    struct Program {
        dnnl::matmul::primitive_desc description;
        dnnl::matmul primitive;
    };

    explicit State(const LinearShape& of)
        : shape(of), packed_weights(describe(of, typical_rows, any_layout(of)).weights_desc()) {}

    const Program& program_for(std::size_t rows) {
        const std::scoped_lock lock(mutex);
        const auto known = programs.find(rows);
        if (known != programs.end()) return known->second;
        auto description = describe(shape, rows, packed_weights);
        dnnl::matmul primitive(description);
        return programs.emplace(rows, Program{std::move(description), std::move(primitive)})
            .first->second;
    }

    static constexpr std::size_t typical_rows = 64;
    const LinearShape shape;
    const dnnl::memory::desc packed_weights;
    std::mutex mutex;
    std::map<std::size_t, Program> programs LECTERN_GUARDED_BY(mutex
    );  ///< By rows; its elements stay in place.
};

LinearPlan::LinearPlan(const LinearShape& shape) : state_(std::make_unique<State>(shape)) {}
LinearPlan::~LinearPlan() = default;

struct Linear::State {
    LinearPlan::State& plan;
    dnnl::memory weights;
    std::vector<float> bias;
};

Linear::Linear(const LinearPlan& plan, std::span<const float> weights, std::span<const float> bias)
    : state_(std::make_unique<State>(
          plan.state(),
          dnnl::memory(plan.state().packed_weights, processor()),
          std::vector<float>(bias.begin(), bias.end())
      )) {
    const LinearShape& shape = plan.state().shape;
    LECTERN_ASSERT(weights.size() == shape.inputs * shape.outputs && bias.size() == shape.outputs);
    const dnnl::memory::desc stored(
        {dimension(shape.inputs), dimension(shape.outputs)}, Type::f32, Layout::ba
    );
    dnnl::memory source = view(stored, weights.data());
    dnnl::stream stream(processor());
    dnnl::reorder(source, state_->weights).execute(stream, source, state_->weights);
    stream.wait();
}

Linear::~Linear() = default;
Linear::Linear(Linear&&) noexcept = default;

void Linear::apply(const void* input, std::size_t rows, void* output, LinearScratch& scratch)
    const {
    const auto& program = state_->plan.program_for(rows);
    const auto& description = program.description;
    const dnnl::memory::desc scratchpad = description.scratchpad_desc();
    program.primitive.execute(
        scratch.state().stream,
        {{DNNL_ARG_SRC, view(description.src_desc(), input)},
         {DNNL_ARG_WEIGHTS, state_->weights},
         {DNNL_ARG_BIAS, view(description.bias_desc(), state_->bias.data())},
         {DNNL_ARG_DST, view(description.dst_desc(), output)},
         {DNNL_ARG_SCRATCHPAD, view(scratchpad, scratch.state().at_least(scratchpad.get_size()))}}
    );
    scratch.state().stream.wait();
}

SingleThreadedScope::SingleThreadedScope() : before_(omp_get_max_threads()) {
    omp_set_num_threads(1);
}
SingleThreadedScope::~SingleThreadedScope() { omp_set_num_threads(before_); }

}  // namespace lectern::embedding
