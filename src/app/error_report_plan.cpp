#include <array>
#include <filesystem>
#include <utility>

#include <unistd.h>

#include "app/error_reports.hpp"
#include "app/version.hpp"
#include "telemetry/sentry/spool.hpp"

namespace lectern::app {
namespace {

constexpr std::uint64_t longest_dsn_file = 4096;

// The first of them that says something.
std::string first_of(std::string one, std::string another, std::string_view otherwise) {
    if (!one.empty()) return one;
    return another.empty() ? std::string(otherwise) : another;
}

Result<std::string> read_dsn_file(const std::string& path) {
    auto text = telemetry::sentry::read_plain_file(path, longest_dsn_file);
    if (!text) {
        return fail(
            ErrorCode::invalid_argument, "telemetry.sentry.dsn_file cannot be read: " + path
        );
    }
    while (text->ends_with('\n') || text->ends_with('\r') || text->ends_with(' ')) text->pop_back();
    return *std::move(text);
}

// Its text, and where it comes from.
Result<std::pair<std::string, std::string>> find_dsn(
    const Config& config, const Environment& environment
) {
    using Found = std::pair<std::string, std::string>;
    const auto& settings = config.telemetry.sentry;
    if (!settings.dsn.empty() && !settings.dsn_file.empty()) {
        return fail(
            ErrorCode::invalid_argument,
            "telemetry.sentry.dsn and telemetry.sentry.dsn_file are both set"
        );
    }
    if (!settings.dsn_file.empty()) {
        auto text = read_dsn_file(settings.dsn_file);
        if (!text) return fail(text);
        return Found{std::move(*text), "telemetry.sentry.dsn_file"};
    }
    const std::string where = settings.dsn.empty() ? "SENTRY_DSN" : "telemetry.sentry.dsn";
    return Found{first_of(settings.dsn, environment("SENTRY_DSN"), {}), where};
}

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return name.data();
}

}  // namespace

Result<std::optional<ErrorReportPlan>> plan_error_reports(
    const Config& config, const Environment& environment
) {
    const auto& settings = config.telemetry.sentry;
    auto found = find_dsn(config, environment);
    if (!found) return fail(found);
    const auto& [text, where] = *found;
    if (text.empty()) return std::nullopt;
    auto dsn = telemetry::sentry::parse_dsn(text);
    if (!dsn) return fail(ErrorCode::invalid_argument, where + ": " + dsn.error().message);

    const std::string name_and_version = "lectern@" + std::string(version);
    std::filesystem::path folder = settings.spool_directory;
    if (folder.empty()) folder = std::filesystem::path(config.data.directory) / "spool" / "errors";
    return ErrorReportPlan{
        .sender =
            {.dsn = std::move(*dsn),
             .client = "lectern/" + std::string(version),
             .ca_file = settings.ca_file},
        .origin =
            {.release = first_of(settings.release, environment("SENTRY_RELEASE"), name_and_version),
             .environment =
                 first_of(settings.environment, environment("SENTRY_ENVIRONMENT"), "production"),
             .server_name = host_name()},
        .spool =
            {.folder = std::move(folder),
             .max_bytes = settings.spool_bytes,
             .max_files = settings.spool_files},
        .sample_rate = settings.sample_rate,
        .breadcrumbs = settings.breadcrumbs,
        .flush_timeout = settings.flush_timeout,
        .tenant_key_file = config.telemetry.scrub.hash_key_file,
    };
}

}  // namespace lectern::app
