#include "transport/rest/request_body.hpp"

#include "core/ascii.hpp"
#include "transport/rest/field_parameters.hpp"

namespace lectern::transport::rest {

const RequestBody* find_form(const Operation& operation, const http::RequestHead& head) {
    const FieldParameters content_type = parse_field_parameters(head.header("content-type"));
    for (const RequestBody& form : operation.bodies) {
        if (form.media_type == content_type.value) return &form;
    }
    return nullptr;
}

bool announces_body(const http::RequestHead& head) {
    const std::string_view length = head.header("content-length");
    return (!length.empty() && length != "0") || !head.header("transfer-encoding").empty();
}

bool is_coded_otherwise(const http::RequestHead& head) {
    const std::string_view coding = head.header("content-encoding");
    if (!coding.empty() && !equals_ignoring_case(coding, "identity")) return true;
    const auto charset = parse_field_parameters(head.header("content-type")).find("charset");
    return charset && !equals_ignoring_case(*charset, "utf-8") &&
           !equals_ignoring_case(*charset, "us-ascii");
}

}  // namespace lectern::transport::rest
