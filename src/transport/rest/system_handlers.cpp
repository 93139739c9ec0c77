#include <utility>

#include "core/digest.hpp"
#include "transport/rest/contract/operations.hpp"
#include "transport/rest/entity_tag.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

http::Response probe(const std::vector<std::string>& not_ready) {
    boost::json::array names;
    for (const std::string& name : not_ready) names.emplace_back(name);
    const bool is_ready = names.empty();
    return json_response(
        boost::json::object{
            {"status", is_ready ? "ok" : "not_ready"}, {"not_ready", std::move(names)}
        },
        is_ready ? 200 : 503
    );
}

http::Response show_contract(const Call& call, const std::string& tag) {
    const auto known = parse_entity_tags(call.parameters.text("if-none-match"));
    http::Response response{.headers = {{"ETag", quote_tag(tag)}, {"Cache-Control", "no-cache"}}};
    if (names_tag(known, tag)) {
        response.status = 304;
        return response;
    }
    response.headers.emplace_back("Content-Type", "application/json");
    response.body = contract::document();
    return response;
}

}  // namespace

void bind_contract(Bindings& bindings) {
    const std::string tag = sha256_hex(contract::document()).substr(0, 16);
    bindings.bind("getContract", [tag](Call& call) -> Result<http::Response> {
        return show_contract(call, tag);
    });
}

void bind_system(Bindings& bindings, const Probes& probes, const MetricsPage& metrics) {
    bindings.bind("getLiveness", [](Call&) -> Result<http::Response> { return probe({}); });
    bindings.bind("getReadiness", [&probes](Call&) -> Result<http::Response> {
        return probe(probes.not_ready());
    });
    bindings.bind("getStartup", [&probes](Call&) -> Result<http::Response> {
        return probe(probes.not_started());
    });
    bindings.bind("getMetrics", [&metrics](Call& call) -> Result<http::Response> {
        MetricsText page = metrics.render(call.request.head.header("accept"));
        http::Response response{.headers = {{"Content-Type", std::move(page.content_type)}}};
        response.body = std::move(page.body);
        return response;
    });
}

}  // namespace lectern::transport::rest
