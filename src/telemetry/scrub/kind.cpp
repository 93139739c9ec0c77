#include "telemetry/scrub/kind.hpp"

#include <utility>

namespace lectern::telemetry::scrub {

std::string_view to_string(Kind kind) {
    switch (kind) {
        case Kind::email:
            return "email";
        case Kind::phone:
            return "phone";
        case Kind::card:
            return "card";
        case Kind::iban:
            return "iban";
        case Kind::national_id:
            return "national_id";
        case Kind::ip:
            return "ip";
        case Kind::token:
            return "token";
        case Kind::api_key:
            return "api_key";
        case Kind::jwt:
            return "jwt";
        case Kind::url_credentials:
            return "url_credentials";
        case Kind::secret:
            return "secret";
        case Kind::private_key:
            return "private_key";
        case Kind::custom:
            return "custom";
    }
    std::unreachable();
}

}  // namespace lectern::telemetry::scrub
