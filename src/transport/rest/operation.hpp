#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace lectern::transport::rest {

/// A form in which an operation takes its body.
struct RequestBody {
    std::string_view media_type;
    std::size_t max_bytes = 0;  ///< Larger: 413.
    bool stream = false;        ///< Read as it arrives rather than held.
};

/// One operation of `api/openapi/lectern.yaml`, as `tools/generate_openapi.py` writes it into
/// `operations.hpp`.
struct Operation {
    std::string_view id;                    ///< `operationId`.
    std::string_view method;                ///< Upper case.
    std::string_view path;                  ///< The template, e.g. `/v1/jobs/{job_id}`.
    std::span<const RequestBody> bodies{};  ///< Empty: it takes none.
    bool body_required = false;
    std::span<const std::string_view> produces{};  ///< Media types of its successes.
    bool admin = false;                            ///< The admin listener serves it too.
};

}  // namespace lectern::transport::rest
