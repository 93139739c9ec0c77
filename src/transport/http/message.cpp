#include "transport/http/message.hpp"

namespace lectern::transport::http {

std::string_view RequestHead::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace lectern::transport::http
