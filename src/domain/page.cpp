#include "domain/page.hpp"

namespace lectern::domain {

Result<void> validate(const PageRequest& page) {
    if (page.limit < 1 || page.limit > 1000)
        return fail(ErrorCode::invalid_argument, "a page's limit is 1 to 1000");
    return {};
}

}  // namespace lectern::domain
