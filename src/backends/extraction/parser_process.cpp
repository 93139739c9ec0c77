#include "backends/extraction/parser_process.hpp"

#include <csignal>
#include <utility>

namespace lectern::backends::extraction {
namespace {

// An answer is a little longer than its text, what pdftotext writes a little longer than what is
// kept of it.
std::size_t output_limit(std::size_t max_text_bytes) { return max_text_bytes * 2 + (1U << 20); }

std::unexpected<Error> took_too_long() {
    return fail(ErrorCode::invalid_argument, "the document took too long to read");
}

}  // namespace

Result<net::ChildOutcome> run_parser(
    const RequestContext& context,
    const LocalExtractor::Options& options,
    const std::string& program,
    std::vector<std::string> arguments,
    std::string_view content
) {
    const std::chrono::milliseconds time_limit = context.remaining(options.time_limit);
    net::ChildCommand command{
        .program = program,
        .arguments = std::move(arguments),
        .environment = {"LC_ALL=C.UTF-8"},
        .input = content,
        .limits = {.cpu = options.cpu_limit, .file_bytes = 0, .open_files = 64, .processes = 0},
        .time_limit = time_limit,
        .max_output_bytes = output_limit(options.max_text_bytes),
    };
    if (options.memory_bytes != 0) command.limits.address_space_bytes = options.memory_bytes;

    Result<net::ChildOutcome> outcome = net::run_child(command, context.stop);
    if (!outcome) return outcome;
    switch (outcome->end) {
        case net::ChildEnd::exited:
            return outcome;
        case net::ChildEnd::timed_out:
            if (time_limit == options.time_limit) return took_too_long();
            return fail(ErrorCode::deadline_exceeded, "time ran out while the document was read");
        case net::ChildEnd::output_too_large:
            return fail(ErrorCode::invalid_argument, "the document has too much text");
        case net::ChildEnd::stopped:
            return fail(ErrorCode::cancelled, "reading the document was cancelled");
        case net::ChildEnd::killed_by_signal:
            break;
    }
    if (outcome->code == SIGXCPU) return took_too_long();
    return fail(ErrorCode::invalid_argument, "the document cannot be read: its parser crashed");
}

}  // namespace lectern::backends::extraction
