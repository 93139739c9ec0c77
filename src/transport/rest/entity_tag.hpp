#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lectern::transport::rest {

/// The quoted contents of an `If-Match` or `If-None-Match` value (RFC 9110 §13.1), without a
/// weakness mark: our tags name versions, which are the same however the bytes are coded. `*`
/// stands as itself. What is not a tag is left out.
std::vector<std::string> parse_entity_tags(std::string_view header);

/// Whether `tag` (without quotes) or `*` is among them.
bool names_tag(const std::vector<std::string>& tags, std::string_view tag);

/// `"tag"`.
std::string quote_tag(std::string_view tag);

}  // namespace lectern::transport::rest
