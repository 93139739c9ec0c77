#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "domain/value.hpp"

namespace lectern::backends::sqlite {

static_assert(
    std::endian::native == std::endian::little, "numbers are stored as they lie in memory"
);

/// Values nested deeper are refused by the encoder's user and by the decoder, whose stack they
/// would use up.
inline constexpr int max_value_depth = 200;

/// Writes values one after the other: whole numbers as LEB128 (signed ones zigzag), reals in 8
/// bytes, texts and lists behind their length, optional ones behind a flag. A type of ours is
/// written as `describe(archive, value)` tells.
class Encoder final {
  public:
    template <class... Values>
    void operator()(const Values&... values) {
        (put(values), ...);
    }

    std::string take() { return std::move(bytes_); }

  private:
    void put_raw(const void* data, std::size_t size) {
        bytes_.append(static_cast<const char*>(data), size);
    }
    void put(bool flag) { bytes_.push_back(flag ? '\1' : '\0'); }
    void put(double number) { put_raw(&number, sizeof number); }
    void put(Timestamp time) { put(std::int64_t{time.time_since_epoch().count()}); }
    void put(std::monostate) {}
    void put(const domain::Value& value);

    void put(const std::string& text) {
        put(text.size());
        bytes_ += text;
    }

    template <std::unsigned_integral Number>
        requires(!std::same_as<Number, bool>)
    void put(Number number) {
        std::uint64_t rest = number;
        for (; rest >= 0x80; rest >>= 7) bytes_.push_back(static_cast<char>(rest | 0x80));
        bytes_.push_back(static_cast<char>(rest));
    }

    void put(std::int64_t number) {
        const auto bits = static_cast<std::uint64_t>(number);
        put((bits << 1) ^ (number < 0 ? ~std::uint64_t{0} : 0));
    }

    template <class T>
    void put(const std::vector<T>& list) {
        put(list.size());
        if constexpr (std::same_as<T, float>) {
            put_raw(list.data(), list.size() * sizeof(float));
        } else {
            for (const T& element : list) put(element);
        }
    }

    void put(const domain::Object& object) {
        put(object.size());
        for (const auto& [name, value] : object) (*this)(name, value);
    }

    template <class Value>
    void put(const std::map<std::string, Value>& map) {
        put(map.size());
        for (const auto& [name, value] : map) (*this)(name, value);
    }

    template <class T>
    void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }

    template <class T>
        requires(std::is_enum_v<T> || std::is_class_v<T>)
    void put(const T& value) {
        if constexpr (std::is_enum_v<T>) {
            put(static_cast<std::uint64_t>(value));
        } else if constexpr (requires { std::string_view(value.value); }) {
            put(value.value);  // An Id.
        } else {
            describe(*this, value);
        }
    }

    std::string bytes_;
};

/// Reads what `Encoder` wrote. After bytes that it cannot have written `ok` is false and values are
/// unspecified.
class Decoder final {
  public:
    explicit Decoder(std::string_view bytes) : rest_(bytes) {}

    template <class... Values>
    void operator()(Values&... values) {
        (get(values), ...);
    }

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

  private:
    std::string_view take(std::size_t size) {
        if (size > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    void get_raw(void* data, std::size_t size) {
        const auto taken = take(size);
        if (ok_ && size > 0) std::memcpy(data, taken.data(), size);
    }

    std::uint64_t get_varint();
    /// A length: every element takes at least a byte, so that damage cannot ask for absurd memory.
    std::size_t get_size(std::size_t bytes_each = 1);

    void get(bool& flag) { flag = take(1) == std::string_view("\1", 1); }
    void get(double& number) { get_raw(&number, sizeof number); }
    void get(std::monostate) {}
    void get(domain::Value& value);
    void get(std::string& text) { text = take(get_size()); }

    template <std::unsigned_integral Number>
        requires(!std::same_as<Number, bool>)
    void get(Number& number) {
        const std::uint64_t wide = get_varint();
        number = static_cast<Number>(wide);
        if (number != wide) ok_ = false;
    }

    void get(std::int64_t& number) {
        const std::uint64_t bits = get_varint();
        number = static_cast<std::int64_t>((bits >> 1) ^ ((bits & 1) != 0 ? ~std::uint64_t{0} : 0));
    }

    void get(Timestamp& time) {
        std::int64_t milliseconds = 0;
        get(milliseconds);
        time = Timestamp(std::chrono::milliseconds(milliseconds));
    }

    template <class T>
    void get(std::vector<T>& list) {
        list.clear();
        if constexpr (std::same_as<T, float>) {
            list.resize(get_size(sizeof(float)));
            get_raw(list.data(), list.size() * sizeof(float));
        } else {
            for (std::size_t left = get_size(); left > 0 && ok_; --left) get(list.emplace_back());
        }
    }

    void get(domain::Object& object) { get_members(object); }

    template <class Value>
    void get(std::map<std::string, Value>& map) {
        get_members(map);
    }

    template <class Map>
    void get_members(Map& map) {
        map.clear();
        for (std::size_t left = get_size(); left > 0 && ok_; --left) {
            std::string name;
            get(name);
            get(map[std::move(name)]);
        }
    }

    template <class T>
    void get(std::optional<T>& value) {
        bool present = false;
        get(present);
        value.reset();
        if (present) get(value.emplace());
    }

    template <class T>
        requires(std::is_enum_v<T> || std::is_class_v<T>)
    void get(T& value) {
        if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(get_varint());
        } else if constexpr (requires { std::string_view(value.value); }) {
            get(value.value);  // An Id.
        } else {
            describe(*this, value);
        }
    }

    std::string_view rest_;
    int depth_ = 0;
    bool ok_ = true;
};

}  // namespace lectern::backends::sqlite
