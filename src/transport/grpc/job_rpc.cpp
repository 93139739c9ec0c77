#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/job.grpc.pb.h"
#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_job.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"
#include "transport/grpc/watch_call.hpp"

namespace lectern::transport::grpc {
namespace {

// The id of a request that names a job.
template <class Request>
Result<JobId> job_of(const Request& request) {
    Violations violations;
    violations.check_length("/job_id", request.job_id(), 1, Violations::longest_id);
    if (auto good = violations.verdict(); !good) return fail(good);
    return JobId{request.job_id()};
}

class JobRpc final : public v1::JobService::CallbackService {
  public:
    JobRpc(const Site& site, services::JobService& jobs) : site_(site), jobs_(jobs) {}

    ::grpc::ServerUnaryReactor* ListJobs(
        ::grpc::CallbackServerContext* server,
        const v1::ListJobsRequest* request,
        v1::ListJobsResponse* response
    ) override {
        static constexpr Rpc rpc{.name = "lectern.v1.JobService/ListJobs", .operation = "listJobs"};
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                ports::JobFilter filter{.state = decode(wanted.state(), "/state", violations)};
                if (wanted.has_dataset()) {
                    filter.dataset = DatasetId{wanted.dataset()};
                    violations.check("/dataset", *filter.dataset);
                }
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto jobs = jobs_.list(call.context(), filter, page);
                if (!jobs) return fail(jobs);
                encode_page(*jobs, answer, [](const domain::Job& job) { return encode(job); });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetJob(
        ::grpc::CallbackServerContext* server,
        const v1::GetJobRequest* request,
        v1::GetJobResponse* response
    ) override {
        static constexpr Rpc rpc{.name = "lectern.v1.JobService/GetJob", .operation = "getJob"};
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = job_of(wanted);
                if (!id) return fail(id.error());
                auto job = jobs_.find(call.context(), *id);
                if (!job) return fail(job);
                *answer.mutable_job() = encode(*job);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* ListJobItems(
        ::grpc::CallbackServerContext* server,
        const v1::ListJobItemsRequest* request,
        v1::ListJobItemsResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.JobService/ListJobItems", .operation = "listJobItems"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                violations.check_length("/job_id", wanted.job_id(), 1, Violations::longest_id);
                const auto state = decode(wanted.state(), "/state", violations);
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto items = jobs_.items(call.context(), {wanted.job_id()}, state, page);
                if (!items) return fail(items);
                encode_page(*items, answer, [](const domain::JobItem& item) {
                    return encode(item);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* CancelJob(
        ::grpc::CallbackServerContext* server,
        const v1::CancelJobRequest* request,
        v1::CancelJobResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.JobService/CancelJob", .operation = "cancelJob"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = job_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                auto job = jobs_.cancel(call.context(), *id);
                if (!job) return fail(job);
                *answer.mutable_job() = encode(*job);
                return {};
            }
        );
    }

    ::grpc::ServerWriteReactor<v1::WatchJobResponse>* WatchJob(
        ::grpc::CallbackServerContext* server, const v1::WatchJobRequest* request
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.JobService/WatchJob",
            .operation = "watchJob",
            .kind = "server_streaming"
        };
        return WatchCall::start(site_, rpc, jobs_, *server, *request);
    }

  private:
    const Site& site_;
    services::JobService& jobs_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_job_rpc(const Site& site, services::JobService& jobs) {
    return std::make_unique<JobRpc>(site, jobs);
}

}  // namespace lectern::transport::grpc
