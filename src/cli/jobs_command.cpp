#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/rest_client.hpp"
#include "cli/terminal.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

void print_job(const json::value& job) {
    const json::value& counts = member(job, "counts");
    fmt::print(
        "{}  {:<16}  {:<20}  {}  {}/{} indexed, {} failed, {} cancelled\n",
        text(job, "id"),
        text(job, "state"),
        text(job, "dataset"),
        text(job, "created_at"),
        count(counts, "indexed"),
        count(counts, "total"),
        count(counts, "failed"),
        count(counts, "cancelled")
    );
}

Result<json::value> ask(RestClient& client, const JobsArguments& arguments) {
    if (arguments.job.empty())
        return client.get("/v1/jobs?limit=" + std::to_string(arguments.limit));
    const std::string path = "/v1/jobs/" + net::percent_encode(arguments.job);
    return arguments.cancel ? client.post(path + "/cancel", nullptr) : client.get(path);
}

}  // namespace

int jobs(const Connection& connection, const JobsArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    const auto answer = ask(client, arguments);
    if (!answer) return print_error(answer.error()), 1;
    if (connection.json) {
        fmt::print("{}\n", json::serialize(*answer));
    } else if (!arguments.job.empty()) {
        print_job(*answer);
    } else {
        for (const json::value& job : list(*answer, "items")) print_job(job);
    }
    return 0;
}

}  // namespace lectern::cli
