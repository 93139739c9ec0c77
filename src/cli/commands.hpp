#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lectern::cli {

/// What every client command needs.
struct Connection {
    std::string url = "http://127.0.0.1:8080";
    bool json = false;  ///< Print the server's answers rather than text for people.
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

}  // namespace lectern::cli
