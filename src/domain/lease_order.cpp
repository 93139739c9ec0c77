#include "domain/lease_order.hpp"

namespace lectern::domain {

LeaseOrder lease_order(std::uint64_t leases) {
    return leases % 8 == 7 ? LeaseOrder::by_age : LeaseOrder::by_priority;
}

}  // namespace lectern::domain
