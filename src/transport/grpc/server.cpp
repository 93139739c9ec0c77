#include "transport/grpc/server.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include "transport/grpc/credentials.hpp"
#include "transport/grpc/rpc_services.hpp"

namespace lectern::transport::grpc {
namespace {

template <class Number>
int as_int(Number number) {
    return static_cast<int>(
        std::min<std::uint64_t>(static_cast<std::uint64_t>(number), std::numeric_limits<int>::max())
    );
}

std::string listen_on(const ServerOptions& options) {
    const bool is_v6 = options.address.contains(':');
    const std::string host = is_v6 ? "[" + options.address + "]" : options.address;
    return host + ":" + std::to_string(options.port);
}

void configure(::grpc::ServerBuilder& builder, const ServerOptions& options) {
    builder.SetMaxReceiveMessageSize(as_int(options.max_message_bytes));
    // A second server must not share the port in silence.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, as_int(options.max_metadata_bytes));
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, as_int(options.keepalive_time.count()));
    builder.AddChannelArgument(
        GRPC_ARG_KEEPALIVE_TIMEOUT_MS, as_int(options.keepalive_timeout.count())
    );
    builder.AddChannelArgument(
        GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
        as_int(options.min_ping_interval.count())
    );
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    if (options.max_connection_age.count() > 0) {
        builder.AddChannelArgument(
            GRPC_ARG_MAX_CONNECTION_AGE_MS, as_int(options.max_connection_age.count())
        );
    }
}

// Both are switches of the whole process that gRPC wants thrown before a server is made.
void enable_health_and_reflection() {
    ::grpc::EnableDefaultHealthCheckService(true);
    ::grpc::reflection::InitProtoReflectionServerBuilderPlugin();
}

}  // namespace

class Server::Core {
  public:
    Core(Parts parts, const telemetry::Telemetry& telemetry, ServerOptions options)
        : options_(std::move(options)),
          site_{
              .gate = parts.gate,
              .pool = parts.pool,
              .live = live_,
              .telemetry = telemetry,
              .request_timeout = options_.request_timeout,
              .draining = draining_.get_token(),
          },
          unmatched_(make_unmatched_rpc(site_)) {
        const auto& services = parts.services;
        const auto max_documents = options_.max_streamed_documents;
        add("IngestionService",
            make_ingestion_rpc(site_, services.ingestion, services.jobs, max_documents));
        add("RetrievalService", make_retrieval_rpc(site_, services.retrieval));
        add("JobService", make_job_rpc(site_, services.jobs));
        add("DeadLetterService", make_dead_letter_rpc(site_, services.dead_letters));
        add("DocumentService", make_document_rpc(site_, services.documents));
        add("DatasetService", make_dataset_rpc(site_, services.datasets));
        add("GraphService", make_graph_rpc(site_, services.graph));
        add("EmbeddingService", make_embedding_rpc(site_, services.embedding));
        add("KeyService", make_key_rpc(site_, parts.keys));
        add("AuditService", make_audit_rpc(site_, parts.audit));
    }

    Result<std::uint16_t> start() {
        auto credentials = load_credentials(options_.tls);
        if (!credentials) return fail(credentials);
        enable_health_and_reflection();
        const std::string address = listen_on(options_);
        int port = 0;
        ::grpc::ServerBuilder builder;
        configure(builder, options_);
        builder.AddListeningPort(address, *credentials, &port);
        for (const Named& named : services_) builder.RegisterService(named.service.get());
        builder.RegisterCallbackGenericService(unmatched_.get());
        server_ = builder.BuildAndStart();
        if (server_ == nullptr || port == 0) {
            return fail(
                ErrorCode::invalid_argument,
                "cannot listen on " + address +
                    " for gRPC: the address is in use, or is not this machine's"
            );
        }
        set_serving(false);
        return static_cast<std::uint16_t>(port);
    }

    void set_serving(bool is_serving) {
        if (server_ == nullptr) return;
        auto* health = server_->GetHealthCheckService();
        health->SetServingStatus("", is_serving);
        for (const Named& named : services_) health->SetServingStatus(named.name, is_serving);
    }

    void stop(std::chrono::milliseconds grace) {
        if (server_ == nullptr) return;
        set_serving(false);
        draining_.request_stop();
        server_->Shutdown(std::chrono::system_clock::now() + grace);
        server_->Wait();
        live_.await_none();
        server_.reset();
    }

  private:
    struct Named {
        std::string name;
        std::unique_ptr<::grpc::Service> service;
    };

    void add(std::string_view name, std::unique_ptr<::grpc::Service> service) {
        services_.push_back(
            {.name = std::string("lectern.v1.").append(name), .service = std::move(service)}
        );
    }

    const ServerOptions options_;
    std::stop_source draining_{};
    LiveCalls live_{};
    const Site site_;
    std::vector<Named> services_{};
    std::unique_ptr<::grpc::CallbackGenericService> unmatched_;
    std::unique_ptr<::grpc::Server> server_{};
};

Server::Server(Parts parts, const telemetry::Telemetry& telemetry, ServerOptions options)
    : core_(std::make_unique<Core>(parts, telemetry, std::move(options))) {}

Server::~Server() { stop(std::chrono::milliseconds{0}); }

Result<void> Server::start() {
    auto port = core_->start();
    if (!port) return fail(port);
    port_ = *port;
    return {};
}

void Server::set_serving(bool is_serving) { core_->set_serving(is_serving); }

void Server::stop(std::chrono::milliseconds grace) { core_->stop(grace); }

}  // namespace lectern::transport::grpc
