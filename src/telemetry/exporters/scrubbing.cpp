#include "telemetry/exporters/scrubbing.hpp"

#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

#include "telemetry/log_field_catalog.hpp"
#include "telemetry/span_catalog.hpp"

namespace lectern::telemetry {
namespace {

using scrub::Scrubber;

bool is_unscrubbed(std::string_view field) {
    return std::ranges::binary_search(catalog::unscrubbed_log_fields, field);
}

std::string_view tenant_of(const RequestContext* context) {
    return context == nullptr ? std::string_view{} : context->principal.tenant.value;
}

// Whether the field had to be scrubbed; then `text` is what it should hold. A number can be a
// secret by its name alone.
bool scrub_field(
    const Scrubber& scrubber, const Field& field, std::string_view tenant, std::string& text
) {
    if (const auto* value = std::get_if<std::string_view>(&field.value))
        return scrubber.scrub_field(field.name, *value, text, tenant);
    if (const auto* number = std::get_if<std::int64_t>(&field.value))
        return scrubber.scrub_field(field.name, std::to_string(*number), text, tenant);
    return false;
}

// The fields of a line as they may be seen. Copies nothing until there is something to be scrubbed.
class ScrubbedFields {
  public:
    ScrubbedFields(const Scrubber& scrubber, std::string_view tenant, std::span<const Field> fields)
        : fields_(fields) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            std::string text;
            if (is_unscrubbed(fields[i].name)) continue;
            if (!scrub_field(scrubber, fields[i], tenant, text)) continue;
            if (copies_.empty()) copies_.assign(fields.begin(), fields.end());
            copies_[i].value = std::string_view(texts_.emplace_back(std::move(text)));
        }
    }
    std::span<const Field> fields() const { return copies_.empty() ? fields_ : copies_; }

  private:
    std::span<const Field> fields_;
    std::vector<Field> copies_;
    std::deque<std::string> texts_;  // stay where they are as more come
};

// A text as it may be seen.
class ScrubbedText {
  public:
    ScrubbedText(const Scrubber& scrubber, std::string_view tenant, std::string_view text)
        : text_(scrubber.scrub(text, scrubbed_, tenant) ? std::string_view(scrubbed_) : text) {}
    ScrubbedText(const ScrubbedText&) = delete;
    ScrubbedText& operator=(const ScrubbedText&) = delete;

    std::string_view text() const { return text_; }

  private:
    std::string scrubbed_;
    std::string_view text_;
};

Error scrubbed_error(const Scrubber& scrubber, std::string_view tenant, const Error& error) {
    Error copy = error;
    copy.message = ScrubbedText(scrubber, tenant, error.message).text();
    for (FieldViolation& violation : copy.violations) {
        violation.field = std::string(ScrubbedText(scrubber, tenant, violation.field).text());
        violation.description =
            std::string(ScrubbedText(scrubber, tenant, violation.description).text());
    }
    return copy;
}

class ScrubbingSpan final : public SpanHandle {
  public:
    ScrubbingSpan(const Scrubber& scrubber, std::unique_ptr<SpanHandle> next)
        : scrubber_(scrubber), next_(std::move(next)) {}

    void set(const Field& attribute) override {
        std::string text;
        const bool is_safe =
            std::ranges::binary_search(catalog::unscrubbed_span_attributes, attribute.name);
        if (is_safe || !scrub_field(scrubber_, attribute, {}, text)) {
            next_->set(attribute);
        } else {
            next_->set({attribute.name, text});
        }
    }

    void end(std::chrono::nanoseconds duration, const Error* error) override {
        if (error == nullptr) {
            next_->end(duration, nullptr);
            return;
        }
        const Error scrubbed = scrubbed_error(scrubber_, {}, *error);
        next_->end(duration, &scrubbed);
    }

  private:
    const Scrubber& scrubber_;
    std::unique_ptr<SpanHandle> next_;
};

}  // namespace

void ScrubbingLog::write(
    LogLevel level,
    const RequestContext* context,
    std::string_view message,
    std::span<const Field> fields
) {
    const std::string_view tenant = tenant_of(context);
    const ScrubbedText text(scrubber_, tenant, message);
    const ScrubbedFields scrubbed(scrubber_, tenant, fields);
    next_.write(level, context, text.text(), scrubbed.fields());
}

StartedSpan ScrubbingSpans::start(const TraceContext& parent, const SpanStart& start) {
    auto started = next_.start(parent, start);
    if (started.span != nullptr)
        started.span = std::make_unique<ScrubbingSpan>(scrubber_, std::move(started.span));
    return started;
}

void ScrubbingErrors::report(
    const RequestContext* context, const Error& error, std::string_view detail
) {
    const std::string_view tenant = tenant_of(context);
    const ScrubbedText text(scrubber_, tenant, detail);
    next_.report(context, scrubbed_error(scrubber_, tenant, error), text.text());
}

}  // namespace lectern::telemetry
