#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "net/http_client.hpp"

namespace lectern::cli {

/// Speaks to a server's REST interface. A problem that it answers becomes an `Error` with its
/// detail and violations.
class RestClient final {
  public:
    /// `url` as far as the path, e.g. `http://127.0.0.1:8080`. `api_key` (or a token) is shown with
    /// every request unless it is empty.
    RestClient(std::string url, std::string api_key);

    Result<boost::json::value> get(const std::string& path);
    Result<boost::json::value> put(const std::string& path, const boost::json::value& body);
    Result<boost::json::value> post(const std::string& path, const boost::json::value& body);
    Result<void> remove(const std::string& path);

    /// Posts NDJSON that `next_line` gives line by line, nothing at the end.
    Result<boost::json::value> post_lines(
        const std::string& path, std::function<std::optional<std::string>()> next_line
    );

    /// Reads server-sent events until the server ends them or `on_event` answers false.
    Result<void> watch(
        const std::string& path, const std::function<bool(const boost::json::value&)>& on_event
    );

  private:
    Result<boost::json::value> send(net::HttpRequest request, const std::string& path);

    const std::string url_;
    const std::string api_key_;
    const RequestContext context_{};
    net::HttpClient http_;
};

}  // namespace lectern::cli
