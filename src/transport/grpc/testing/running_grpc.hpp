#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include "access/audit_service.hpp"
#include "access/gate.hpp"
#include "access/key_ring.hpp"
#include "access/key_service.hpp"
#include "core/executor.hpp"
#include "services/testing/service_fixture.hpp"
#include "transport/grpc/server.hpp"

namespace lectern::transport::grpc::testing {

/// Lets in who shows the token `good` or nothing, as a test says; remembers what was admitted.
class ScriptedGate final : public access::Gate {
  public:
    bool is_open() const override { return false; }

    Result<Principal> authenticate(
        const RequestContext& context, const access::Origin&, const access::Credential& credential
    ) override {
        if (on_authenticate) on_authenticate(context);
        if (!credential.token.empty() && credential.token != "good")
            return fail(ErrorCode::unauthenticated, "the key is not known");
        return Principal{};
    }

    access::Admission admit(
        const RequestContext&, const access::Origin& origin, const access::Rule& rule
    ) override {
        const std::lock_guard lock(mutex_);
        protocol_ = origin.protocol;
        address_ = origin.remote_address;
        const auto refused = refusals_.find(rule.operation);
        Result<void> verdict;
        if (refused != refusals_.end()) verdict = fail(refused->second);
        return {std::move(verdict), quota_, std::make_unique<Slot>(*this, rule.operation)};
    }

    void refuse(std::string_view operation, Error error) {
        refusals_[std::string(operation)] = std::move(error);
    }
    void limit(access::Quota quota) { quota_ = quota; }

    /// Called for each request on the request pool; may block or throw. Set before the first call.
    std::function<void(const RequestContext&)> on_authenticate{};

    /// Operation, target and outcome of the last that ended.
    std::string last() const {
        const std::lock_guard lock(mutex_);
        return last_;
    }
    std::string origin() const {
        const std::lock_guard lock(mutex_);
        return protocol_ + " " + address_;
    }

  private:
    class Slot final : public access::Admission::Slot {
      public:
        Slot(ScriptedGate& gate, std::string_view operation) : gate_(gate), operation_(operation) {}
        void finish(std::optional<ErrorCode> outcome, std::string_view target) override {
            const std::lock_guard lock(gate_.mutex_);
            gate_.last_ = operation_ + " " + std::string(target) + " " +
                          std::string(outcome ? to_string(*outcome) : "ok");
        }

      private:
        ScriptedGate& gate_;
        std::string operation_;
    };

    std::map<std::string, Error, std::less<>> refusals_;
    std::optional<access::Quota> quota_;
    mutable std::mutex mutex_;
    std::string last_;
    std::string protocol_;
    std::string address_;
};

/// The whole gRPC interface over real services and the memory back end, on a port of its own.
struct RunningGrpc : services::ServiceFixture {
    explicit RunningGrpc(
        ServerOptions options = {}, Executor::Options pool_options = pool_of(4, 64)
    )
        : pool(std::move(pool_options)),
          server(
              {.services = services(), .keys = keys, .audit = audit, .gate = gate, .pool = pool},
              telemetry,
              std::move(options)
          ) {
        auto started = server.start();
        EXPECT_TRUE(started) << started.error().message;
        server.set_serving(true);
    }
    ~RunningGrpc() { server.stop(std::chrono::seconds{0}); }

    static Executor::Options pool_of(std::size_t threads, std::size_t queue) {
        return {.name = "requests", .threads = threads, .queue_capacity = queue};
    }

    std::string address() const { return "127.0.0.1:" + std::to_string(server.port()); }

    std::shared_ptr<::grpc::Channel> channel(
        std::shared_ptr<::grpc::ChannelCredentials> credentials =
            ::grpc::InsecureChannelCredentials()
    ) const {
        ::grpc::ChannelArguments arguments;
        arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        return ::grpc::CreateCustomChannel(address(), credentials, arguments);
    }

    access::KeyRing key_ring{store.api_keys(), clock, {}};
    access::KeyService keys{store.api_keys(), key_ring, clock};
    access::AuditService audit{store.audit()};
    ScriptedGate gate{};
    Executor pool;
    Server server;
};

/// Opens once, for good. Thread-safe.
class Door final {
  public:
    void open() { door_.set_value(); }
    void wait() { opened_.wait(); }

  private:
    std::promise<void> door_;
    std::shared_future<void> opened_ = door_.get_future().share();
};

/// Blocks until a stop is requested.
inline void await_stop(const std::stop_token& stop) {
    Door door;
    const std::stop_callback on_stop(stop, [&door] { door.open(); });
    door.wait();
}

/// A client context whose call does not wait for ever when something is broken.
struct ClientCall : ::grpc::ClientContext {
    explicit ClientCall(std::chrono::seconds limit = std::chrono::seconds{30}) {
        set_deadline(std::chrono::system_clock::now() + limit);
    }

    std::string initial(const std::string& name) const {
        return value_in(GetServerInitialMetadata(), name);
    }
    std::string trailing(const std::string& name) const {
        return value_in(GetServerTrailingMetadata(), name);
    }

  private:
    static std::string value_in(
        const std::multimap<::grpc::string_ref, ::grpc::string_ref>& metadata,
        const std::string& name
    ) {
        const auto found = metadata.find(name);
        return found == metadata.end() ? std::string()
                                       : std::string(found->second.data(), found->second.size());
    }
};

}  // namespace lectern::transport::grpc::testing
