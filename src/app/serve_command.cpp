#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "app/commands.hpp"
#include "app/observability.hpp"
#include "app/server.hpp"
#include "cli/terminal.hpp"

namespace lectern::app {
namespace {

// Signals that are for the server as a whole, held back from every thread so that one place waits
// for them.
class Signals {
  public:
    Signals() {
        ::sigemptyset(&signals_);
        ::sigaddset(&signals_, SIGTERM);
        ::sigaddset(&signals_, SIGINT);
        ::sigaddset(&signals_, SIGHUP);
        ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    int wait() const {
        int signal = 0;
        while (::sigwait(&signals_, &signal) != 0) {
        }
        return signal;
    }

  private:
    sigset_t signals_{};
};

// Appears whole or not at all: whoever waits for the file reads it at once.
Result<void> write_ready_file(const std::string& path, const LecternServer& server) {
    const std::string unfinished = path + ".part";
    const auto grpc = server.grpc_address();
    std::ofstream(unfinished) << fmt::format(
        "{{\"http\": \"{}\", \"grpc\": {}, \"admin\": \"{}\", \"pid\": {}}}\n",
        server.http_address().text(),
        grpc ? '"' + grpc->text() + '"' : "null",
        server.admin_address().text(),
        ::getpid()
    );
    std::error_code error;
    std::filesystem::rename(unfinished, path, error);
    if (error)
        return fail(
            ErrorCode::unavailable, "cannot write the ready file " + path + ": " + error.message()
        );
    return {};
}

void reconfigure(Observability& observability, const std::function<Result<Config>()>& reload) {
    const auto config = reload();
    if (config) {
        observability.reconfigure(*config);
        return;
    }
    observability.telemetry().log.write(
        telemetry::LogLevel::error,
        nullptr,
        "the configuration could not be read again",
        {{"error", config.error().message}}
    );
}

int exit_code(const Error& error) {
    cli::print_error(error);
    return error.code == ErrorCode::invalid_argument ? 2 : 1;
}

}  // namespace

int serve(const Config& config, const std::function<Result<Config>()>& reload) {
    const Signals signals;
    const SystemClock clock;
    auto scrubber = make_scrubber(config);
    if (!scrubber) return exit_code(scrubber.error());
    const auto tracing = plan_tracing(config);
    if (!tracing) return exit_code(tracing.error());
    auto errors = plan_error_reports(config);
    if (!errors) return exit_code(errors.error());
    Observability observability(config, clock, std::move(*scrubber), *tracing, std::move(*errors));
    if (auto started = observability.start_error_reports(); !started)
        return exit_code(started.error());
    auto settings = serve_settings(config);
    if (!settings) return exit_code(settings.error());
    auto foundation = lay_foundation(config, clock, observability.telemetry());
    if (!foundation) return exit_code(foundation.error());
    auto server =
        LecternServer::create(config, std::move(*settings), std::move(*foundation), observability);
    if (!server) return exit_code(server.error());
    if (auto started = (*server)->start(); !started) return exit_code(started.error());

    const std::string& ready_file = config.server.ready_file;
    if (!ready_file.empty()) {
        if (auto written = write_ready_file(ready_file, **server); !written)
            return exit_code(written.error());
    }
    while (signals.wait() == SIGHUP) reconfigure(observability, reload);
    (*server)->stop();
    return 0;
}

}  // namespace lectern::app
