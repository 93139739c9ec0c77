#include "telemetry/sentry/crash_writer.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "telemetry/active_request.hpp"
#include "telemetry/sentry/fault_context.hpp"
#include "telemetry/sentry/loaded_modules.hpp"

namespace lectern::telemetry::sentry {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view record_suffix = ".crash";
constexpr std::string_view open_suffix = ".crash-open";

// Words of a record are separated by tabs and line ends.
std::string as_word(std::string_view text) {
    std::string word(text);
    std::ranges::replace_if(word, [](unsigned char c) { return c < 0x20; }, ' ');
    return word;
}

std::string module_lines() {
    std::string lines;
    for (const LoadedModule& module : loaded_modules()) {
        lines += fmt::format(
            "module\t{:x}\t{:x}\t{:x}\t{}\t{}\n",
            module.address,
            module.size,
            module.bias,
            module.build_id,
            as_word(module.file)
        );
    }
    return lines;
}

// For a signal handler, where std::to_string and its like are not.
void write_hex_bytes(std::span<const std::uint8_t> bytes, SignalSafeWriter& out) noexcept {
    for (const std::uint8_t byte : bytes) {
        if (byte < 0x10) out.text("0");
        out.hexadecimal(byte);
    }
}

void write_frame(std::uintptr_t address, SignalSafeWriter& out) noexcept {
    out.text("frame\t");
    out.hexadecimal(address);
    out.text("\n");
}

void write_signal(
    int signal, const siginfo_t& fact, const void* context, SignalSafeWriter& out
) noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    out.text("signal\t");
    out.decimal(signal);
    out.text("\t");
    out.decimal(fact.si_code);
    out.text("\t");
    // For a signal that somebody sent there is a process id in its place.
    out.hexadecimal(fact.si_code > 0 ? reinterpret_cast<std::uintptr_t>(fact.si_addr) : 0);
    out.text("\ntime\t");
    out.decimal(static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000);
    out.text("\nprogram\t");
    out.hexadecimal(interrupted_at(context));
    out.text("\n");
    write_registers(context, out);
}

void write_thread(SignalSafeWriter& out) noexcept {
    std::array<char, 17> name{};
    ::prctl(PR_GET_NAME, name.data());
    out.text("thread\t");
    out.text(name.data());
    out.text("\n");
}

}  // namespace

Result<std::unique_ptr<CrashWriter>> CrashWriter::open(Options options) {
    std::unique_ptr<CrashWriter> writer(new CrashWriter(std::move(options)));
    const Options& chosen = writer->options_;
    const auto started = std::chrono::system_clock::now().time_since_epoch();
    const fs::path stem =
        chosen.folder / fmt::format("{}-{}", started / std::chrono::milliseconds{1}, ::getpid());
    writer->open_path_ = stem.string() + std::string(open_suffix);
    writer->record_path_ = stem.string() + std::string(record_suffix);
    writer->file_ = net::FileDescriptor(::open(
        writer->open_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR
    ));
    if (!writer->file_.is_open()) {
        return fail(
            ErrorCode::unavailable,
            "cannot make a file for crashes in " + chosen.folder.string() + ": " +
                std::generic_category().message(errno)
        );
    }
    writer->head_ = fmt::format(
        "lectern-crash\t1\nrelease\t{}\nenvironment\t{}\nserver\t{}\n",
        as_word(chosen.release),
        as_word(chosen.environment),
        as_word(chosen.server_name)
    );
    writer->refresh_modules();
    prepare_unwinder();
    return writer;
}

CrashWriter::~CrashWriter() {
    if (::getpid() == process_) ::unlink(open_path_.c_str());
}

void CrashWriter::refresh_modules() {
    const std::uint64_t loads = count_of_loads();
    if (loads == std::exchange(loads_, loads)) return;
    module_texts_.push_back(std::make_unique<const std::string>(module_lines()));
    modules_ = module_texts_.back().get();
}

void CrashWriter::set_thrown(std::string_view type, std::string_view text) {
    thrown_ = fmt::format("thrown\t{}\t{}\n", as_word(type), as_word(text));
}

// The order matters: see CrashRecord.
void CrashWriter::write(int signal, const siginfo_t& fact, const void* context) noexcept {
    if (::getpid() != process_) return;
    SignalSafeWriter out(file_.get());
    out.text(head_);
    write_signal(signal, fact, context, out);
    out.text(thrown_);
    if (const std::string* lines = modules_.load()) out.text(*lines);
    out.flush();
    ::rename(open_path_.c_str(), record_path_.c_str());
    write_thread(out);
    write_breadcrumbs(out);
    write_request(out);
    out.flush();
    write_frames(context, out);
    out.text("end\n");
    out.flush();
    ::fsync(file_.get());
}

void CrashWriter::write_request(SignalSafeWriter& out) const noexcept {
    const ActiveRequest* active = ActiveRequest::current();
    if (active == nullptr) return;
    const RequestContext& context = active->context();
    out.text("request\t");
    out.text(context.request_id);
    out.text("\t");
    write_hex_bytes(context.trace.trace_id, out);
    out.text("\t");
    write_hex_bytes(context.trace.span_id, out);
    out.text("\t");
    out.text(active->protocol());
    out.text("\t");
    out.text(active->endpoint());
    out.text("\n");
}

void CrashWriter::write_breadcrumbs(SignalSafeWriter& out) const noexcept {
    if (options_.breadcrumbs == nullptr) return;
    const std::size_t count = std::min(options_.breadcrumb_count, Breadcrumbs::kept);
    const std::size_t first = options_.breadcrumbs->oldest_place() + Breadcrumbs::kept - count;
    for (std::size_t i = 0; i < count; ++i) {
        const auto* slot = options_.breadcrumbs->at_place(first + i);
        if (slot == nullptr) continue;
        out.text("crumb\t");
        out.decimal(static_cast<std::int64_t>(slot->sequence));
        out.text("\t");
        out.decimal(slot->milliseconds);
        out.text("\t");
        out.decimal(static_cast<int>(slot->level));
        for (const std::string_view text : {slot->request_id(), slot->text(), slot->members()}) {
            out.text("\t");
            out.text(text);
        }
        out.text("\n");
    }
}

void CrashWriter::write_frames(const void* context, SignalSafeWriter& out) noexcept {
    walk_stack(stack_);
    // Before the place that was interrupted there are the frames of the handler.
    const auto frames = stack_.frames();
    const auto interrupted = std::ranges::find(frames, interrupted_at(context));
    if (interrupted == frames.end()) {
        write_frame(return_address(context) - 1, out);
        return;
    }
    for (auto frame = interrupted + 1; frame != frames.end(); ++frame) write_frame(*frame, out);
}

std::vector<fs::path> CrashWriter::find_records(const fs::path& folder) {
    std::vector<fs::path> records;
    std::error_code error;
    for (const fs::directory_entry& file : fs::directory_iterator(folder, error)) {
        const std::string name = file.path().filename().string();
        if (name.ends_with(open_suffix)) fs::remove(file.path(), error);
        if (name.ends_with(record_suffix)) records.push_back(file.path());
    }
    std::ranges::sort(records);
    return records;
}

}  // namespace lectern::telemetry::sentry
