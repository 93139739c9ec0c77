#pragma once

#include <cstdint>

namespace lectern::domain {

/// In which order one lease takes entries of a queue.
enum class LeaseOrder {
    by_priority,  ///< Higher priorities first, then older entries.
    by_age,       ///< Older entries first, whatever their priority.
};

/// The order of the lease that follows `leases` others: one in eight goes by age, so that no
/// priority is starved.
LeaseOrder lease_order(std::uint64_t leases);

}  // namespace lectern::domain
