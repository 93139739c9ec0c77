#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/key.grpc.pb.h"
#include "transport/grpc/codec_access.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

// The id of a request that names a key.
template <class Request>
Result<KeyId> key_of(const Request& request) {
    Violations violations;
    violations.check_length("/key_id", request.key_id(), 1, Violations::longest_id);
    if (auto good = violations.verdict(); !good) return fail(good);
    return KeyId{request.key_id()};
}

template <class Response>
void encode_issued(const access::IssuedKey& issued, Response& answer) {
    *answer.mutable_key() = encode(issued.key);
    answer.set_secret(issued.text);
}

class KeyRpc final : public v1::KeyService::CallbackService {
  public:
    KeyRpc(const Site& site, access::KeyService& keys) : site_(site), keys_(keys) {}

    ::grpc::ServerUnaryReactor* ListKeys(
        ::grpc::CallbackServerContext* server,
        const v1::ListKeysRequest* request,
        v1::ListKeysResponse* response
    ) override {
        static constexpr Rpc rpc{.name = "lectern.v1.KeyService/ListKeys", .operation = "listKeys"};
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                std::optional<TenantId> tenant;
                if (wanted.has_tenant()) tenant = TenantId{wanted.tenant()};
                auto keys = keys_.list(call.context(), page, tenant);
                if (!keys) return fail(keys);
                encode_page(*keys, answer, [](const domain::ApiKey& key) { return encode(key); });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* CreateKey(
        ::grpc::CallbackServerContext* server,
        const v1::CreateKeyRequest* request,
        v1::CreateKeyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.KeyService/CreateKey", .operation = "createKey"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto key = decode(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto issued = keys_.create(call.context(), key);
                if (!issued) return fail(issued);
                call.set_target(issued->key.id.value);
                encode_issued(*issued, answer);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetKey(
        ::grpc::CallbackServerContext* server,
        const v1::GetKeyRequest* request,
        v1::GetKeyResponse* response
    ) override {
        static constexpr Rpc rpc{.name = "lectern.v1.KeyService/GetKey", .operation = "getKey"};
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = key_of(wanted);
                if (!id) return fail(id.error());
                auto key = keys_.find(call.context(), *id);
                if (!key) return fail(key);
                *answer.mutable_key() = encode(*key);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* RotateKey(
        ::grpc::CallbackServerContext* server,
        const v1::RotateKeyRequest* request,
        v1::RotateKeyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.KeyService/RotateKey", .operation = "rotateKey"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = key_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                std::chrono::milliseconds grace = access::KeyService::default_grace;
                if (wanted.has_grace_seconds())
                    grace = std::chrono::seconds{wanted.grace_seconds()};
                auto issued = keys_.rotate(call.context(), *id, grace);
                if (!issued) return fail(issued);
                encode_issued(*issued, answer);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* RevokeKey(
        ::grpc::CallbackServerContext* server,
        const v1::RevokeKeyRequest* request,
        v1::RevokeKeyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.KeyService/RevokeKey", .operation = "revokeKey"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = key_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                auto key = keys_.revoke(call.context(), *id);
                if (!key) return fail(key);
                *answer.mutable_key() = encode(*key);
                return {};
            }
        );
    }

  private:
    const Site& site_;
    access::KeyService& keys_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_key_rpc(const Site& site, access::KeyService& keys) {
    return std::make_unique<KeyRpc>(site, keys);
}

}  // namespace lectern::transport::grpc
