// Asks the same queries over REST, GraphQL and gRPC in turn and compares the medians.
//
//   lectern_protocols_bench HOST:PORT GRPC_HOST:PORT GRAPHQL_DOCUMENT < queries
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <grpcpp/grpcpp.h>

#include "lectern/v1/retrieval.grpc.pb.h"

namespace {

using Clock = std::chrono::steady_clock;
namespace asio = boost::asio;
namespace json = boost::json;

// One kept connection; takes answers with a Content-Length and does not look into them.
class HttpConnection {
  public:
    explicit HttpConnection(std::string address) : address_(std::move(address)) {
        const auto colon = address_.rfind(':');
        asio::ip::tcp::resolver resolver(io_);
        asio::connect(
            socket_, resolver.resolve(address_.substr(0, colon), address_.substr(colon + 1))
        );
        socket_.set_option(asio::ip::tcp::no_delay(true));
    }

    void post(std::string_view target, std::string_view body) {
        const std::string request =
            "POST " + std::string(target) + " HTTP/1.1\r\nHost: " + address_ +
            "\r\nContent-Type: application/json\r\n" +
            "Accept: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + std::string(body);
        asio::write(socket_, asio::buffer(request));
        const std::size_t head =
            asio::read_until(socket_, asio::dynamic_buffer(buffer_), "\r\n\r\n");
        if (!buffer_.starts_with("HTTP/1.1 200")) throw std::runtime_error(buffer_);
        const std::size_t total = head + content_length(std::string_view(buffer_).substr(0, head));
        if (buffer_.size() < total) {
            const std::size_t there = buffer_.size();
            buffer_.resize(total);
            asio::read(socket_, asio::buffer(buffer_.data() + there, total - there));
        }
        buffer_.erase(0, total);
    }

  private:
    static std::size_t content_length(std::string_view head) {
        constexpr std::string_view name = "\r\nContent-Length: ";
        const auto at = head.find(name);
        if (at == std::string_view::npos) throw std::runtime_error("no Content-Length");
        std::size_t length = 0;
        const char* begin = head.data() + at + name.size();
        std::from_chars(begin, head.data() + head.size(), length);
        return length;
    }

    std::string address_;
    asio::io_context io_;
    asio::ip::tcp::socket socket_{io_};
    std::string buffer_;
};

struct Protocol {
    std::string name;
    std::function<void(const std::string& query)> ask;
    std::vector<double> microseconds{};
};

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void measure(Protocol& protocol, const std::string& query) {
    const auto started = Clock::now();
    protocol.ask(query);
    const std::chrono::duration<double, std::micro> took = Clock::now() - started;
    protocol.microseconds.push_back(took.count());
}

std::vector<std::string> read_queries() {
    std::vector<std::string> queries;
    for (std::string line; std::getline(std::cin, line);) queries.push_back(line);
    return queries;
}

std::string read_file(const char* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void report(const std::vector<Protocol>& protocols) {
    const double rest = median(protocols.front().microseconds);
    for (const Protocol& protocol : protocols) {
        const double middle = median(protocol.microseconds);
        std::printf(
            "%-8s median %7.1f us  %.2f x REST  (%zu requests)\n",
            protocol.name.c_str(),
            middle,
            middle / rest,
            protocol.microseconds.size()
        );
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::cerr << "usage: lectern_protocols_bench HOST:PORT GRPC_HOST:PORT GRAPHQL_DOCUMENT\n";
        return 2;
    }
    HttpConnection rest(argv[1]);
    HttpConnection graphql(argv[1]);
    const auto stub = lectern::v1::RetrievalService::NewStub(
        grpc::CreateChannel(argv[2], grpc::InsecureChannelCredentials())
    );
    const std::string document = read_file(argv[3]);

    std::vector<Protocol> protocols;
    protocols.push_back({"REST", [&](const std::string& query) {
                             const json::value body{{"query", query}, {"mode", "lexical"}};
                             rest.post("/v1/retrieve", json::serialize(body));
                         }});
    protocols.push_back({"GraphQL", [&](const std::string& query) {
                             const json::value body{
                                 {"query", document},
                                 {"variables", {{"input", {{"query", query}, {"mode", "LEXICAL"}}}}}
                             };
                             graphql.post("/graphql", json::serialize(body));
                         }});
    protocols.push_back({"gRPC", [&](const std::string& query) {
                             grpc::ClientContext context;
                             lectern::v1::RetrieveRequest request;
                             request.set_query(query);
                             request.set_mode(lectern::v1::RETRIEVAL_MODE_LEXICAL);
                             lectern::v1::RetrieveResponse response;
                             const auto status = stub->Retrieve(&context, request, &response);
                             if (!status.ok()) throw std::runtime_error(status.error_message());
                         }});

    const auto queries = read_queries();
    constexpr std::size_t warm_up = 50;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        for (Protocol& protocol : protocols) measure(protocol, queries[i]);
        if (i + 1 != warm_up) continue;
        for (Protocol& protocol : protocols) protocol.microseconds.clear();
    }
    report(protocols);
    return 0;
}
