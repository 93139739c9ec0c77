#include "telemetry/sentry/breadcrumbs.hpp"

#include <algorithm>
#include <variant>

#include "core/utf8.hpp"
#include "telemetry/exporters/json_line.hpp"

namespace lectern::telemetry::sentry {
namespace {

// Copies what fits, whole characters only; control characters become blanks.
template <std::size_t Size>
std::uint16_t copy_text(std::string_view text, std::array<char, Size>& into) {
    std::string good;
    if (!is_valid_utf8(text)) text = good = as_utf8(text.substr(0, Size));
    if (text.size() > Size) text = text.substr(0, character_start(text, Size));
    std::ranges::transform(text, into.begin(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    });
    return static_cast<std::uint16_t>(text.size());
}

// Of one field, in bytes, so that a long one leaves room for others.
constexpr std::size_t longest_value = 400;

void append_value(std::string& out, const Field::Value& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) {
        append_json_string(out, *text, longest_value);
    } else if (const auto* number = std::get_if<std::int64_t>(&value)) {
        out += std::to_string(*number);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
        out += *flag ? "true" : "false";
    } else {
        append_json_string(out, std::to_string(std::get<double>(value)));
    }
}

// Fields that do not fit are left out, so that what is there stays JSON.
std::uint16_t copy_fields(std::span<const Field> fields, std::array<char, 768>& into) {
    std::size_t size = 0;
    std::string member;
    for (const Field& field : fields) {
        member.clear();
        if (size > 0) member += ',';
        append_json_string(member, field.name);
        member += ':';
        append_value(member, field.value);
        if (size + member.size() > into.size()) continue;
        std::ranges::copy(member, into.begin() + static_cast<std::ptrdiff_t>(size));
        size += member.size();
    }
    return static_cast<std::uint16_t>(size);
}

Breadcrumb as_breadcrumb(const Breadcrumbs::Slot& slot) {
    return {
        .sequence = slot.sequence,
        .time = Timestamp{std::chrono::milliseconds{slot.milliseconds}},
        .level = slot.level,
        .request_id = std::string(slot.request_id()),
        .message = std::string(slot.text()),
        .fields = std::string(slot.members())
    };
}

}  // namespace

Breadcrumbs::Breadcrumbs(const Clock& clock, LogSink& next)
    : clock_(clock), next_(next), cells_(std::make_unique<std::array<Cell, kept>>()) {}

void Breadcrumbs::write(
    LogLevel level,
    const RequestContext* context,
    std::string_view message,
    std::span<const Field> fields
) {
    const std::uint64_t place = next_place_.fetch_add(1);
    Cell& cell = (*cells_)[place % kept];
    {
        const std::lock_guard lock(cell.mutex);
        cell.is_whole = false;
        Slot& slot = cell.slot;
        slot.sequence = place + 1;
        slot.milliseconds = clock_.now().time_since_epoch().count();
        slot.level = level;
        slot.request_size =
            context == nullptr ? std::uint16_t{0} : copy_text(context->request_id, slot.request);
        slot.message_size = copy_text(message, slot.message);
        slot.fields_size = copy_fields(fields, slot.fields);
        cell.is_whole = true;
    }
    next_.write(level, context, message, fields);
}

std::vector<Breadcrumb> Breadcrumbs::last(std::string_view request_id, std::size_t count) const {
    std::vector<Breadcrumb> found;
    for (const Cell& cell : *cells_) {
        const std::lock_guard lock(cell.mutex);
        const Slot& slot = cell.slot;
        if (slot.sequence == 0) continue;
        if (slot.request_size == 0 || slot.request_id() == request_id)
            found.push_back(as_breadcrumb(slot));
    }
    std::ranges::sort(found, {}, &Breadcrumb::sequence);
    if (found.size() > count)
        found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(count));
    return found;
}

const Breadcrumbs::Slot* Breadcrumbs::at_place(std::size_t place) const noexcept {
    const Cell& cell = (*cells_)[place % kept];
    return cell.is_whole ? &cell.slot : nullptr;
}

}  // namespace lectern::telemetry::sentry
