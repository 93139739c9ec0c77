#include "telemetry/tracing/tracing_plan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/ascii.hpp"
#include "core/hex.hpp"

namespace lectern::telemetry {
namespace {

constexpr std::size_t default_queue_size = 2048;
constexpr std::size_t default_batch_size = 512;
constexpr std::chrono::milliseconds default_batch_delay{5'000};

std::unexpected<Error> bad_setting(std::string_view key, std::string_view why) {
    return fail(
        ErrorCode::invalid_argument,
        std::string("telemetry.tracing.").append(key).append(" ").append(why)
    );
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        std::array<std::uint8_t, 1> byte{};
        if (!from_hex(to_ascii_lower(text.substr(i + 1, 2)), byte)) return std::nullopt;
        decoded += static_cast<char>(byte[0]);
        i += 2;
    }
    return decoded;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> ratio_of(std::string_view text) {
    const auto ratio = number_of<double>(text);
    if (!ratio || !(*ratio >= 0 && *ratio <= 1)) return std::nullopt;
    return ratio;
}

// One plan under way.
class Planning {
  public:
    Planning(const TracingSettings& settings, const Environment& environment)
        : environment_(environment), plan_{.settings = settings} {}

    Result<TracingPlan> go() {
        plan_.target = target();
        if (plan_.target == SpanExport::none) return std::move(plan_);
        if (auto good = check(); !good) return fail(good);
        if (auto good = plan_sampling(); !good) return fail(good);
        plan_batches();
        return std::move(plan_);
    }

  private:
    void warn(std::string_view variable, std::string_view why) {
        plan_.warnings.push_back(std::string(variable).append(" ").append(why));
    }

    std::string first_of(std::initializer_list<std::string_view> names) const {
        for (const std::string_view name : names) {
            if (auto value = environment_(name); !value.empty()) return value;
        }
        return {};
    }

    SpanExport target() {
        const std::string& exporter = plan_.settings.exporter;
        if (exporter == "none") return SpanExport::none;
        if (exporter == "otlp_grpc") return SpanExport::otlp_grpc;
        if (exporter == "otlp_http") {
            return protocol() == SpanExport::otlp_http_json ? SpanExport::otlp_http_json
                                                            : SpanExport::otlp_http_protobuf;
        }
        if (!plan_.settings.endpoint.empty()) return protocol();
        return is_wanted_by_environment() ? protocol() : SpanExport::none;
    }

    // Without a word about a collector there is most likely none.
    bool is_wanted_by_environment() {
        if (equals_ignoring_case(environment_("OTEL_SDK_DISABLED"), "true")) return false;
        const std::string exporter = environment_("OTEL_TRACES_EXPORTER");
        if (exporter == "otlp") return true;
        if (!exporter.empty()) {
            if (exporter != "none") warn("OTEL_TRACES_EXPORTER", "is neither otlp nor none");
            return false;
        }
        return !first_of({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"})
                    .empty();
    }

    SpanExport protocol() {
        const std::string name =
            first_of({"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"});
        if (name == "grpc") return SpanExport::otlp_grpc;
        if (name == "http/json") return SpanExport::otlp_http_json;
        if (!name.empty() && name != "http/protobuf")
            warn("OTEL_EXPORTER_OTLP_PROTOCOL", "is none of grpc, http/protobuf and http/json");
        return SpanExport::otlp_http_protobuf;
    }

    Result<void> check() const {
        const TracingSettings& settings = plan_.settings;
        if (auto good = parse_pairs(settings.headers, "telemetry.tracing.headers"); !good)
            return fail(good);
        if (auto good = parse_pairs(settings.resource, "telemetry.tracing.resource"); !good)
            return fail(good);
        if (settings.tls_certificate.empty() != settings.tls_key.empty())
            return bad_setting("tls_certificate", "and telemetry.tracing.tls_key need each other");
        // The SDK's gRPC exporter, as distributions build it, has no client certificates.
        if (!settings.tls_certificate.empty() && plan_.target == SpanExport::otlp_grpc)
            return bad_setting("tls_certificate", "needs the exporter otlp_http");
        return {};
    }

    Result<void> plan_sampling() {
        if (const std::string& text = plan_.settings.sample_ratio; !text.empty()) {
            const auto ratio = ratio_of(text);
            if (!ratio) return bad_setting("sample_ratio", "is no number from 0 to 1");
            plan_.sampling = {.parent_based = true, .ratio = *ratio};
            return {};
        }
        const std::string sampler = environment_("OTEL_TRACES_SAMPLER");
        constexpr std::string_view parent_based = "parentbased_";
        std::string_view kind = sampler;
        plan_.sampling.parent_based = sampler.empty() || kind.starts_with(parent_based);
        if (kind.starts_with(parent_based)) kind.remove_prefix(parent_based.size());
        if (kind == "traceidratio") {
            plan_.sampling.ratio = environment_ratio();
        } else if (kind == "always_off") {
            plan_.sampling.ratio = 0;
        } else if (!kind.empty() && kind != "always_on") {
            warn("OTEL_TRACES_SAMPLER", "is not known");
            plan_.sampling = {};
        }
        return {};
    }

    double environment_ratio() {
        const std::string text = environment_("OTEL_TRACES_SAMPLER_ARG");
        const auto ratio = ratio_of(text);
        if (!ratio && !text.empty()) warn("OTEL_TRACES_SAMPLER_ARG", "is no number from 0 to 1");
        return ratio.value_or(1);
    }

    std::optional<std::size_t> count(std::string_view variable) {
        const std::string text = environment_(variable);
        if (text.empty()) return std::nullopt;
        const auto number = number_of<std::size_t>(text);
        if (number && *number > 0) return number;
        warn(variable, "is no positive number");
        return std::nullopt;
    }

    void plan_batches() {
        TracingSettings& settings = plan_.settings;
        if (settings.queue_size == 0)
            settings.queue_size = count("OTEL_BSP_MAX_QUEUE_SIZE").value_or(default_queue_size);
        if (settings.batch_size == 0) {
            settings.batch_size =
                count("OTEL_BSP_MAX_EXPORT_BATCH_SIZE").value_or(default_batch_size);
        }
        settings.batch_size = std::min(settings.batch_size, settings.queue_size);
        if (settings.batch_delay.count() == 0) {
            const auto delay = count("OTEL_BSP_SCHEDULE_DELAY");
            settings.batch_delay = delay ? std::chrono::milliseconds(*delay) : default_batch_delay;
        }
        if (settings.timeout.count() > 0) return;
        if (const auto timeout = count("OTEL_BSP_EXPORT_TIMEOUT"))
            settings.timeout = std::chrono::milliseconds(*timeout);
    }

    const Environment& environment_;
    TracingPlan plan_;
};

}  // namespace

Result<TracingPlan> plan_tracing(const TracingSettings& settings, const Environment& environment) {
    return Planning(settings, environment).go();
}

Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(
    std::string_view text, std::string_view what
) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        const std::string_view member = trimmed(take_until(text, ','));
        if (member.empty()) continue;
        const auto equals = member.find('=');
        const std::string_view name = trimmed(member.substr(0, equals));
        const auto value = equals == std::string_view::npos
                               ? std::nullopt
                               : percent_decoded(trimmed(member.substr(equals + 1)));
        if (name.empty() || !value) {
            return fail(
                ErrorCode::invalid_argument,
                std::string(what).append(" is no list of name=value with percent-encoded values")
            );
        }
        pairs.emplace_back(name, *value);
    }
    return pairs;
}

}  // namespace lectern::telemetry
