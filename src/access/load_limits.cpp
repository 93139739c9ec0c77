#include "access/load_limits.hpp"

#include <utility>

namespace lectern::access {

Result<void> validate(const LoadLimits& limits) {
    if (limits.writes > 0 && limits.writes <= limits.reads && limits.reads <= 1) return {};
    return fail(
        ErrorCode::invalid_argument,
        "the load from which writes are refused has to be above 0 and at most that of reads, and "
        "that at most 1"
    );
}

bool is_overloaded(const LoadLimits& limits, const Rule& rule, double load) {
    if (!rule.scope) return false;
    switch (rule.effect) {
        case Effect::read:
            return load >= limits.reads;
        case Effect::write:
            return load >= limits.writes;
    }
    std::unreachable();
}

}  // namespace lectern::access
