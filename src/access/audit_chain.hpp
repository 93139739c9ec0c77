#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/audit.hpp"

namespace lectern::access {

/// `previous_hash` of the first record.
std::string audit_origin();

/// Gives the record its place behind another (null: it is the first): sequence, previous hash,
/// hash.
void link(domain::AuditRecord& record, const domain::AuditRecord* before);

/// A place in the trail that an operator noted elsewhere. A trail that was cut off behind it, or
/// written anew as a whole, does not fit it any more; the chain alone cannot show that.
struct AuditAnchor {
    std::uint64_t sequence = 0;
    std::string hash{};
};

enum class AuditBreach {
    missing,     ///< A record before this one is gone.
    misplaced,   ///< It does not follow the one before it.
    changed,     ///< Its content is not what its hash says.
    off_anchor,  ///< It is not the record that the anchor names, or the trail ends before that.
};

/// E.g. `off anchor`.
std::string_view to_string(AuditBreach breach);

/// What a walk over the trail showed.
struct AuditFinding {
    std::uint64_t good = 0;   ///< Records from the start that are as they were written.
    std::string last_hash{};  ///< Of the last good one, to be noted as an anchor with `good`.
    /// The first breach and the sequence where it is; nothing when all is good.
    std::optional<AuditBreach> breach{};
    std::uint64_t broken_sequence = 0;

    bool is_intact() const { return !breach; }
    bool operator==(const AuditFinding&) const = default;
};

/// Walks over a trail, part by part. One thread at a time.
class AuditWalk final {
  public:
    explicit AuditWalk(std::optional<AuditAnchor> anchor = std::nullopt);

    /// The next records; false once there was a breach.
    bool go_on(std::span<const domain::AuditRecord> records);
    /// After the last part.
    AuditFinding finish();

  private:
    bool check(const domain::AuditRecord& record);
    bool report(AuditBreach breach, std::uint64_t sequence);

    const std::optional<AuditAnchor> anchor_;
    AuditFinding finding_;
};

}  // namespace lectern::access
