#include "telemetry/sentry/envelope.hpp"

#include <zlib.h>

#include "core/time_format.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to ask for gzip's head and tail
constexpr int memory_level = 8;       // its own default

}  // namespace

std::string make_envelope(std::string_view event_id, std::string_view payload, Timestamp sent_at) {
    std::string envelope = "{\"event_id\":\"";
    envelope += event_id;
    envelope += "\",\"sent_at\":\"";
    envelope += format_timestamp(sent_at);
    envelope += "\"}\n{\"type\":\"event\",\"content_type\":\"application/json\",\"length\":";
    envelope += std::to_string(payload.size());
    envelope += "}\n";
    envelope += payload;
    envelope += '\n';
    return envelope;
}

Result<std::string> gzip(std::string_view bytes) {
    z_stream stream{};
    if (::deflateInit2(
            &stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            gzip_window,
            memory_level,
            Z_DEFAULT_STRATEGY
        ) != Z_OK)
        return fail(ErrorCode::resource_exhausted, "there is no memory to compress in");
    std::string out(::deflateBound(&stream, bytes.size()), '\0');
    // zlib takes what it does not change by a pointer to what it could.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int code = ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (code != Z_STREAM_END) return fail(ErrorCode::internal, "zlib did not compress");
    return out;
}

}  // namespace lectern::telemetry::sentry
