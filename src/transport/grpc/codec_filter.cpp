#include "transport/grpc/codec_filter.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {
namespace {

std::vector<domain::Filter> decode_parts(
    const v1::FilterList& list, const std::string& pointer, Violations& violations
) {
    std::vector<domain::Filter> parts;
    for (const auto& part : list.filters())
        parts.push_back(decode(part, pointer + "/" + std::to_string(parts.size()), violations));
    return parts;
}

domain::In decode_in(const v1::InFilter& in, const std::string& pointer, Violations& violations) {
    domain::In decoded{.field = in.field(), .values = {}};
    for (const auto& value : in.values()) {
        decoded.values.push_back(
            decode(value, pointer + "/values/" + std::to_string(decoded.values.size()), violations)
        );
    }
    return decoded;
}

domain::Range decode_range(
    const v1::RangeFilter& range, const std::string& pointer, Violations& violations
) {
    const auto bound = [&](bool is_given, const v1::Scalar& value, const char* name) {
        std::optional<domain::Scalar> decoded;
        if (is_given) decoded = decode(value, pointer + name, violations);
        return decoded;
    };
    return {
        .field = range.field(),
        .greater = bound(range.has_gt(), range.gt(), "/gt"),
        .greater_or_equal = bound(range.has_gte(), range.gte(), "/gte"),
        .less = bound(range.has_lt(), range.lt(), "/lt"),
        .less_or_equal = bound(range.has_lte(), range.lte(), "/lte"),
    };
}

struct FilterEncoder {
    v1::Filter& out;

    void operator()(const domain::AllOf& all) const {
        encode_parts(all.parts, *out.mutable_all_of());
    }
    void operator()(const domain::AnyOf& any) const {
        encode_parts(any.parts, *out.mutable_any_of());
    }
    void operator()(const domain::NoneOf& none) const {
        encode_parts(none.parts, *out.mutable_none_of());
    }
    void operator()(const domain::In& in) const {
        out.mutable_in()->set_field(in.field);
        for (const auto& value : in.values) *out.mutable_in()->add_values() = encode(value);
    }
    void operator()(const domain::Range& range) const {
        auto& encoded = *out.mutable_range();
        encoded.set_field(range.field);
        if (range.greater) *encoded.mutable_gt() = encode(*range.greater);
        if (range.greater_or_equal) *encoded.mutable_gte() = encode(*range.greater_or_equal);
        if (range.less) *encoded.mutable_lt() = encode(*range.less);
        if (range.less_or_equal) *encoded.mutable_lte() = encode(*range.less_or_equal);
    }
    void operator()(const domain::Exists& exists) const {
        out.mutable_exists()->set_field(exists.field);
    }

    static void encode_parts(const std::vector<domain::Filter>& parts, v1::FilterList& list) {
        for (const auto& part : parts) *list.add_filters() = encode(part);
    }
};

}  // namespace

domain::Filter decode(
    const v1::Filter& filter, const std::string& pointer, Violations& violations
) {
    switch (filter.condition_case()) {
        case v1::Filter::kAllOf:
            return {domain::AllOf{decode_parts(filter.all_of(), pointer + "/all_of", violations)}};
        case v1::Filter::kAnyOf:
            return {domain::AnyOf{decode_parts(filter.any_of(), pointer + "/any_of", violations)}};
        case v1::Filter::kNoneOf:
            return {domain::NoneOf{decode_parts(filter.none_of(), pointer + "/none_of", violations)}
            };
        case v1::Filter::kEquals:
            return {domain::In{
                .field = filter.equals().field(),
                .values = {decode(filter.equals().value(), pointer + "/equals/value", violations)},
            }};
        case v1::Filter::kIn:
            return {decode_in(filter.in(), pointer + "/in", violations)};
        case v1::Filter::kRange:
            return {decode_range(filter.range(), pointer + "/range", violations)};
        case v1::Filter::kExists:
            return {domain::Exists{filter.exists().field()}};
        case v1::Filter::CONDITION_NOT_SET:
            break;
    }
    violations.add(pointer, "has no condition");
    return {};
}

v1::Filter encode(const domain::Filter& filter) {
    v1::Filter encoded;
    std::visit(FilterEncoder{encoded}, filter.node);
    return encoded;
}

}  // namespace lectern::transport::grpc
