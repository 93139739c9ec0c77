#include "transport/graphql/sse_source.hpp"

namespace lectern::transport::graphql {
namespace {

constexpr std::string_view complete_event = "event: complete\ndata:\n\n";
// So many bytes at a time, that a long history does not become one huge part.
constexpr std::size_t part_bytes = 64U << 10;

void append_event(std::string& text, std::string_view json) {
    text.append("event: next\ndata: ").append(json).append("\n\n");
}

}  // namespace

std::optional<std::string> SseSource::next() {
    using Kind = ws::ResultStep::Kind;
    if (ended_) return std::nullopt;
    std::string text;
    while (text.size() < part_bytes) {
        const ws::ResultStep step = results_->next();
        if (step.kind == Kind::waiting) break;
        if (step.kind == Kind::next) {
            append_event(text, step.json);
            continue;
        }
        ended_ = true;
        return text.append(complete_event);
    }
    return text;
}

std::string single_event(std::string_view json) {
    std::string text;
    append_event(text, json);
    return text.append(complete_event);
}

}  // namespace lectern::transport::graphql
