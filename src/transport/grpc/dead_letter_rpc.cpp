#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/dead_letter.grpc.pb.h"
#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_job.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

// The id of a request that names a dead letter.
template <class Request>
Result<DeadLetterId> dead_letter_of(const Request& request) {
    Violations violations;
    violations.check_length("/dead_letter_id", request.dead_letter_id(), 1, Violations::longest_id);
    if (auto good = violations.verdict(); !good) return fail(good);
    return DeadLetterId{request.dead_letter_id()};
}

template <class Request>
ports::DeadLetterFilter decode_filter(const Request& request, Violations& violations) {
    ports::DeadLetterFilter filter{.stage = decode(request.stage(), "/stage", violations)};
    if (request.has_dataset()) {
        filter.dataset = DatasetId{request.dataset()};
        violations.check("/dataset", *filter.dataset);
    }
    if (request.has_job_id()) {
        filter.job = JobId{request.job_id()};
        violations.check_length("/job_id", request.job_id(), 1, Violations::longest_id);
    }
    return filter;
}

class DeadLetterRpc final : public v1::DeadLetterService::CallbackService {
  public:
    DeadLetterRpc(const Site& site, services::DeadLetterService& dead_letters)
        : site_(site), dead_letters_(dead_letters) {}

    ::grpc::ServerUnaryReactor* ListDeadLetters(
        ::grpc::CallbackServerContext* server,
        const v1::ListDeadLettersRequest* request,
        v1::ListDeadLettersResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DeadLetterService/ListDeadLetters", .operation = "listDeadLetters"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto filter = decode_filter(wanted, violations);
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto letters = dead_letters_.list(call.context(), filter, page);
                if (!letters) return fail(letters);
                encode_page(*letters, answer, [](const domain::DeadLetter& letter) {
                    return encode(letter);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetDeadLetter(
        ::grpc::CallbackServerContext* server,
        const v1::GetDeadLetterRequest* request,
        v1::GetDeadLetterResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DeadLetterService/GetDeadLetter", .operation = "getDeadLetter"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = dead_letter_of(wanted);
                if (!id) return fail(id.error());
                auto letter = dead_letters_.find(call.context(), *id);
                if (!letter) return fail(letter);
                *answer.mutable_dead_letter() = encode(*letter);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* RedriveDeadLetter(
        ::grpc::CallbackServerContext* server,
        const v1::RedriveDeadLetterRequest* request,
        v1::RedriveDeadLetterResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DeadLetterService/RedriveDeadLetter",
            .operation = "redriveDeadLetter"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const auto id = dead_letter_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                auto job = dead_letters_.redrive(call.context(), *id);
                if (!job) return fail(job);
                *answer.mutable_job() = encode(*job);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* PurgeDeadLetter(
        ::grpc::CallbackServerContext* server,
        const v1::PurgeDeadLetterRequest* request,
        v1::PurgeDeadLetterResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DeadLetterService/PurgeDeadLetter", .operation = "purgeDeadLetter"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto&) -> Result<void> {
                const auto id = dead_letter_of(wanted);
                if (!id) return fail(id.error());
                call.set_target(id->value);
                return dead_letters_.purge(call.context(), *id);
            }
        );
    }

    ::grpc::ServerUnaryReactor* PurgeDeadLetters(
        ::grpc::CallbackServerContext* server,
        const v1::PurgeDeadLettersRequest* request,
        v1::PurgeDeadLettersResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DeadLetterService/PurgeDeadLetters", .operation = "purgeDeadLetters"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto filter = decode_filter(wanted, violations);
                const bool is_filtered = filter.dataset || filter.stage || filter.job;
                if (!is_filtered && !wanted.all()) {
                    violations.add(
                        "/all", "must be true without a filter, to say that every one is meant"
                    );
                }
                if (auto good = violations.verdict(); !good) return good;
                auto purged = dead_letters_.purge_all(call.context(), filter);
                if (!purged) return fail(purged);
                answer.set_purged(*purged);
                return {};
            }
        );
    }

  private:
    const Site& site_;
    services::DeadLetterService& dead_letters_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_dead_letter_rpc(
    const Site& site, services::DeadLetterService& dead_letters
) {
    return std::make_unique<DeadLetterRpc>(site, dead_letters);
}

}  // namespace lectern::transport::grpc
