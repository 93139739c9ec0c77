#pragma once

#include <boost/json/value.hpp>

#include "access/audit_chain.hpp"
#include "access/audit_service.hpp"
#include "access/key_service.hpp"
#include "core/result.hpp"
#include "domain/api_key.hpp"
#include "domain/audit.hpp"
#include "transport/rest/parameters.hpp"

namespace lectern::transport::rest {

/// Of a `KeyInput`. `invalid_argument` for a time that is none.
Result<access::NewKey> decode_new_key(const boost::json::object& body);

/// Of the parameters of `listAuditRecords`. `invalid_argument` for times that are none.
Result<ports::AuditFilter> decode_audit_filter(const Parameters& parameters);

/// Of the parameters of `verifyAudit`; nothing when they are absent. `invalid_argument` when one is
/// there without the other.
Result<std::optional<access::AuditAnchor>> decode_anchor(const Parameters& parameters);

/// Without digests.
boost::json::object encode(const domain::ApiKey& key);
/// With the secret.
boost::json::object encode(const access::IssuedKey& issued);
boost::json::object encode(const domain::AuditRecord& record);
boost::json::object encode(const access::AuditFinding& finding);

}  // namespace lectern::transport::rest
