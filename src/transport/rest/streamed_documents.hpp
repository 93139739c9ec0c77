#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "core/result.hpp"
#include "domain/document.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/contract.hpp"
#include "transport/rest/multipart.hpp"
#include "transport/rest/ndjson_reader.hpp"

namespace lectern::transport::rest {

/// Documents that come one by one in a body; only one is held at a time. One thread at a time.
class DocumentReader {
  public:
    virtual ~DocumentReader() = default;

    /// Nothing at the end. `invalid_argument` tells where it is and lists what is wrong, below
    /// `/documents/<n>` (from 0).
    virtual Result<std::optional<domain::SourceDocument>> next() = 0;

    /// Where the last document was, for messages: `line 7`, `part 3`.
    virtual std::string place() const = 0;
};

/// One document (`DocumentInput`) a line.
class NdjsonDocuments final : public DocumentReader {
  public:
    /// `body` and `contract` outlive the reader.
    NdjsonDocuments(http::BodyReader& body, const Contract& contract, std::size_t max_line_bytes)
        : contract_(contract), lines_(body, max_line_bytes) {}

    Result<std::optional<domain::SourceDocument>> next() override;
    std::string place() const override { return "line " + std::to_string(line_); }

  private:
    const Contract& contract_;
    NdjsonReader lines_;
    std::size_t line_ = 0;
    std::size_t count_ = 0;
};

/// Files of a form: the content is the part, the id the file's name, the media type the part's or
/// that of the name's ending. A part `document` (`DocumentDescription`) describes the file that
/// follows it.
class FormDocuments final : public DocumentReader {
  public:
    /// `body` and `contract` outlive the reader.
    FormDocuments(
        http::BodyReader& body,
        const std::string& boundary,
        const Contract& contract,
        std::size_t max_file_bytes
    )
        : contract_(contract), parts_(body, boundary, {.max_part_bytes = max_file_bytes}) {}

    Result<std::optional<domain::SourceDocument>> next() override;
    std::string place() const override { return "part " + std::to_string(part_); }

  private:
    Result<void> describe(const MultipartPart& part);
    domain::SourceDocument take_file(MultipartPart part);

    const Contract& contract_;
    MultipartReader parts_;
    std::optional<domain::SourceDocument> described_{};
    std::size_t part_ = 0;
    std::size_t count_ = 0;
};

}  // namespace lectern::transport::rest
