#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "core/thread_annotations.hpp"
#include "ports/testing/fault_plan.hpp"
#include "ports/text_extractor.hpp"

namespace lectern::ports::testing {

/// Takes content as plain text with one paragraph a blank-line-separated part, unless something
/// else was set for that very content or a fault is planned. Blank content is `invalid_argument`,
/// as by contract. Thread-safe.
class ScriptedExtractor final : public TextExtractor {
  public:
    FaultPlan& plan() { return plan_; }

    /// Content equal to `content` answers with this.
    void answer(std::string content, domain::ExtractedText text) {
        const std::lock_guard lock(mutex_);
        answers_.insert_or_assign(std::move(content), std::move(text));
    }

    /// Content equal to `content` fails with this, every time.
    void refuse(std::string content, Error error) {
        const std::lock_guard lock(mutex_);
        answers_.insert_or_assign(std::move(content), fail(std::move(error)));
    }

    Result<domain::ExtractedText> extract(
        const RequestContext& context,
        std::string_view content,
        std::string_view declared_media_type,
        std::string_view /*url*/
    ) override {
        if (auto going = context.check(); !going) return fail(going);
        if (auto entered = plan_.enter("extract"); !entered) return fail(entered);
        const std::lock_guard lock(mutex_);
        const auto scripted = answers_.find(content);
        if (scripted != answers_.end()) return scripted->second;
        return as_plain_text(content, declared_media_type);
    }

  private:
    static Result<domain::ExtractedText> as_plain_text(
        std::string_view content, std::string_view media_type
    ) {
        domain::ExtractedText extracted{
            .media_type = std::string(media_type.empty() ? "text/plain" : media_type),
            .text = std::string(content)
        };
        std::size_t begin = 0;
        while (begin < content.size()) {
            const std::size_t end = std::min(content.find("\n\n", begin), content.size());
            const bool blank =
                content.substr(begin, end - begin).find_first_not_of(" \t\r\n") == content.npos;
            if (!blank) extracted.blocks.push_back({.range = {.begin = begin, .end = end}});
            begin = end + 2;
        }
        if (extracted.blocks.empty())
            return fail(ErrorCode::invalid_argument, "the document has no text");
        return extracted;
    }

    std::mutex mutex_;
    std::map<std::string, Result<domain::ExtractedText>, std::less<>> answers_
        LECTERN_GUARDED_BY(mutex_);
    FaultPlan plan_;
};

}  // namespace lectern::ports::testing
