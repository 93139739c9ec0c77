#include "transport/graphql/runner.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "core/thread_annotations.hpp"
#include "telemetry/stage.hpp"
#include "transport/common/request_record.hpp"
#include "transport/common/status_map.hpp"
#include "transport/graphql/subscription_stream.hpp"

namespace lectern::transport::graphql {
namespace {

using ws::ResultStep;

// Counts, times, traces and logs an operation when it ends.
class Recorded final : public ws::ResultStream {
  public:
    struct Subject {
        const telemetry::Telemetry& telemetry;
        RequestContext context;
        std::string endpoint;
        std::string remote_address;
        std::size_t request_bytes = 0;
        std::unique_ptr<telemetry::Stage> span{};
        std::optional<ErrorCode> refusal{};
    };

    Recorded(Subject subject, std::unique_ptr<ws::ResultStream> inner)
        : subject_(std::move(subject)), inner_(std::move(inner)) {}
    Recorded(const Recorded&) = delete;
    Recorded& operator=(const Recorded&) = delete;

    ~Recorded() override {
        inner_.reset();
        const auto outcome =
            is_ended_ || subject_.refusal ? subject_.refusal : std::optional(ErrorCode::cancelled);
        if (outcome && is_server_fault(*outcome))
            subject_.span->mark_failed({*outcome, "the operation failed"});
        subject_.span->end();
        record_finished(
            subject_.telemetry,
            subject_.context,
            {
                .protocol = protocol,
                .endpoint = subject_.endpoint,
                .method = "web_socket",
                .status = outcome ? to_string(*outcome) : "ok",
                .outcome = outcome,
                .duration = std::chrono::steady_clock::now() - started_,
                .request_bytes = subject_.request_bytes,
                .response_bytes = response_bytes_,
                .remote_address = subject_.remote_address,
                .is_server_failure = outcome == ErrorCode::internal,
            }
        );
    }

    void on_ready(std::function<void()> wake) override { inner_->on_ready(std::move(wake)); }

    ResultStep next() override {
        ResultStep step = inner_->next();
        is_ended_ =
            step.kind == ResultStep::Kind::complete || step.kind == ResultStep::Kind::refused;
        response_bytes_ += step.json.size();
        return step;
    }

  private:
    const Subject subject_;
    std::unique_ptr<ws::ResultStream> inner_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    std::size_t response_bytes_ = 0;
    bool is_ended_ = false;
};

class Refused final : public ws::ResultStream {
  public:
    explicit Refused(std::string errors) : errors_(std::move(errors)) {}

    void on_ready(std::function<void()> wake) override { wake(); }
    ResultStep next() override {
        return {.kind = ResultStep::Kind::refused, .json = std::move(errors_)};
    }

  private:
    std::string errors_;
};

// Where the pool leaves the response. Shared by the stream and the task.
class Outcome final {
  public:
    void set(std::string json) {
        std::function<void()> wake;
        {
            const std::lock_guard lock(mutex_);
            json_ = std::move(json);
            wake = wake_;
        }
        if (wake) wake();
    }

    void on_set(std::function<void()> wake) {
        bool is_set = false;
        {
            const std::lock_guard lock(mutex_);
            wake_ = wake;
            is_set = json_.has_value();
        }
        if (is_set) wake();
    }

    std::optional<std::string> take() {
        const std::lock_guard lock(mutex_);
        return std::exchange(json_, std::nullopt);
    }

  private:
    std::mutex mutex_;
    std::function<void()> wake_ LECTERN_GUARDED_BY(mutex_);
    std::optional<std::string> json_ LECTERN_GUARDED_BY(mutex_);
};

class SingleResult final : public ws::ResultStream {
  public:
    explicit SingleResult(std::shared_ptr<Outcome> outcome) : outcome_(std::move(outcome)) {}

    void on_ready(std::function<void()> wake) override { outcome_->on_set(std::move(wake)); }

    ResultStep next() override {
        if (is_told_) return {.kind = ResultStep::Kind::complete};
        auto json = outcome_->take();
        if (!json) return {.kind = ResultStep::Kind::waiting};
        is_told_ = true;
        return {.kind = ResultStep::Kind::next, .json = *std::move(json)};
    }

