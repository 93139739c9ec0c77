#include "transport/grpc/codec_ingest.hpp"

#include "domain/violations.hpp"
#include "transport/grpc/codec_document.hpp"
#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_job.hpp"

namespace lectern::transport::grpc {
namespace {

constexpr std::uint32_t longest_wait = 300;
constexpr std::uint32_t rarest_acknowledgement = 10'000;

// Of either message.
template <class Request>
services::IngestRequest decode_common(const Request& request, domain::Violations& violations) {
    services::IngestRequest decoded{
        .dataset = {request.dataset()}, .idempotency_key = request.idempotency_key()
    };
    violations.check("/dataset", decoded.dataset);
    decoded.priority =
        decode(request.priority(), "/priority", violations).value_or(decoded.priority);
    return decoded;
}

}  // namespace

Result<StreamOpening> decode(const v1::IngestStart& start) {
    domain::Violations violations;
    StreamOpening opening{.request = decode_common(start, violations)};
    if (start.has_acknowledge_every()) {
        violations.check_range(
            "/acknowledge_every", start.acknowledge_every(), 1, rarest_acknowledgement
        );
        opening.acknowledge_every = start.acknowledge_every();
    }
    if (auto good = violations.verdict(); !good) return fail(good);
    return opening;
}

Result<WholeIngest> decode(const v1::IngestRequest& request) {
    domain::Violations violations;
    WholeIngest ingest{
        .request = decode_common(request, violations),
        .wait = std::chrono::seconds{request.wait_seconds()},
    };
    violations.check_range("/wait_seconds", request.wait_seconds(), 0, longest_wait);
    ingest.documents.reserve(static_cast<std::size_t>(request.documents_size()));
    for (const auto& document : request.documents()) {
        const std::string at = "/documents/" + std::to_string(ingest.documents.size());
        ingest.documents.push_back(decode(document, at, violations));
    }
    if (auto good = violations.verdict(); !good) return fail(good);
    return ingest;
}

v1::IngestResponse encode(const ports::AcceptedJob& accepted) {
    v1::IngestResponse encoded;
    *encoded.mutable_job() = encode(accepted.job);
    encoded.set_replayed(accepted.replayed);
    return encoded;
}

}  // namespace lectern::transport::grpc
