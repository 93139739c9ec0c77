#include "transport/rest/codec_access.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/codec_value.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

KeyId key_id(const Call& call) { return {call.parameters.text("key_id")}; }

Result<http::Response> show(Result<domain::ApiKey> key) {
    if (!key) return fail(key);
    return json_response(encode(*key));
}

Result<http::Response> create(access::KeyService& keys, Call& call) {
    auto wanted = decode_new_key(call.json());
    if (!wanted) return fail(wanted);
    auto issued = keys.create(call.context, *wanted);
    if (!issued) return fail(issued);
    call.target = issued->key.id.value;
    http::Response response = json_response(encode(*issued), 201);
    response.headers.push_back(location("/v1/keys", issued->key.id.value));
    return response;
}

Result<http::Response> list(access::KeyService& keys, Call& call) {
    std::optional<TenantId> tenant;
    if (auto name = call.parameters.optional_text("tenant")) tenant = TenantId{std::move(*name)};
    auto page = keys.list(call.context, decode_page_request(call.parameters), tenant);
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::ApiKey& key) { return encode(key); }));
}

Result<http::Response> rotate(access::KeyService& keys, Call& call) {
    std::chrono::milliseconds grace = access::KeyService::default_grace;
    if (call.form != nullptr && call.json().contains("grace_seconds"))
        grace = std::chrono::seconds{count_or(call.json(), "grace_seconds", 0)};
    auto issued = keys.rotate(call.context, key_id(call), grace);
    if (!issued) return fail(issued);
    return json_response(encode(*issued));
}

}  // namespace

void bind_keys(Bindings& bindings, access::KeyService& keys) {
    bindings.bind("createKey", [&keys](Call& call) { return create(keys, call); });
    bindings.bind("listKeys", [&keys](Call& call) { return list(keys, call); });
    bindings.bind("getKey", [&keys](Call& call) {
        return show(keys.find(call.context, key_id(call)));
    });
    bindings.bind("revokeKey", [&keys](Call& call) {
        return show(keys.revoke(call.context, key_id(call)));
    });
    bindings.bind("rotateKey", [&keys](Call& call) { return rotate(keys, call); });
}

}  // namespace lectern::transport::rest
