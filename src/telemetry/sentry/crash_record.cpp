#include "telemetry/sentry/crash_record.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>

#include <fmt/format.h>

#include "core/hex.hpp"
#include "telemetry/sentry/signal_names.hpp"
#include "telemetry/sentry/stack_trace.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::string_view first_line = "lectern-crash\t1";
constexpr std::size_t most_modules = 1024;
constexpr std::size_t most_registers = 64;

std::string_view take_until(std::string_view& rest, char separator) {
    const auto place = rest.find(separator);
    const std::string_view taken = rest.substr(0, place);
    rest = place == std::string_view::npos ? std::string_view{} : rest.substr(place + 1);
    return taken;
}

// The words of one line.
class Words {
  public:
    explicit Words(std::string_view line) : rest_(line) {}

    std::string_view word() { return take_until(rest_, '\t'); }
    std::string text() { return std::string(word()); }

    // 0 when it is none.
    template <std::integral Number>
    Number number(int base = 10) {
        const std::string_view digits = word();
        Number value{};
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
        return value;
    }
    std::uint64_t address() { return number<std::uint64_t>(16); }

  private:
    std::string_view rest_;
};

void read_signal(Words words, Event& event) {
    SignalFact signal;
    signal.number = words.number<int>();
    signal.code = words.number<int>();
    signal.address = words.address();
    event.signal = signal;
    event.type = signal_name(signal.number);
    event.value = signal_meaning(signal.number);
}

void read_request(Words words, Event& event) {
    event.tags.emplace_back("request_id", words.text());
    TraceContext trace;
    const bool is_traced =
        from_hex(words.word(), trace.trace_id) && from_hex(words.word(), trace.span_id);
    if (is_traced) event.trace = trace;
    event.tags.emplace_back("protocol", words.text());
    event.tags.emplace_back("endpoint", words.text());
}

Breadcrumb read_crumb(Words words) {
    Breadcrumb crumb;
    crumb.sequence = words.number<std::uint64_t>();
    crumb.time = Timestamp{std::chrono::milliseconds{words.number<std::int64_t>()}};
    crumb.level = static_cast<LogLevel>(std::clamp(words.number<int>(), 0, 3));
    crumb.request_id = words.text();
    crumb.message = words.text();
    crumb.fields = words.text();
    return crumb;
}

LoadedModule read_module(Words words) {
    LoadedModule module;
    module.address = words.address();
    module.size = words.address();
    module.bias = words.address();
    module.build_id = words.text();
    module.file = words.text();
    return module;
}

// Eight bytes of a text that lay in a register would be seen.
bool may_be_text(std::uint64_t value) {
    constexpr std::uint64_t shortest = 0xffff;
    if (value <= shortest) return false;
    for (; value > 0; value >>= 8) {
        const auto byte = static_cast<unsigned char>(value & 0xff);
        if (byte < 0x20 || byte > 0x7e) return false;
    }
    return true;
}

void read_register(Words words, Event& event) {
    std::string name = words.text();
    const std::uint64_t value = words.address();
    if (!may_be_text(value) && event.registers.size() < most_registers)
        event.registers.emplace_back(std::move(name), value);
}

void read_thrown(Words words, Event& event) {
    event.type = words.word();
    event.value = words.word();
}

// What is no longer told is passed over, as is what a later version may add.
void read_line(std::string_view kind, Words words, CrashRecord& record) {
    Event& event = record.event;
    if (kind == "release") event.release = words.text();
    if (kind == "environment") event.environment = words.text();
    if (kind == "server") event.server_name = words.text();
    if (kind == "signal") read_signal(words, event);
    if (kind == "time")
        event.time = Timestamp{std::chrono::milliseconds{words.number<std::int64_t>()}};
    if (kind == "program") event.stack.assign(1, words.address());
    if (kind == "register") read_register(words, event);
    if (kind == "thrown") read_thrown(words, event);
    if (kind == "thread") event.tags.emplace_back("thread", words.text());
    if (kind == "request") read_request(words, event);
    if (kind == "module" && event.modules.size() < most_modules)
        event.modules.push_back(read_module(words));
    if (kind == "crumb" && event.breadcrumbs.size() < Breadcrumbs::kept)
        event.breadcrumbs.push_back(read_crumb(words));
    if (kind == "frame" && event.stack.size() < StackTrace::most_frames)
        event.stack.push_back(words.address());
    if (kind == "end") record.is_whole = true;
}

}  // namespace

std::optional<CrashRecord> parse_crash_record(std::string_view text) {
    if (take_until(text, '\n') != first_line) return std::nullopt;
    CrashRecord record{.event = {.level = Event::Level::fatal, .is_handled = false}};
    while (!text.empty()) {
        std::string_view line = take_until(text, '\n');
        const std::string_view kind = take_until(line, '\t');
        read_line(kind, Words(line), record);
    }
    Event& event = record.event;
    if (!event.signal) return std::nullopt;
    std::ranges::sort(event.breadcrumbs, {}, &Breadcrumb::sequence);
    event.tags.emplace_back("signal", signal_name(event.signal->number));
    event.fingerprint = {"fatal", event.type};
    return record;
}

}  // namespace lectern::telemetry::sentry
