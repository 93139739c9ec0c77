#include <string>
#include <string_view>

#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/error_reports.hpp"
#include "cli/terminal.hpp"
#include "core/clock.hpp"
#include "telemetry/exporters/json_line.hpp"
#include "telemetry/sentry/event.hpp"
#include "telemetry/sentry/loaded_modules.hpp"
#include "telemetry/sentry/sender.hpp"
#include "telemetry/sentry/stack_trace.hpp"

namespace lectern::app {
namespace {

namespace sentry = telemetry::sentry;

sentry::Event test_event(const ErrorReportPlan& plan, const Clock& clock) {
    sentry::StackTrace stack;
    sentry::walk_stack(stack);
    sentry::Event event{
        .id = sentry::make_event_id(),
        .time = clock.now(),
        .level = sentry::Event::Level::info,
        .release = plan.origin.release,
        .environment = plan.origin.environment,
        .server_name = plan.origin.server_name,
        .type = "test",
        .value = "a test of error reports; nothing is wrong",
        .modules = sentry::loaded_modules(),
        .fingerprint = {"test-error-report"},
    };
    event.stack.assign(stack.frames().begin(), stack.frames().end());
    return event;
}

std::string_view outcome_name(sentry::Delivery::Outcome outcome) {
    switch (outcome) {
        case sentry::Delivery::Outcome::delivered:
            return "delivered";
        case sentry::Delivery::Outcome::refused:
            return "refused";
        case sentry::Delivery::Outcome::later:
            return "not delivered";
    }
    return "not delivered";
}

void print_json(const sentry::Event& event, const std::string& url, const sentry::Delivery& end) {
    std::string text = "{\"event_id\": \"" + event.id + "\", \"url\": ";
    telemetry::append_json_string(text, url);
    text += fmt::format(
        ", \"outcome\": \"{}\", \"status\": {}, \"answer\": ", outcome_name(end.outcome), end.status
    );
    telemetry::append_json_string(text, end.reason);
    fmt::print("{}}}\n", text);
}

void print_text(const sentry::Event& event, const std::string& url, const sentry::Delivery& end) {
    fmt::print("event   {}\nto      {}\n{}", event.id, url, outcome_name(end.outcome));
    if (end.status != 0) fmt::print(", with status {}", end.status);
    if (!end.reason.empty()) fmt::print(": {}", end.reason);
    fmt::print("\n");
    if (end.pause.count() > 0)
        fmt::print("the server wants no more for {} s\n", (end.pause.count() + 999) / 1000);
}

}  // namespace

int test_error_report(const Config& config, bool json) {
    auto plan = plan_error_reports(config);
    if (plan && !*plan) {
        plan = fail(
            ErrorCode::invalid_argument,
            "there is no DSN: set telemetry.sentry.dsn, telemetry.sentry.dsn_file or SENTRY_DSN"
        );
    }
    if (!plan) {
        cli::print_error(plan.error());
        return 2;
    }
    const SystemClock clock;
    const sentry::Event event = test_event(**plan, clock);
    const std::string url = (*plan)->sender.dsn.envelope_url();
    sentry::Sender sender((*plan)->sender, clock);
    const sentry::Delivery delivery = sender.send(event.id, sentry::to_json(event));
    json ? print_json(event, url, delivery) : print_text(event, url, delivery);
    return delivery.outcome == sentry::Delivery::Outcome::delivered ? 0 : 1;
}

}  // namespace lectern::app
