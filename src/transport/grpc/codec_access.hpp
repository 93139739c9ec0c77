#pragma once

#include "access/audit_service.hpp"
#include "access/key_service.hpp"
#include "domain/violations.hpp"
#include "lectern/v1/audit.pb.h"
#include "lectern/v1/key.pb.h"

namespace lectern::transport::grpc {

/// Scopes that are not known and times that are none are violations; the rest is the service's to
/// check.
access::NewKey decode(const v1::CreateKeyRequest& request, domain::Violations& violations);
ports::AuditFilter decode(
    const v1::ListAuditRecordsRequest& request, domain::Violations& violations
);
/// Sequence and hash belong together.
std::optional<access::AuditAnchor> decode(
    const v1::VerifyAuditRequest& request, domain::Violations& violations
);

v1::Key encode(const domain::ApiKey& key);
v1::AuditRecord encode(const domain::AuditRecord& record);
v1::VerifyAuditResponse encode(const access::AuditFinding& finding);

}  // namespace lectern::transport::grpc
