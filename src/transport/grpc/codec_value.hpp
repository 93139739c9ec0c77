#pragma once

#include <string>
#include <vector>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "core/clock.hpp"
#include "domain/document.hpp"
#include "domain/page.hpp"
#include "domain/value.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/metadata.pb.h"

namespace lectern::transport::grpc {

using domain::Violations;

/// JSON has no other numbers than double precision in protobuf: one without fraction within 2^53
/// becomes a whole number. Numbers that are not finite are violations below `pointer`.
domain::Object decode(
    const google::protobuf::Struct& object, const std::string& pointer, Violations& violations
);
google::protobuf::Struct encode(const domain::Object& object);

/// One that says nothing, or a number that is not finite, is a violation of `field`.
domain::Scalar decode(const v1::Scalar& scalar, const std::string& field, Violations& violations);
v1::Scalar encode(const domain::Scalar& scalar);

google::protobuf::Timestamp encode(Timestamp time);
/// Times that protobuf does not allow are violations of `field`.
Timestamp decode(
    const google::protobuf::Timestamp& time, const std::string& field, Violations& violations
);

v1::ByteRange encode(const domain::ByteRange& range);

/// 1 to 4096 numbers.
std::vector<float> decode(
    const v1::Vector& vector, const std::string& field, Violations& violations
);
v1::Vector encode(const std::vector<float>& vector);

/// Of any request with `limit` and `cursor`.
template <class Request>
domain::PageRequest decode_page(const Request& request, Violations& violations) {
    domain::PageRequest page{.cursor = request.cursor()};
    if (request.has_limit()) page.limit = request.limit();
    violations.check(page);
    return page;
}

/// Into any response with `items` and `next_cursor`.
template <class T, class Response, class Encode>
void encode_page(const domain::Page<T>& page, Response& response, Encode encode_item) {
    for (const T& item : page.items) *response.add_items() = encode_item(item);
    response.set_next_cursor(page.next_cursor);
}

}  // namespace lectern::transport::grpc
