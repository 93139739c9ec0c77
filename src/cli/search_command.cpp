#include <string>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/json_view.hpp"
#include "cli/rest_client.hpp"
#include "cli/terminal.hpp"

namespace lectern::cli {
namespace {

namespace json = boost::json;

// The snippet with its matches between the marks, on one line.
std::string marked(const json::value& highlight, std::string_view open, std::string_view close) {
    const std::string snippet = text(highlight, "snippet");
    std::string result;
    std::size_t done = 0;
    for (const json::value& match : list(highlight, "matches")) {
        const std::size_t begin = count(match, "begin");
        const std::size_t end = count(match, "end");
        if (begin < done || end < begin || end > snippet.size()) continue;
        result += snippet.substr(done, begin - done);
        result += open;
        result += snippet.substr(begin, end - begin);
        result += close;
        done = end;
    }
    result += snippet.substr(done);
    for (char& c : result) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return result;
}

void print_contributions(const json::value& hit) {
    for (const json::value& part : list(member(hit, "explain"), "contributions")) {
        fmt::print(
            "     {}: rank {}, score {:.4f}, adds {:.5f}\n",
            text(part, "leg"),
            count(part, "rank"),
            number(part, "score"),
            number(part, "fused")
        );
    }
}

void print_hit(std::size_t place, const json::value& hit, bool colour) {
    const std::string title = text(hit, "title");
    fmt::print(
        "{:2}. {:.4f}  {}  [{}/{}]\n",
        place,
        number(hit, "score"),
        title.empty() ? text(hit, "document_id") : title,
        text(hit, "dataset"),
        text(hit, "document_id")
    );
    for (const json::value& highlight : list(hit, "highlights")) {
        fmt::print(
            "     {}\n",
            colour ? marked(highlight, "\x1b[1m", "\x1b[0m") : marked(highlight, "*", "*")
        );
    }
    print_contributions(hit);
}

void print_summary(const json::value& answer) {
    const json::value& total = member(answer, "total");
    fmt::print(
        "{}{} chunks match",
        text(total, "relation") == "at_least" ? "at least " : "",
        count(total, "value")
    );
    if (const json::value& timings = member(answer, "timings"); timings.is_object()) {
        std::string_view separator = "; ";
        for (const auto& entry : timings.get_object()) {
            const std::string_view stage = entry.key();
            fmt::print("{}{} {:.2f} ms", separator, stage, number(timings, stage));
            separator = ", ";
        }
    }
    fmt::print("\n");
    for (const json::value& leg : list(answer, "degraded")) {
        if (leg.is_string())
            fmt::print("without the {} leg, which failed\n", std::string_view(leg.get_string()));
    }
}

}  // namespace

int search(const Connection& connection, const SearchArguments& arguments) {
    RestClient client(connection.url, connection.api_key);
    json::array datasets;
    for (const std::string& dataset : arguments.datasets) datasets.emplace_back(dataset);
    const json::object request{
        {"query", arguments.query},
        {"mode", arguments.mode},
        {"datasets", datasets},
        {"top_k", arguments.top_k},
        {"explain", arguments.explain},
    };
    const auto answer = client.post("/v1/retrieve", request);
    if (!answer) return print_error(answer.error()), 1;
    if (connection.json) {
        fmt::print("{}\n", json::serialize(*answer));
        return 0;
    }
    const bool colour = ::isatty(STDOUT_FILENO) == 1;
    std::size_t place = 0;
    for (const json::value& hit : list(*answer, "hits")) print_hit(++place, hit, colour);
    print_summary(*answer);
    return 0;
}

}  // namespace lectern::cli
