#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/rest_client.hpp"
#include "cli/terminal.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

void print_dataset(const json::value& dataset) {
    const json::value& settings = member(dataset, "settings");
    const json::value& embedding = member(settings, "embedding");
    fmt::print(
        "{:<24}  {} documents, {} chunks, language {}, embedding {} ({} dimensions)\n",
        text(dataset, "id"),
        count(dataset, "documents"),
        count(dataset, "chunks"),
        text(settings, "language"),
        text(embedding, "kind"),
        count(embedding, "dimensions")
    );
}

int print_all(const Connection& connection, RestClient& client) {
    std::string cursor;
    do {
        const auto page = client.get(
            "/v1/datasets?limit=100" +
            (cursor.empty() ? "" : "&cursor=" + net::percent_encode(cursor))
        );
        if (!page) return print_error(page.error()), 1;
        if (connection.json) fmt::print("{}\n", json::serialize(*page));
        for (const json::value& dataset : list(*page, "items")) {
            if (!connection.json) print_dataset(dataset);
        }
        cursor = text(*page, "next_cursor");
    } while (!cursor.empty());
    return 0;
}

}  // namespace

int datasets(const Connection& connection, const DatasetsArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    if (arguments.dataset.empty()) return print_all(connection, client);
    const std::string path = "/v1/datasets/" + net::percent_encode(arguments.dataset);
    if (arguments.remove) {
        if (auto removed = client.remove(path); !removed) return print_error(removed.error()), 1;
        return 0;
    }
    const auto dataset = client.get(path);
    if (!dataset) return print_error(dataset.error()), 1;
    if (connection.json) {
        fmt::print("{}\n", json::serialize(*dataset));
    } else {
        print_dataset(*dataset);
    }
    return 0;
}

}  // namespace lectern::cli
