#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "transport/rest/operation.hpp"

namespace lectern::transport::rest {

/// What a method and a path lead to.
struct Route {
    enum class Kind {
        found,
        unknown_path,
        malformed_path,  ///< A `%` that is not followed by two hexadecimal digits.
        wrong_method,    ///< `template_path` and `allowed` are set.
    };

    Kind kind = Kind::unknown_path;
    const Operation* operation = nullptr;  ///< When found. `HEAD` leads to the `GET`.
    std::string_view template_path{};      ///< `unmatched` without a match.
    std::vector<std::pair<std::string_view, std::string>> parameters{
    };  ///< Percent-decoded, by name.
    std::vector<std::string_view> allowed{
    };  ///< With a wrong method: `HEAD` and `OPTIONS` too, in alphabetical order.
};

/// Finds operations by method and path. Segments are compared before they are percent-decoded, so
/// that an encoded slash belongs to a parameter. A literal segment wins over a parameter;
/// parameters are never empty. Thread-safe.
class Router final {
  public:
    /// `operations` outlive the router.
    explicit Router(std::span<const Operation> operations);

    Route find(std::string_view method, std::string_view path) const;

  private:
    struct Node {
        std::map<std::string, std::unique_ptr<Node>, std::less<>> literals{};
        std::unique_ptr<Node> parameter{};
        std::vector<const Operation*> operations{};
    };

    void add(const Operation& operation);
    static const Node* match(
        const Node& node, std::string_view path, std::vector<std::string_view>& values
    );
    static const Operation* choose(const Node& node, std::string_view method);

    Node root_;
};

}  // namespace lectern::transport::rest
