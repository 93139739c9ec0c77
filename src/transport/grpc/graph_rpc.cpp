#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/graph.grpc.pb.h"
#include "transport/grpc/codec_graph.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

template <class Request>
Result<VocabularyId> vocabulary_of(const Request& request) {
    Violations violations;
    violations.check_length("/vocabulary_id", request.vocabulary_id(), 1, Violations::longest_name);
    if (auto good = violations.verdict(); !good) return fail(good);
    return VocabularyId{request.vocabulary_id()};
}

// Of a request that names an entity.
template <class Request>
void check_names(const Request& request, Violations& violations) {
    violations.check("/dataset", DatasetId{request.dataset()});
    violations.check_length("/entity_id", request.entity_id(), 1, Violations::longest_name);
}

ports::EntityFilter decode_filter(const v1::ListEntitiesRequest& request, Violations& violations) {
    ports::EntityFilter filter;
    if (request.has_type()) filter.type = request.type();
    if (request.has_name()) filter.name = request.name();
    if (filter.type) violations.check_length("/type", *filter.type, 1, Violations::longest_name);
    if (filter.name) violations.check_length("/name", *filter.name, 1, Violations::longest_name);
    return filter;
}

class GraphRpc final : public v1::GraphService::CallbackService {
  public:
    GraphRpc(const Site& site, services::GraphService& graph) : site_(site), graph_(graph) {}

    ::grpc::ServerUnaryReactor* ListEntities(
        ::grpc::CallbackServerContext* server,
        const v1::ListEntitiesRequest* request,
        v1::ListEntitiesResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/ListEntities", .operation = "listEntities"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                violations.check("/dataset", DatasetId{wanted.dataset()});
                const auto filter = decode_filter(wanted, violations);
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto entities = graph_.list(call.context(), {wanted.dataset()}, filter, page);
                if (!entities) return fail(entities);
                encode_page(*entities, answer, [](const domain::Entity& entity) {
                    return encode(entity);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetEntity(
        ::grpc::CallbackServerContext* server,
        const v1::GetEntityRequest* request,
        v1::GetEntityResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/GetEntity", .operation = "getEntity"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                check_names(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto entity = graph_.find(call.context(), {wanted.dataset()}, {wanted.entity_id()});
                if (!entity) return fail(entity);
                *answer.mutable_entity() = encode(*entity);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* ListNeighbours(
        ::grpc::CallbackServerContext* server,
        const v1::ListNeighboursRequest* request,
        v1::ListNeighboursResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/ListNeighbours", .operation = "listNeighbours"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                check_names(wanted, violations);
                ports::NeighbourRequest around{.entities = {{wanted.entity_id()}}};
                if (wanted.has_depth()) around.depth = wanted.depth();
                if (wanted.has_limit()) around.limit = wanted.limit();
                violations.check_range("/depth", around.depth, 1, 3);
                violations.check_range("/limit", around.limit, 1, 1000);
                if (auto good = violations.verdict(); !good) return good;
                auto neighbours = graph_.neighbours(call.context(), {wanted.dataset()}, around);
                if (!neighbours) return fail(neighbours);
                for (const auto& neighbour : *neighbours) *answer.add_items() = encode(neighbour);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* ListVocabularies(
        ::grpc::CallbackServerContext* server,
        const v1::ListVocabulariesRequest* request,
        v1::ListVocabulariesResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/ListVocabularies", .operation = "listVocabularies"
        };
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
                auto vocabularies = graph_.list_vocabularies(call.context(), page);
                if (!vocabularies) return fail(vocabularies);
                encode_page(*vocabularies, answer, encode_summary);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* PutVocabulary(
        ::grpc::CallbackServerContext* server,
        const v1::PutVocabularyRequest* request,
        v1::PutVocabularyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/PutVocabulary", .operation = "putVocabulary"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto vocabulary = decode(wanted.vocabulary());
                call.set_target(vocabulary.id.value);
                if (auto put = graph_.put_vocabulary(call.context(), vocabulary); !put) return put;
                *answer.mutable_vocabulary() = encode(vocabulary);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetVocabulary(
        ::grpc::CallbackServerContext* server,
        const v1::GetVocabularyRequest* request,
        v1::GetVocabularyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/GetVocabulary", .operation = "getVocabulary"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = vocabulary_of(wanted);
                if (!id) return fail(id.error());
                auto vocabulary = graph_.find_vocabulary(call.context(), *id);
                if (!vocabulary) return fail(vocabulary);
                *answer.mutable_vocabulary() = encode(*vocabulary);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* DeleteVocabulary(
        ::grpc::CallbackServerContext* server,
        const v1::DeleteVocabularyRequest* request,
        v1::DeleteVocabularyResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.GraphService/DeleteVocabulary", .operation = "deleteVocabulary"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto&) -> Result<void> {
                const auto id = vocabulary_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                return graph_.remove_vocabulary(call.context(), *id);
            }
        );
    }

  private:
    const Site& site_;
    services::GraphService& graph_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_graph_rpc(const Site& site, services::GraphService& graph) {
    return std::make_unique<GraphRpc>(site, graph);
}

}  // namespace lectern::transport::grpc
