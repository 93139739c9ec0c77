#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lectern::cli {

/// What every client command needs.
struct Connection {
    std::string url = "http://127.0.0.1:8080";
    std::string api_key{};  ///< Or a token; empty: none is shown.
    bool json = false;      ///< Print the server's answers rather than text for people.
};

struct IngestArguments {
    std::vector<std::string> paths{};
    std::string dataset = "default";
    std::string priority = "normal";
    bool wait = true;  ///< Until the job has ended.
};

struct SearchArguments {
    std::string query{};
    std::vector<std::string> datasets{};
    std::string mode = "hybrid";
    std::uint32_t top_k = 5;
    bool explain = false;
};

struct JobsArguments {
    std::string job{};  ///< Empty: list.
    bool cancel = false;
    std::uint32_t limit = 20;
};

struct DatasetsArguments {
    std::string dataset{};  ///< Empty: list.
    bool remove = false;
};

struct CreateKeyArguments {
    std::string name{};
    std::vector<std::string> scopes{};
    std::string tenant{};      ///< Empty: the caller's.
    std::string expires_at{};  ///< RFC 3339 in UTC; empty: never.
};

struct RotateKeyArguments {
    std::string key{};
    std::uint32_t grace_seconds = 86'400;
};

struct AuditArguments {
    std::string from{};  ///< RFC 3339 in UTC; empty: any. So are the rest.
    std::string until{};
    std::string subject{};
    std::string operation{};
    std::string outcome{};
    std::uint32_t limit = 50;
};

/// A place in the audit trail that was noted before; sequence 0: none.
struct AnchorArguments {
    std::uint64_t sequence = 0;
    std::string hash{};
};

// Each runs one command against a server and returns the process's exit code: 0 for success, 1 for
// a failure, which has then been said on standard error.

/// Sends files as one job, shows its progress, and fails when a document failed.
int ingest(const Connection& connection, const IngestArguments& arguments);

/// Prints hits with scores, titles, matching text and the time each stage took.
int search(const Connection& connection, const SearchArguments& arguments);

/// Lists jobs, or shows or cancels one.
int jobs(const Connection& connection, const JobsArguments& arguments);

/// Lists datasets, or shows or removes one.
int datasets(const Connection& connection, const DatasetsArguments& arguments);

/// Makes an API key and prints its secret.
int create_key(const Connection& connection, const CreateKeyArguments& arguments);

/// Lists the API keys of a tenant; empty: the caller's.
int list_keys(const Connection& connection, const std::string& tenant);

/// Gives an API key another secret and prints it.
int rotate_key(const Connection& connection, const RotateKeyArguments& arguments);

/// Makes an API key useless.
int revoke_key(const Connection& connection, const std::string& key);

/// Prints audit records, newest first.
int list_audit(const Connection& connection, const AuditArguments& arguments);

/// Has the server check its audit trail; 1 when it is broken.
int verify_audit(const Connection& connection, const AnchorArguments& anchor);

}  // namespace lectern::cli
