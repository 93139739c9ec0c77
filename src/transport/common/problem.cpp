#include "transport/common/problem.hpp"

#include <boost/json.hpp>

#include "core/utf8.hpp"
#include "transport/common/status_map.hpp"

namespace lectern::transport {
namespace {

boost::json::array violations_of(const Error& error) {
    boost::json::array list;
    for (const auto& violation : error.violations) {
        boost::json::object entry;
        entry["pointer"] = as_utf8(violation.field);
        entry["detail"] = as_utf8(violation.description);
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace

std::string problem_json(const Error& error, const RequestContext& context, unsigned status) {
    boost::json::object problem;
    problem["type"] = problem_type(error.code);
    problem["title"] = problem_title(error.code);
    problem["status"] = status;
    problem["detail"] = as_utf8(error.message);
    problem["code"] = to_string(error.code);
    problem["request_id"] = as_utf8(context.request_id);
    if (context.trace.is_valid()) problem["trace_id"] = context.trace.trace_id_hex();
    if (!error.violations.empty()) problem["errors"] = violations_of(error);
    return boost::json::serialize(problem);
}

}  // namespace lectern::transport
