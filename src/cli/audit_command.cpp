#include <algorithm>

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

constexpr std::uint32_t longest_page = 1'000;

void add_if(std::string& path, std::string_view name, const std::string& value) {
    if (!value.empty())
        path.append("&").append(name).append("=").append(net::percent_encode(value));
}

std::string filter_of(const AuditArguments& arguments) {
    std::string filter;
    add_if(filter, "from", arguments.from);
    add_if(filter, "until", arguments.until);
    add_if(filter, "subject", arguments.subject);
    add_if(filter, "operation", arguments.operation);
    add_if(filter, "outcome", arguments.outcome);
    return filter;
}

}  // namespace

int list_audit(const Connection& connection, const AuditArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    const std::string filter = filter_of(arguments);
    std::uint32_t left = arguments.limit;
    std::string cursor;
    do {
        std::string path = "/v1/audit?limit=" + std::to_string(std::min(left, longest_page));
        path += filter;
        add_if(path, "cursor", cursor);
        const auto page = client.get(path);
        if (!page) return print_error(page.error()), 1;
        if (connection.json) fmt::print("{}\n", json::serialize(*page));
        for (const json::value& record : list(*page, "items")) {
            if (!connection.json) print_audit_record(record);
        }
        left -=
            static_cast<std::uint32_t>(std::min<std::size_t>(left, list(*page, "items").size()));
        cursor = text(*page, "next_cursor");
    } while (!cursor.empty() && left > 0);
    return 0;
}

int verify_audit(const Connection& connection, const AnchorArguments& anchor) {
    RestClient client(connection.url, connection.api_key);
    std::string path = "/v1/audit/verification";
    if (anchor.sequence != 0) {
        path += "?sequence=" + std::to_string(anchor.sequence) +
                "&hash=" + net::percent_encode(anchor.hash);
    }
    const auto verification = client.get(path);
    if (!verification) return print_error(verification.error()), 1;
    if (connection.json) {
        fmt::print("{}\n", json::serialize(*verification));
        return member(*verification, "intact").is_bool() &&
                       member(*verification, "intact").get_bool()
                   ? 0
                   : 1;
    }
    return print_audit_verification(*verification);
}

}  // namespace lectern::cli
