#include "transport/grpc/status_details.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/utf8.hpp"
#include "transport/common/status_map.hpp"

namespace lectern::transport::grpc {
namespace {

// A message of protobuf's wire format (https://protobuf.dev/programming-guides/encoding/), member
// by member. Members with their default value are left out.
class WireMessage {
  public:
    WireMessage& number(std::uint32_t field, std::uint64_t value) {
        if (value == 0) return *this;
        varint(std::uint64_t{field} << 3U);
        varint(value);
        return *this;
    }

    WireMessage& text(std::uint32_t field, std::string_view value) {
        return value.empty() ? *this : bytes(field, value);
    }

    // An empty message says that it is there.
    WireMessage& message(std::uint32_t field, const WireMessage& value) {
        return bytes(field, value.bytes_);
    }

    std::string finish() && { return std::move(bytes_); }

  private:
    WireMessage& bytes(std::uint32_t field, std::string_view value) {
        constexpr std::uint64_t length_delimited = 2;
        varint(std::uint64_t{field} << 3U | length_delimited);
        varint(value.size());
        bytes_.append(value);
        return *this;
    }

    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7U)
            bytes_.push_back(static_cast<char>((value & 0x7fU) | 0x80U));
        bytes_.push_back(static_cast<char>(value));
    }

    std::string bytes_;
};

WireMessage any(std::string_view type, WireMessage message) {
    const std::string value = std::move(message).finish();
    return WireMessage()
        .text(1, std::string("type.googleapis.com/google.rpc.").append(type))
        .text(2, value);
}

WireMessage map_entry(std::string_view key, std::string_view value) {
    return WireMessage().text(1, key).text(2, value);
}

std::string upper(std::string_view name) {
    std::string text(name);
    std::ranges::transform(text, text.begin(), [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    return text;
}

WireMessage error_info(const Error& error, const RequestContext& context) {
    WireMessage info;
    info.text(1, upper(to_string(error.code))).text(2, "lectern.dev");
    info.message(3, map_entry("request_id", context.request_id));
    if (context.trace.is_valid())
        info.message(3, map_entry("trace_id", context.trace.trace_id_hex()));
    return info;
}

WireMessage bad_request(const std::vector<FieldViolation>& violations) {
    WireMessage request;
    for (const FieldViolation& violation : violations) {
        request.message(
            1,
            WireMessage().text(1, as_utf8(violation.field)).text(2, as_utf8(violation.description))
        );
    }
    return request;
}

WireMessage retry_info(std::chrono::milliseconds delay) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(delay);
    const std::chrono::nanoseconds rest = delay - seconds;
    return WireMessage().message(
        1,
        WireMessage()
            .number(1, static_cast<std::uint64_t>(seconds.count()))
            .number(2, static_cast<std::uint64_t>(rest.count()))
    );
}

}  // namespace

std::string encode_status_details(const Error& error, const RequestContext& context) {
    WireMessage status;
    status.number(1, static_cast<std::uint64_t>(grpc_status(error.code)));
    status.text(2, as_utf8(error.message));
    status.message(3, any("ErrorInfo", error_info(error, context)));
    status.message(3, any("RequestInfo", WireMessage().text(1, context.request_id)));
    if (!error.violations.empty())
        status.message(3, any("BadRequest", bad_request(error.violations)));
    if (error.retry_after) {
        const auto delay = std::max(*error.retry_after, std::chrono::milliseconds{0});
        status.message(3, any("RetryInfo", retry_info(delay)));
    }
    return std::move(status).finish();
}

}  // namespace lectern::transport::grpc
