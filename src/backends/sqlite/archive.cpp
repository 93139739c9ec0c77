#include "backends/sqlite/archive.hpp"

#include <utility>

namespace lectern::backends::sqlite {
namespace {

template <std::size_t index = 0>
void emplace_alternative(domain::Value& value, std::uint64_t wanted) {
    if constexpr (index < std::variant_size_v<decltype(value.data)>) {
        if (wanted == index) {
            value.data.emplace<index>();
        } else {
            emplace_alternative<index + 1>(value, wanted);
        }
    }
}

}  // namespace

void Encoder::put(const domain::Value& value) {
    put(value.data.index());
    std::visit([this](const auto& held) { put(held); }, value.data);
}

std::uint64_t Decoder::get_varint() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
        const auto taken = take(1);
        if (!ok_) return 0;
        const auto byte = static_cast<unsigned char>(taken.front());
        number |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return number;
    }
    ok_ = false;
    return 0;
}

std::size_t Decoder::get_size(std::size_t bytes_each) {
    const std::uint64_t size = get_varint();
    if (size <= rest_.size() / bytes_each) return static_cast<std::size_t>(size);
    ok_ = false;
    return 0;
}

void Decoder::get(domain::Value& value) {
    const std::uint64_t index = get_varint();
    if (index >= std::variant_size_v<decltype(value.data)> || ++depth_ > max_value_depth) {
        ok_ = false;
        return;
    }
    emplace_alternative(value, index);
    std::visit([this](auto& held) { get(held); }, value.data);
    --depth_;
}

}  // namespace lectern::backends::sqlite
