#include <cstdio>
#include <optional>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/document_files.hpp"
#include "cli/json_view.hpp"
#include "cli/rest_client.hpp"
#include "cli/terminal.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

// Sends the files as the lines of one request; a file that cannot be read ends it.
Result<json::value> send_files(
    RestClient& client, const IngestArguments& arguments, const std::vector<DocumentFile>& files
) {
    std::optional<Error> unreadable;
    std::size_t next = 0;
    ProgressBar bar("sending");
    auto answer = client.post_lines(
        "/v1/ingest/" + net::percent_encode(arguments.dataset) +
            "?priority=" + net::percent_encode(arguments.priority),
        [&]() -> std::optional<std::string> {
            if (next == files.size() || unreadable) return std::nullopt;
            auto line = document_line(files[next]);
            if (!line) {
                unreadable = line.error();
                return "\x01";  // no document: the server must refuse the job as a whole
            }
            bar.show(++next, files.size());
            return std::move(*line);
        }
    );
    if (unreadable) return fail(std::move(*unreadable));
    return answer;
}

// Shows the job's progress until its end, and returns it as it then is.
Result<json::value> follow(RestClient& client, const std::string& id) {
    const std::string path = "/v1/jobs/" + net::percent_encode(id);
    {
        ProgressBar bar("indexing");
        auto watched = client.watch(path + "/events", [&bar](const json::value& event) {
            const json::value& counts = member(event, "counts");
            const auto failed = count(counts, "failed");
            const auto finished = count(counts, "indexed") + failed + count(counts, "cancelled");
            bar.show(
                finished,
                count(counts, "total"),
                failed == 0 ? "" : fmt::format("{} failed", failed)
            );
            return true;
        });
        if (!watched) return fail(watched);
    }
    return client.get(path);
}

void print_failures(RestClient& client, const std::string& id) {
    const auto page =
        client.get("/v1/jobs/" + net::percent_encode(id) + "/items?state=failed&limit=20");
    if (!page) return;
    for (const json::value& item : list(*page, "items")) {
        const json::value& failure = member(item, "failure");
        fmt::print(
            stderr,
            "  {}: {} ({})\n",
            text(item, "document_id"),
            text(failure, "reason"),
            text(failure, "stage")
        );
    }
}

int report(const Connection& connection, RestClient& client, const json::value& job) {
    const json::value& counts = member(job, "counts");
    const auto failed = count(counts, "failed");
    if (connection.json) {
        fmt::print("{}\n", json::serialize(job));
    } else {
        fmt::print(
            "{}: {}, {} of {} documents indexed, {} failed\n",
            text(job, "id"),
            text(job, "state"),
            count(counts, "indexed"),
            count(counts, "total"),
            failed
        );
    }
    if (failed > 0) print_failures(client, text(job, "id"));
    const std::string state = text(job, "state");
    return state == "succeeded" || state == "queued" || state == "running" ? 0 : 1;
}

}  // namespace

int ingest(const Connection& connection, const IngestArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    const auto files = find_documents(arguments.paths);
    if (!files) return print_error(files.error()), 1;
    if (files->empty()) {
        print_error({.code = ErrorCode::not_found, .message = "there is nothing to ingest"});
        return 1;
    }
    auto job = send_files(client, arguments, *files);
    if (job && arguments.wait) job = follow(client, text(*job, "id"));
    if (!job) return print_error(job.error()), 1;
    return report(connection, client, *job);
}

}  // namespace lectern::cli
