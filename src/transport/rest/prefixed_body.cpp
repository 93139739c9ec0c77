#include "transport/rest/prefixed_body.hpp"

#include <utility>

namespace lectern::transport::rest {

Result<std::string> PrefixedBody::look_ahead(std::size_t max_bytes) {
    std::string prefix;
    while (prefix.size() < max_bytes) {
        auto part = body_.read();
        if (!part) return fail(part);
        if (!*part) break;
        prefix.append(**part, 0, max_bytes - prefix.size());
        parts_.push_back(std::move(**part));
    }
    return prefix;
}

Result<std::optional<std::string>> PrefixedBody::read() {
    if (parts_.empty()) return body_.read();
    std::string part = std::move(parts_.front());
    parts_.pop_front();
    return part;
}

}  // namespace lectern::transport::rest
