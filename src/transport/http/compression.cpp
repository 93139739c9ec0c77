#include "transport/http/compression.hpp"

#include <algorithm>
#include <new>

#include <zlib.h>

#include "core/ascii.hpp"
#include "core/assert.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/http/response_head.hpp"

namespace lectern::transport::http {
namespace {

/// Thousandths; a malformed weight counts as 0, which is the safe reading.
int parse_weight(std::string_view parameters) {
    const auto text = trimmed(parameters);
    if (text.empty()) return 1000;
    if (text.size() < 3 || (text[0] != 'q' && text[0] != 'Q') || text[1] != '=') return 0;
    const auto number = text.substr(2);
    if (number.size() > 5 || (number[0] != '0' && number[0] != '1')) return 0;
    if (number.size() > 1 && number[1] != '.') return 0;
    int weight = (number[0] - '0') * 1000;
    int unit = 100;
    for (const char digit : number.substr(std::min<std::size_t>(2, number.size()))) {
        if (digit < '0' || digit > '9') return 0;
        weight += (digit - '0') * unit;
        unit /= 10;
    }
    return weight <= 1000 ? weight : 0;
}

Header* find_header(Response& response, std::string_view name) {
    for (auto& header : response.headers) {
        if (equals_ignoring_case(header.first, name)) return &header;
    }
    return nullptr;
}

bool is_compressible(std::string_view media_type) {
    const auto type = to_ascii_lower(trimmed(media_type.substr(0, media_type.find(';'))));
    return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
           type == "application/json" || type == "application/x-ndjson" ||
           type == "application/xml" || type == "application/javascript" ||
           type == "application/yaml" || type == "application/openmetrics-text";
}

bool is_worth_coding(Response& response, std::size_t from_bytes) {
    if (response.stream || response.body.empty() || response.body.size() < from_bytes) return false;
    const bool is_partial = response.status == 206;
    if (is_partial || !has_body(response.status)) return false;
    if (find_header(response, "content-encoding") != nullptr) return false;
    const Header* cache = find_header(response, "cache-control");
    if (cache != nullptr && to_ascii_lower(cache->second).contains("no-transform")) return false;
    const Header* type = find_header(response, "content-type");
    return type != nullptr && is_compressible(type->second);
}

void add_vary(Response& response) {
    Header* vary = find_header(response, "vary");
    if (vary == nullptr) {
        response.headers.emplace_back("Vary", "Accept-Encoding");
    } else if (vary->second != "*" && !to_ascii_lower(vary->second).contains("accept-encoding")) {
        vary->second += ", Accept-Encoding";
    }
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
    int gzip_weight = -1;
    int any_weight = -1;
    int identity_weight = -1;
    while (!accept_encoding.empty()) {
        const auto member = take_list_member(accept_encoding);
        const auto semicolon = std::min(member.find(';'), member.size());
        const auto coding = to_ascii_lower(trimmed(member.substr(0, semicolon)));
        const int weight = parse_weight(member.substr(std::min(semicolon + 1, member.size())));
        if (coding == "gzip" || coding == "x-gzip") gzip_weight = std::max(gzip_weight, weight);
        if (coding == "*") any_weight = weight;
        if (coding == "identity") identity_weight = weight;
    }
    if (gzip_weight < 0) gzip_weight = any_weight;
    return gzip_weight > 0 && gzip_weight >= identity_weight;
}

std::string gzip(std::string_view bytes) {
    constexpr int gzip_window = 15 + 16;  // zlib: 16 more writes a gzip wrapper
    constexpr int memory_level = 8;
    constexpr int level = 5;  // within 2 % of the default's size on JSON, clearly faster
    z_stream stream{};
    if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        throw std::bad_alloc();
    }
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    // zlib's interface is not const-correct; it only reads from here.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    LECTERN_ASSERT(ended == Z_STREAM_END);
    return out;
}

void compress(Response& response, std::string_view accept_encoding, std::size_t from_bytes) {
    constexpr std::size_t largest = std::size_t{1}
                                    << 30;  // zlib counts one call's bytes in 32 bits
    if (!is_worth_coding(response, from_bytes) || response.body.size() > largest) return;
    add_vary(response);
    if (!accepts_gzip(accept_encoding)) return;
    auto coded = gzip(response.body);
    if (coded.size() >= response.body.size()) return;
    response.body = std::move(coded);
    response.headers.emplace_back("Content-Encoding", "gzip");
    Header* tag = find_header(response, "etag");
    if (tag != nullptr && !tag->second.starts_with("W/")) tag->second.insert(0, "W/");
}

}  // namespace lectern::transport::http
