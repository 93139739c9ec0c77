#include "embedding/precision.hpp"

#include <array>
#include <utility>

#include <oneapi/dnnl/dnnl.hpp>

namespace lectern::embedding {
namespace {

/// oneDNN numbers its instruction sets so that the bits of one are among those of the wider ones.
bool has(dnnl::cpu_isa isa) {
    const auto wanted = static_cast<unsigned>(isa);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & wanted) == wanted;
}

}  // namespace

std::string_view to_string(Precision precision) {
    switch (precision) {
        case Precision::float32:
            return "float32";
        case Precision::bfloat16:
            return "bfloat16";
    }
    std::unreachable();
}

Precision fastest_precision() {
    return has(dnnl::cpu_isa::avx512_core_bf16) ? Precision::bfloat16 : Precision::float32;
}

std::string_view matrix_instruction_set() {
    static constexpr std::array<std::pair<dnnl::cpu_isa, std::string_view>, 7> widest_first{{
        {dnnl::cpu_isa::avx512_core_amx, "avx512_core_amx"},
        {dnnl::cpu_isa::avx512_core_bf16, "avx512_core_bf16"},
        {dnnl::cpu_isa::avx512_core_vnni, "avx512_core_vnni"},
        {dnnl::cpu_isa::avx512_core, "avx512_core"},
        {dnnl::cpu_isa::avx2, "avx2"},
        {dnnl::cpu_isa::avx, "avx"},
        {dnnl::cpu_isa::sse41, "sse41"},
    }};
    for (const auto& [isa, name] : widest_first) {
        if (has(isa)) return name;
    }
    return "none";
}

}  // namespace lectern::embedding
