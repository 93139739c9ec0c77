#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ports/text_extractor.hpp"
#include "text/media_type.hpp"

namespace lectern::backends::extraction {

/// Reads documents on this machine. What a hostile document can turn against its parser is parsed
/// in a child process with limits on CPU time, memory, files and wall-clock time and without
/// network: PDF by poppler's `pdftotext`, DOCX and large or tangled structured text by `program`,
/// which is to call `run_extract_child` when run as `<program> extract --media-type <type>`. The
/// rest is read in this process. Thread-safe.
class LocalExtractor final : public ports::TextExtractor {
  public:
    struct Options {
        std::string program{};  ///< A path; empty: what needs it fails with `unavailable`.
        std::string pdftotext = "pdftotext";
        std::string pdfinfo =
            "pdfinfo";  ///< For titles; documents have none where it cannot be run.
        std::size_t max_content_bytes = 64U << 20;
        std::size_t max_text_bytes = 32U << 20;
        std::size_t max_in_process_bytes = 1U << 20;  ///< Of Markdown, HTML and JSON.
        std::size_t max_in_process_tags = 2000;       ///< Start tags of HTML, as bound for nesting.
        std::chrono::seconds cpu_limit{30};
        std::uint64_t memory_bytes = 1U << 30;  ///< Address space of a child; 0: not limited.
        std::chrono::milliseconds time_limit{60'000};
    };

    explicit LocalExtractor(Options options);

    Result<domain::ExtractedText> extract(
        const RequestContext& context,
        std::string_view content,
        std::string_view declared_media_type,
        std::string_view url
    ) override;

  private:
    bool needs_child(text::MediaType type, std::string_view content) const;
    Result<domain::ExtractedText> extract_in_child(
        const RequestContext& context,
        text::MediaType type,
        std::string_view content,
        std::string_view charset
    ) const;

    const Options options_;
};

}  // namespace lectern::backends::extraction
