#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/dataset.grpc.pb.h"
#include "transport/grpc/codec_dataset.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

Result<DatasetId> named(const std::string& id) {
    Violations violations;
    violations.check("/dataset", DatasetId{id});
    if (auto good = violations.verdict(); !good) return fail(good);
    return DatasetId{id};
}

// `created` for one that was not there. Two makers at once may both be told so; both are right that
// it is there now.
template <class Response>
Result<void> make(
    services::DatasetService& datasets,
    Call& call,
    const std::string& id,
    const v1::DatasetSettings& settings,
    Response& answer
) {
    Violations violations;
    violations.check("/dataset", DatasetId{id});
    const auto decoded = decode(settings, violations);
    if (auto good = violations.verdict(); !good) return good;
    call.set_target(id);
    auto present = datasets.find(call.context(), {id});
    if (!present && present.error().code != ErrorCode::not_found) return fail(present);
    auto made = datasets.create(call.context(), {id}, decoded);
    if (!made) return fail(made);
    *answer.mutable_dataset() = encode(*made);
    answer.set_created(!present);
    return {};
}

class DatasetRpc final : public v1::DatasetService::CallbackService {
  public:
    DatasetRpc(const Site& site, services::DatasetService& datasets)
        : site_(site), datasets_(datasets) {}

    ::grpc::ServerUnaryReactor* ListDatasets(
        ::grpc::CallbackServerContext* server,
        const v1::ListDatasetsRequest* request,
        v1::ListDatasetsResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DatasetService/ListDatasets", .operation = "listDatasets"
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
                auto datasets = datasets_.list(call.context(), page);
                if (!datasets) return fail(datasets);
                encode_page(*datasets, answer, [](const services::DatasetSummary& dataset) {
                    return encode(dataset);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* CreateDataset(
        ::grpc::CallbackServerContext* server,
        const v1::CreateDatasetRequest* request,
        v1::CreateDatasetResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DatasetService/CreateDataset", .operation = "createDataset"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                return make(datasets_, call, wanted.id(), wanted.settings(), answer);
            }
        );
    }

    ::grpc::ServerUnaryReactor* PutDataset(
        ::grpc::CallbackServerContext* server,
        const v1::PutDatasetRequest* request,
        v1::PutDatasetResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DatasetService/PutDataset", .operation = "putDataset"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                return make(datasets_, call, wanted.dataset(), wanted.settings(), answer);
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetDataset(
        ::grpc::CallbackServerContext* server,
        const v1::GetDatasetRequest* request,
        v1::GetDatasetResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DatasetService/GetDataset", .operation = "getDataset"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = named(wanted.dataset());
                if (!id) return fail(id.error());
                auto dataset = datasets_.find(call.context(), *id);
                if (!dataset) return fail(dataset);
                *answer.mutable_dataset() = encode(*dataset);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* DeleteDataset(
        ::grpc::CallbackServerContext* server,
        const v1::DeleteDatasetRequest* request,
        v1::DeleteDatasetResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DatasetService/DeleteDataset", .operation = "deleteDataset"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto&) -> Result<void> {
                const auto id = named(wanted.dataset());
                if (!id) return fail(id.error());
                call.set_target(id->value);
                return datasets_.remove(call.context(), *id);
            }
        );
    }

  private:
    const Site& site_;
    services::DatasetService& datasets_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_dataset_rpc(
    const Site& site, services::DatasetService& datasets
) {
    return std::make_unique<DatasetRpc>(site, datasets);
}

}  // namespace lectern::transport::grpc