  private:
    const std::shared_ptr<Outcome> outcome_;  // shared with the task, which may end later
    bool is_told_ = false;
};

// Messages have no headers; clients that trace send theirs as an extension of the operation.
TraceContext caller_of(const Result<OperationRequest>& request) {
    if (!request) return {};
    const language::Value* value = request->extensions.find("traceparent");
    const std::string* text = value == nullptr ? nullptr : value->as_string();
    return text == nullptr ? TraceContext{} : parse_traceparent(*text).value_or(TraceContext{});
}

// The server span of an operation, linked to that of its connection, which may live for days.
std::unique_ptr<telemetry::Stage> begin_span(
    const telemetry::Telemetry& telemetry,
    RequestContext context,
    const Result<OperationRequest>& request,
    const std::string& remote_address
) {
    const TraceContext connection = std::exchange(context.trace, caller_of(request));
    auto span = std::make_unique<telemetry::Stage>(
        telemetry,
        context,
        telemetry::Stage::Options{
            .name = "WS /graphql", .kind = telemetry::SpanKind::server, .links = {&connection, 1}
        }
    );
    span->set({"http.route", endpoint_path});
    span->set({"network.protocol.name", "websocket"});
    span->set({"client.address", remote_address});
    return span;
}

std::expected<std::unique_ptr<ws::ResultStream>, Refusals> run_on(
    Executor& pool, const Engine& engine, std::unique_ptr<OperationCall> call
) {
    auto outcome = std::make_shared<Outcome>();
    auto submitted = pool.submit([&engine, outcome, call = std::move(call)] {
        const InFlight in_flight(
            engine.telemetry(),
            call->context,
            {.protocol = protocol, .endpoint = call->operation.endpoint, .method = "web_socket"}
        );
        const auto response = engine.execute(call->context, call->operation, *call->state);
        outcome->set(response_json(response, call->context));
    });
    if (!submitted) return std::unexpected(Refusals{failure_of(submitted.error())});
    return std::make_unique<SingleResult>(std::move(outcome));
}

}  // namespace

std::unique_ptr<ws::ResultStream> Runner::start(
    const RequestContext& context, ws::OperationRequest request
) {
    // The conversation goes on; each of its operations is a request of its own.
    RequestContext own = context;
    own.progress = std::make_shared<RequestProgress>();
    own.progress->identify(own.principal.tenant.value);
    const auto parsed = read_operation_request(request.payload);
    auto span = begin_span(engine_.telemetry(), own, parsed, request.remote_address);
    own.trace = span->context().trace;
    Recorded::Subject subject{
        .telemetry = engine_.telemetry(),
        .context = own,
        .endpoint = "unmatched",
        .remote_address = request.remote_address,
        .request_bytes = request.payload.size(),
        .span = std::move(span),
    };
    const auto refuse = [&](const Refusals& refusals) {
        subject.refusal = refusals.front().error.code;
        auto refused = std::make_unique<Refused>(errors_json(refusals, subject.context));
        return std::make_unique<Recorded>(std::move(subject), std::move(refused));
    };
    if (!parsed) return refuse({failure_of(parsed.error())});
    auto operation = engine_.prepare(*parsed);
    if (!operation) return refuse(operation.error());
    subject.endpoint = operation->endpoint;
    const bool subscribes = operation->kind() == language::OperationKind::subscription;
    if (!subscribes) own.deadline = std::chrono::steady_clock::now() + timeout_;
    auto call = std::make_unique<OperationCall>(
        engine_, std::move(own), std::move(request.remote_address), std::move(*operation)
    );
    std::expected<std::unique_ptr<ws::ResultStream>, Refusals> stream =
        subscribes ? SubscriptionStream::open(engine_, std::move(call))
                   : run_on(pool_, engine_, std::move(call));
    if (!stream) return refuse(stream.error());
    return std::make_unique<Recorded>(std::move(subject), std::move(*stream));
}

}  // namespace lectern::transport::graphql
