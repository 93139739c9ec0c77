#include "access/tenant_name.hpp"

#include <algorithm>
#include <string_view>

namespace lectern::access {
namespace {

constexpr std::size_t longest = 64;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

Result<void> validate(const TenantId& tenant) {
    const std::string_view name = tenant.value;
    const bool good = !name.empty() && name.size() <= longest && is_lower_or_digit(name.front()) &&
                      std::ranges::all_of(name, [](char c) {
                          return is_lower_or_digit(c) || c == '-' || c == '_';
                      });
    if (good) return {};
    return fail(
        ErrorCode::invalid_argument,
        "a tenant name is 1 to 64 of a-z, 0-9, - and _, and starts with a letter or digit"
    );
}

}  // namespace lectern::access
