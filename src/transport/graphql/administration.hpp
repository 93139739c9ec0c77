#pragma once

#include "access/audit_service.hpp"
#include "access/key_service.hpp"

namespace lectern::transport::graphql {

/// What keys and the audit trail are reached by. Whoever makes it keeps them alive.
struct Administration {
    access::KeyService& keys;
    access::AuditService& audit;
};

}  // namespace lectern::transport::graphql
