#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "transport/common/json_reader.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/operation.hpp"
#include "transport/rest/parameters.hpp"
#include "transport/rest/router.hpp"
#include "transport/rest/schema.hpp"

namespace lectern::transport::rest {

/// The OpenAPI document, ready for checking requests against it. Thread-safe once made.
class Contract final {
  public:
    /// `invalid_argument` when the document is not JSON, uses what the validator does not know, or
    /// lacks an operation.
    static Result<std::unique_ptr<Contract>> create(
        std::string_view document, std::span<const Operation> operations
    );

    /// Reads the parameters of the operation. `invalid_argument` lists everything wrong; fields are
    /// `query:`, `path:` or `header:` and the name. Unknown query parameters are wrong too.
    Result<Parameters> read_parameters(
        const Operation& operation, const Route& route, const http::RequestHead& head
    ) const;

    /// Reads and checks a JSON body of the operation. `invalid_argument` lists everything wrong by
    /// JSON pointer.
    Result<boost::json::value> read_json_body(const Operation& operation, std::string_view body)
        const;

    /// Reads JSON that must fit `#/components/schemas/<name>`, e.g. a line of NDJSON; pointers
    /// begin with `pointer`.
    Result<boost::json::value> read_component(
        std::string_view name, std::string_view text, const std::string& pointer
    ) const;

  private:
    enum class Place { path, query, header };
    struct Parameter {
        std::string name{};   ///< In lower case for headers.
        std::string label{};  ///< For violations: place and name.
        Place place = Place::query;
        bool required = false;
        const Schema* schema = nullptr;
    };
    struct OperationContract {
        std::vector<Parameter> parameters{};
        const Schema* json_body = nullptr;
    };
    using Violations = std::vector<FieldViolation>;

    explicit Contract(boost::json::value document);

    Result<void> load(const Operation& operation);
    Result<void> load_parameters(const boost::json::value* list, OperationContract& contract);
    Result<void> load_components();
    const boost::json::value* follow(const boost::json::value* value) const;

    static std::vector<std::string_view> given(
        const Parameter& parameter, const Route& route, const http::RequestHead& head
    );
    static void read_parameter(
        const Parameter& parameter,
        const std::vector<std::string_view>& given,
        Parameters& out,
        Violations& violations
    );
    static void find_unknown(
        const OperationContract& contract, const http::RequestHead& head, Violations& violations
    );
    static Result<boost::json::value> read(
        const Schema& schema, std::string_view text, const std::string& pointer
    );

    boost::json::value document_;
    SchemaSet schemas_;
    std::unordered_map<std::string_view, OperationContract> operations_;
    std::unordered_map<std::string_view, const Schema*> components_;
};

}  // namespace lectern::transport::rest
