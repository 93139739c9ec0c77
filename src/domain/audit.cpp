#include "domain/audit.hpp"

#include "core/digest.hpp"

namespace lectern::domain {

std::string audit_hash(const AuditRecord& record) {
    Digest digest;
    digest.add(record.previous_hash);
    digest.add(std::to_string(record.sequence));
    digest.add(std::to_string(record.time.time_since_epoch().count()));
    digest.add(record.tenant.value);
    digest.add(record.subject);
    digest.add(record.key.value);
    digest.add(record.protocol);
    digest.add(record.operation);
    digest.add(record.target);
    digest.add(record.outcome);
    digest.add(record.request_id);
    digest.add(record.trace_id);
    digest.add(record.remote_address);
    digest.add(std::to_string(record.repeated));
    return digest.finish();
}

}  // namespace lectern::domain
