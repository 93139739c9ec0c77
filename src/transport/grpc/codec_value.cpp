#include "transport/grpc/codec_value.hpp"

#include <cmath>
#include <utility>

namespace lectern::transport::grpc {
namespace {

using google::protobuf::Struct;

constexpr std::size_t longest_vector = 4096;

domain::Value decode(
    const google::protobuf::Value& value, const std::string& pointer, Violations& violations
);

// The largest number up to which every whole number has a double of its own.
constexpr double largest_whole = 9'007'199'254'740'992;

domain::Value decode_number(double number, const std::string& pointer, Violations& violations) {
    if (!std::isfinite(number)) violations.add(pointer, "is not finite");
    if (std::abs(number) <= largest_whole && std::trunc(number) == number)
        return {static_cast<std::int64_t>(number)};
    return {number};
}

domain::List decode(
    const google::protobuf::ListValue& list, const std::string& pointer, Violations& violations
) {
    domain::List decoded;
    decoded.reserve(static_cast<std::size_t>(list.values_size()));
    for (const auto& value : list.values()) {
        decoded.push_back(decode(value, pointer + "/" + std::to_string(decoded.size()), violations)
        );
    }
    return decoded;
}

domain::Value decode(
    const google::protobuf::Value& value, const std::string& pointer, Violations& violations
) {
    switch (value.kind_case()) {
        case google::protobuf::Value::kBoolValue:
            return {value.bool_value()};
        case google::protobuf::Value::kNumberValue:
            return decode_number(value.number_value(), pointer, violations);
        case google::protobuf::Value::kStringValue:
            return {value.string_value()};
        case google::protobuf::Value::kListValue:
            return {decode(value.list_value(), pointer, violations)};
        case google::protobuf::Value::kStructValue:
            return {grpc::decode(value.struct_value(), pointer, violations)};
        case google::protobuf::Value::kNullValue:
        case google::protobuf::Value::KIND_NOT_SET:
            break;
    }
    return {};
}

struct ValueEncoder {
    google::protobuf::Value& out;

    void operator()(std::monostate) const {
        out.set_null_value(google::protobuf::NullValue::NULL_VALUE);
    }
    void operator()(bool flag) const { out.set_bool_value(flag); }
    void operator()(std::int64_t whole) const { out.set_number_value(static_cast<double>(whole)); }
    void operator()(double number) const { out.set_number_value(number); }
    void operator()(const std::string& text) const { out.set_string_value(text); }
    void operator()(const domain::List& list) const {
        auto* values = out.mutable_list_value();
        for (const domain::Value& value : list)
            std::visit(ValueEncoder{*values->add_values()}, value.data);
    }
    void operator()(const domain::Object& object) const {
        *out.mutable_struct_value() = grpc::encode(object);
    }
};

struct ScalarEncoder {
    v1::Scalar& out;

    void operator()(bool flag) const { out.set_bool_value(flag); }
    void operator()(std::int64_t whole) const { out.set_int_value(whole); }
    void operator()(double number) const { out.set_double_value(number); }
    void operator()(const std::string& text) const { out.set_string_value(text); }
};

}  // namespace

domain::Object decode(const Struct& object, const std::string& pointer, Violations& violations) {
    domain::Object decoded;
    for (const auto& [name, value] : object.fields())
        decoded.emplace(name, decode(value, pointer + "/" + name, violations));
    return decoded;
}

Struct encode(const domain::Object& object) {
    Struct encoded;
    auto& fields = *encoded.mutable_fields();
    for (const auto& [name, value] : object) std::visit(ValueEncoder{fields[name]}, value.data);
    return encoded;
}

domain::Scalar decode(const v1::Scalar& scalar, const std::string& field, Violations& violations) {
    switch (scalar.kind_case()) {
        case v1::Scalar::kBoolValue:
            return scalar.bool_value();
        case v1::Scalar::kIntValue:
            return scalar.int_value();
        case v1::Scalar::kStringValue:
            return scalar.string_value();
        case v1::Scalar::kDoubleValue:
            if (!std::isfinite(scalar.double_value())) violations.add(field, "is not finite");
            return scalar.double_value();
        case v1::Scalar::KIND_NOT_SET:
            break;
    }
    violations.add(field, "has no value");
    return false;
}

v1::Scalar encode(const domain::Scalar& scalar) {
    v1::Scalar encoded;
    std::visit(ScalarEncoder{encoded}, scalar);
    return encoded;
}

google::protobuf::Timestamp encode(Timestamp time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    google::protobuf::Timestamp encoded;
    encoded.set_seconds(seconds.time_since_epoch().count());
    encoded.set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(time - seconds).count()));
    return encoded;
}

Timestamp decode(
    const google::protobuf::Timestamp& time, const std::string& field, Violations& violations
) {
    // From year 1 to year 9999, as timestamp.proto says.
    constexpr std::int64_t earliest = -62'135'596'800;
    constexpr std::int64_t latest = 253'402'300'799;
    const bool good = time.seconds() >= earliest && time.seconds() <= latest && time.nanos() >= 0 &&
                      time.nanos() < 1'000'000'000;
    if (!good) {
        violations.add(field, "is no time from year 1 to 9999");
        return {};
    }
    return Timestamp{std::chrono::seconds{time.seconds()}} +
           std::chrono::floor<std::chrono::milliseconds>(std::chrono::nanoseconds{time.nanos()});
}

v1::ByteRange encode(const domain::ByteRange& range) {
    v1::ByteRange encoded;
    encoded.set_begin(range.begin);
    encoded.set_end(range.end);
    return encoded;
}

std::vector<float> decode(
    const v1::Vector& vector, const std::string& field, Violations& violations
) {
    const auto count = static_cast<std::size_t>(vector.values_size());
    if (count < 1 || count > longest_vector) violations.add(field, "has not 1 to 4096 numbers");
    return {vector.values().begin(), vector.values().end()};
}

v1::Vector encode(const std::vector<float>& vector) {
    v1::Vector encoded;
    encoded.mutable_values()->Assign(vector.begin(), vector.end());
    return encoded;
}

}  // namespace lectern::transport::grpc
