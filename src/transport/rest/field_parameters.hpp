#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lectern::transport::rest {

/// A header value such as `form-data; name="a"; filename="b.txt"` (RFC 9110 §5.6.6).
struct FieldParameters {
    std::string value{};  ///< In lower case.
    std::vector<std::pair<std::string, std::string>> parameters{
    };  ///< Names in lower case, values unquoted.

    std::optional<std::string> find(std::string_view name) const;
};

/// Lenient, as senders are: what is not a parameter is passed over. A backslash in quotes stands
/// for itself unless a quote or a backslash follows, since browsers send Windows paths unescaped.
FieldParameters parse_field_parameters(std::string_view text);

}  // namespace lectern::transport::rest
