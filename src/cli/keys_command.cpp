#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/access_view.hpp"
#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/rest_client.hpp"
#include "cli/terminal.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

int print_issued(const Connection& connection, const Result<json::value>& issued) {
    if (!issued) return print_error(issued.error()), 1;
    if (connection.json) {
        fmt::print("{}\n", json::serialize(*issued));
    } else {
        print_issued_key(*issued);
    }
    return 0;
}

}  // namespace

int create_key(const Connection& connection, const CreateKeyArguments& arguments) {
    json::array scopes;
    for (const std::string& scope : arguments.scopes) scopes.emplace_back(scope);
    json::object request{{"name", arguments.name}, {"scopes", std::move(scopes)}};
    if (!arguments.tenant.empty()) request["tenant"] = arguments.tenant;
    if (!arguments.expires_at.empty()) request["expires_at"] = arguments.expires_at;
    RestClient client(connection.url, connection.api_key);
    return print_issued(connection, client.post("/v1/keys", request));
}

int list_keys(const Connection& connection, const std::string& tenant) {
    RestClient client(connection.url, connection.api_key);
    std::string path = "/v1/keys?limit=100";
    if (!tenant.empty()) path += "&tenant=" + net::percent_encode(tenant);
    std::string cursor;
    do {
        const auto page =
            client.get(path + (cursor.empty() ? "" : "&cursor=" + net::percent_encode(cursor)));
        if (!page) return print_error(page.error()), 1;
        if (connection.json) fmt::print("{}\n", json::serialize(*page));
        for (const json::value& key : list(*page, "items")) {
            if (!connection.json) print_key(key);
        }
        cursor = text(*page, "next_cursor");
    } while (!cursor.empty());
    return 0;
}

int rotate_key(const Connection& connection, const RotateKeyArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    const json::object request{{"grace_seconds", arguments.grace_seconds}};
    const std::string path = "/v1/keys/" + net::percent_encode(arguments.key) + "/rotate";
    return print_issued(connection, client.post(path, request));
}

int revoke_key(const Connection& connection, const std::string& key) {
    RestClient client(connection.url, connection.api_key);
    const auto revoked = client.remove("/v1/keys/" + net::percent_encode(key));
    if (!revoked) return print_error(revoked.error()), 1;
    return 0;
}

}  // namespace lectern::cli
