#include "access/audit_chain.hpp"

#include <utility>

namespace lectern::access {

std::string audit_origin() { return std::string(64, '0'); }

void link(domain::AuditRecord& record, const domain::AuditRecord* before) {
    record.sequence = before == nullptr ? 1 : before->sequence + 1;
    record.previous_hash = before == nullptr ? audit_origin() : before->hash;
    record.hash = domain::audit_hash(record);
}

std::string_view to_string(AuditBreach breach) {
    switch (breach) {
        case AuditBreach::missing:
            return "missing";
        case AuditBreach::misplaced:
            return "misplaced";
        case AuditBreach::changed:
            return "changed";
        case AuditBreach::off_anchor:
            return "off anchor";
    }
    std::unreachable();
}

AuditWalk::AuditWalk(std::optional<AuditAnchor> anchor) : anchor_(std::move(anchor)) {
    finding_.last_hash = audit_origin();
}

bool AuditWalk::go_on(std::span<const domain::AuditRecord> records) {
    for (const domain::AuditRecord& record : records) {
        if (!finding_.is_intact() || !check(record)) return false;
    }
    return finding_.is_intact();
}

AuditFinding AuditWalk::finish() {
    if (finding_.is_intact() && anchor_ && anchor_->sequence > finding_.good)
        report(AuditBreach::off_anchor, anchor_->sequence);
    return std::move(finding_);
}

bool AuditWalk::check(const domain::AuditRecord& record) {
    const std::uint64_t expected = finding_.good + 1;
    if (record.sequence > expected) return report(AuditBreach::missing, expected);
    if (record.sequence < expected) return report(AuditBreach::misplaced, expected);
    if (record.hash != domain::audit_hash(record)) return report(AuditBreach::changed, expected);
    if (record.previous_hash != finding_.last_hash) return report(AuditBreach::misplaced, expected);
    if (anchor_ && anchor_->sequence == expected && anchor_->hash != record.hash)
        return report(AuditBreach::off_anchor, expected);
    finding_.good = expected;
    finding_.last_hash = record.hash;
    return true;
}

bool AuditWalk::report(AuditBreach breach, std::uint64_t sequence) {
    finding_.breach = breach;
    finding_.broken_sequence = sequence;
    return false;
}

}  // namespace lectern::access
