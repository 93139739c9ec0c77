#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::embedding {

/// Reads the safetensors format: 8 bytes little-endian header length, a JSON object of `name ->
/// {dtype, shape, data_offsets}`, then the data that the offsets count from
/// (https://github.com/huggingface/safetensors, "Format"). Only float tensors of 32 bits can be
/// taken out. Thread-safe.
class Safetensors final {
  public:
    /// `file` must outlive the result. Fails with `failed_precondition` for a header that is no
    /// such JSON, an offset outside the data, or a size that does not follow from type and shape.
    static Result<Safetensors> parse(std::span<const std::byte> file);

    /// The values of tensor `name`, row-major. Fails with `failed_precondition` when it is absent,
    /// has another shape or is no float32.
    Result<std::span<const float>> floats(
        std::string_view name, const std::vector<std::size_t>& shape
    ) const;

    std::size_t size() const { return tensors_.size(); }

  private:
    struct Tensor {
        std::string type;
        std::vector<std::size_t> shape;
        std::span<const std::byte> data;
    };

    std::map<std::string, Tensor, std::less<>> tensors_;

    friend struct SafetensorsReader;
};

}  // namespace lectern::embedding
