#include "telemetry/exporters/json_line.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "core/time_format.hpp"
#include "core/utf8.hpp"

namespace lectern::telemetry {
namespace {

void append_ascii(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
        out += c;
    }
}

struct ValueWriter {
    std::string& out;

    void operator()(std::string_view text) const { append_json_string(out, text); }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(std::int64_t whole) const { out += std::to_string(whole); }
    void operator()(double real) const {
        if (std::isfinite(real)) {
            fmt::format_to(std::back_inserter(out), "{}", real);
        } else {
            out += "null";  // JSON has no word for it
        }
    }
};

// Writes members and remembers their names.
class ObjectWriter {
  public:
    void add(const Field& field) {
        if (std::ranges::find(names_, field.name) != names_.end()) return;
        names_.push_back(field.name);
        out_ += out_.empty() ? '{' : ',';
        append_json_string(out_, field.name);
        out_ += ':';
        std::visit(ValueWriter{out_}, field.value);
    }

    void add_unless_empty(std::string_view name, std::string_view text) {
        if (!text.empty()) add({name, text});
    }

    std::string finish() {
        out_ += '}';
        return std::move(out_);
    }

  private:
    std::string out_;
    std::vector<std::string_view> names_;
};

void add_context(ObjectWriter& object, const RequestContext& context) {
    object.add_unless_empty("request_id", context.request_id);
    object.add_unless_empty("correlation_id", context.correlation_id);
    if (context.trace.is_valid()) {
        object.add({"trace_id", context.trace.trace_id_hex()});
        object.add({"span_id", context.trace.span_id_hex()});
    }
    object.add_unless_empty("tenant", context.principal.tenant.value);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text, std::size_t max_bytes) {
    const std::size_t limit = out.size() + max_bytes;
    out += '"';
    while (!text.empty()) {
        if (out.size() >= limit) {
            out += "\u2026";
            break;
        }
        const std::size_t length = character_length(text);
        if (length == 1) {
            append_ascii(out, text.front());
        } else if (length == 0) {
            out += "\ufffd";
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    out += '"';
}

std::string to_json_line(const LogRecord& record, std::string_view service) {
    ObjectWriter object;
    const std::string time = format_timestamp(record.time);
    object.add({"timestamp", time});
    object.add({"level", to_string(record.level)});
    object.add({"message", record.message});
    object.add({"service", service});
    if (record.context != nullptr) add_context(object, *record.context);
    for (const Field& field : record.fields) object.add(field);
    return object.finish();
}

}  // namespace lectern::telemetry
