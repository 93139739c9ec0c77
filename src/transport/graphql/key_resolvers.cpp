#include <algorithm>
#include <chrono>
#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using access::IssuedKey;
using domain::ApiKey;

KeyId id_of(const RootCall& call) { return {call.arguments.text("id")}; }

std::optional<TenantId> tenant_of(const Arguments& arguments) {
    auto tenant = arguments.optional_text("tenant");
    if (!tenant) return std::nullopt;
    return TenantId{std::move(*tenant)};
}

Scopes decode_scopes(const Arguments& input) {
    Scopes scopes;
    Scopes known = Scopes::all();
    known.add(Scope::tenants_admin);
    const std::vector<std::string> values = input.texts("scopes");
    for (const Scope scope : known.list()) {
        if (std::ranges::find(values, enum_value(to_string(scope))) != values.end())
            scopes.add(scope);
    }
    return scopes;
}

Resolved find(RootCall& call) {
    auto key = call.state.administration().keys.find(call.context, id_of(call));
    if (!key) return fail(key);
    return Source::of(std::move(*key));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    return connection_of(
        call.state.administration().keys.list(call.context, *page, tenant_of(call.arguments))
    );
}

Resolved show(Result<IssuedKey> issued, RootCall& call) {
    if (!issued) return fail(issued);
    call.target = issued->key.id.value;
    return Source::of(std::move(*issued));
}

Resolved create(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    const access::NewKey wanted{
        .name = input.text("name"),
        .scopes = decode_scopes(input),
        .tenant = tenant_of(input),
        .expires_at = input.time("expiresAt"),
    };
    return show(call.state.administration().keys.create(call.context, wanted), call);
}

Resolved rotate(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    const KeyId id{input.text("id")};
    call.target = id.value;
    const std::chrono::seconds grace{
        input.whole("graceSeconds", std::chrono::seconds(access::KeyService::default_grace).count())
    };
    return show(call.state.administration().keys.rotate(call.context, id, grace), call);
}

Resolved revoke(RootCall& call) {
    call.target = id_of(call).value;
    auto key = call.state.administration().keys.revoke(call.context, id_of(call));
    if (!key) return fail(key);
    return Source::of(std::move(*key));
}

language::Value encode_scopes(const ApiKey& key) {
    language::List values;
    for (const Scope scope : key.scopes.list()) values.emplace_back(enum_value(to_string(scope)));
    return values;
}

language::Value encode_optional(const std::optional<Timestamp>& time) {
    if (!time) return nullptr;
    return encode(*time);
}

void bind_key(Resolvers& resolvers) {
    using T = ApiKey;
    resolvers.get<T>("Key.id", [](const T& it) { return it.id.value; });
    resolvers.get<T>("Key.tenant", [](const T& it) { return it.tenant.value; });
    resolvers.get<T>("Key.name", [](const T& it) { return it.name; });
    resolvers.get<T>("Key.scopes", encode_scopes);
    resolvers.get<T>("Key.createdAt", [](const T& it) { return encode(it.created_at); });
    resolvers.get<T>("Key.expiresAt", [](const T& it) { return encode_optional(it.expires_at); });
    resolvers.get<T>("Key.revokedAt", [](const T& it) { return encode_optional(it.revoked_at); });
    resolvers.get<T>("Key.previousExpiresAt", [](const T& it) {
        return encode_optional(it.previous_expires_at);
    });
}

void bind_issued(Resolvers& resolvers, const std::string& payload) {
    using T = IssuedKey;
    bind_part<T>(resolvers, payload + ".key", [](const T& it) -> const auto& { return it.key; });
    resolvers.get<T>(payload + ".secret", [](const T& it) { return it.text; });
}

}  // namespace

void bind_keys(Resolvers& resolvers) {
    bind_root(resolvers, "Query.key", "getKey", find);
    bind_root(resolvers, "Query.keys", "listKeys", list);
    bind_root(resolvers, "Mutation.createKey", "createKey", create);
    bind_root(resolvers, "Mutation.rotateKey", "rotateKey", rotate);
    bind_root(resolvers, "Mutation.revokeKey", "revokeKey", revoke);
    bind_key(resolvers);
    bind_connection(resolvers, "Key");
    bind_issued(resolvers, "CreateKeyPayload");
    bind_issued(resolvers, "RotateKeyPayload");
    bind_same(resolvers, "RevokeKeyPayload.key");
}

}  // namespace lectern::transport::graphql
