#include "embedding/safetensors.hpp"

#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include <boost/json.hpp>

namespace lectern::embedding {
namespace {

constexpr std::size_t length_bytes = 8;
constexpr std::size_t max_header_bytes = 1 << 20;
static_assert(std::endian::native == std::endian::little, "tensors are used in place, as stored");

std::unexpected<Error> fail_to_parse(const std::string& reason) {
    return fail(ErrorCode::failed_precondition, "not a usable safetensors file: " + reason);
}

/// Bytes of one value; 0 for a type unknown to us.
std::size_t width_of(std::string_view type) {
    if (type == "F64" || type == "I64" || type == "U64") return 8;
    if (type == "F32" || type == "I32" || type == "U32") return 4;
    if (type == "F16" || type == "BF16" || type == "I16" || type == "U16") return 2;
    if (type == "I8" || type == "U8" || type == "BOOL") return 1;
    return 0;
}

std::optional<std::vector<std::size_t>> numbers_in(
    const boost::json::object& object, std::string_view key
) {
    const auto* found = object.if_contains(key);
    const auto* array = found == nullptr ? nullptr : found->if_array();
    if (array == nullptr) return std::nullopt;
    std::vector<std::size_t> numbers;
    for (const auto& value : *array) {
        boost::system::error_code error;
        numbers.push_back(value.to_number<std::size_t>(error));
        if (error) return std::nullopt;
    }
    return numbers;
}

/// The product times `width`, or nothing when it does not fit.
std::optional<std::size_t> bytes_of(const std::vector<std::size_t>& shape, std::size_t width) {
    std::size_t bytes = width;
    for (const std::size_t extent : shape) {
        if (extent != 0 && bytes > std::numeric_limits<std::size_t>::max() / extent)
            return std::nullopt;
        bytes *= extent;
    }
    return bytes;
}

}  // namespace

struct SafetensorsReader {
    std::span<const std::byte> data;
    Safetensors result{};

    /// The reason why the entry cannot be used, or nothing when it was added.
    std::optional<std::string> add(std::string_view name, const boost::json::value& entry) {
        const std::string quoted = "tensor '" + std::string(name) + "' ";
        const auto* object = entry.if_object();
        const auto* type = object == nullptr ? nullptr : object->if_contains("dtype");
        if (type == nullptr || !type->is_string()) return quoted + "has no type";
        const auto shape = numbers_in(*object, "shape");
        const auto offsets = numbers_in(*object, "data_offsets");
        if (!shape || !offsets || offsets->size() != 2)
            return quoted + "has no shape or no offsets";

        const std::size_t begin = offsets->front();
        const std::size_t end = offsets->back();
        if (begin > end || end > data.size()) return quoted + "lies outside the file";
        Safetensors::Tensor tensor{
            std::string(type->get_string()), *shape, data.subspan(begin, end - begin)
        };
        const std::size_t width = width_of(tensor.type);
        if (width == 0) return quoted + "has the unknown type " + tensor.type;
        if (bytes_of(*shape, width) != tensor.data.size())
            return quoted + "has a size other than its shape's";
        result.tensors_.emplace(name, std::move(tensor));
        return std::nullopt;
    }
};

Result<Safetensors> Safetensors::parse(std::span<const std::byte> file) {
    if (file.size() < length_bytes) return fail_to_parse("it is too short");
    std::uint64_t header_bytes = 0;
    std::memcpy(&header_bytes, file.data(), length_bytes);
    if (header_bytes > max_header_bytes || header_bytes > file.size() - length_bytes) {
        return fail_to_parse("its header is longer than the file or than 1 MiB");
    }

    const std::string_view header(
        reinterpret_cast<const char*>(file.data()) + length_bytes, header_bytes
    );
    boost::system::error_code error;
    const auto json = boost::json::parse(header, error);
    if (error || !json.is_object()) return fail_to_parse("its header is no JSON object");

    SafetensorsReader reader{.data = file.subspan(length_bytes + header_bytes)};
    for (const auto& [name, entry] : json.get_object()) {
        if (name == "__metadata__") continue;
        if (auto reason = reader.add(name, entry)) return fail_to_parse(*reason);
    }
    return std::move(reader.result);
}

Result<std::span<const float>> Safetensors::floats(
    std::string_view name, const std::vector<std::size_t>& shape
) const {
    const auto found = tensors_.find(name);
    const std::string quoted = "tensor '" + std::string(name) + "' ";
    if (found == tensors_.end()) return fail_to_parse(quoted + "is missing");
    const Tensor& tensor = found->second;
    if (tensor.type != "F32") return fail_to_parse(quoted + "is " + tensor.type + ", not F32");
    if (tensor.shape != shape) return fail_to_parse(quoted + "does not have the model's shape");
    if (std::bit_cast<std::uintptr_t>(tensor.data.data()) % alignof(float) != 0) {
        return fail_to_parse(quoted + "is not aligned");
    }
    return std::span(
        reinterpret_cast<const float*>(tensor.data.data()), tensor.data.size() / sizeof(float)
    );
}

}  // namespace lectern::embedding
