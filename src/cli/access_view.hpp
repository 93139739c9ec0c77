#pragma once

#include <boost/json/value.hpp>

namespace lectern::cli {

// Print what servers answer, and what commands that need no server find, for people. Objects as in
// the contract's schemas.

/// `Key`, as one line.
void print_key(const boost::json::value& key);

/// `IssuedKey`: the secret alone on standard output, so that a script can take it; the rest on
/// standard error.
void print_issued_key(const boost::json::value& issued);

/// `AuditRecord`, as one line.
void print_audit_record(const boost::json::value& record);

/// `AuditVerification`; returns the exit code: 1 for a broken trail.
int print_audit_verification(const boost::json::value& verification);

}  // namespace lectern::cli
