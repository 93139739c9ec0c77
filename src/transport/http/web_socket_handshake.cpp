#include "transport/http/web_socket_handshake.hpp"

#include <algorithm>
#include <array>

#include <openssl/evp.h>

#include "core/ascii.hpp"
#include "core/assert.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::http {
namespace {

/// Of all fields of that name (RFC 9110 §5.3), without empty ones.
std::vector<std::string> list_members(const RequestHead& head, std::string_view name) {
    std::vector<std::string> members;
    for (const auto& [key, value] : head.headers) {
        if (key != name) continue;
        std::string_view list = value;
        while (!list.empty()) {
            const auto member = take_list_member(list);
            if (!member.empty()) members.emplace_back(member);
        }
    }
    return members;
}

bool lists(const RequestHead& head, std::string_view name, std::string_view wanted) {
    return std::ranges::any_of(list_members(head, name), [wanted](const std::string& member) {
        return equals_ignoring_case(member, wanted);
    });
}

/// 16 bytes in base64.
bool is_key(std::string_view text) {
    constexpr std::size_t digits = 22;
    if (text.size() != digits + 2 || !text.ends_with("==")) return false;
    return std::ranges::all_of(text.substr(0, digits), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '+' || c == '/';
    });
}

bool has_one_key(const RequestHead& head) {
    const auto count = std::ranges::count(head.headers, "sec-websocket-key", &Header::first);
    return count == 1 && is_key(head.header("sec-websocket-key"));
}

bool has_body(const RequestHead& head) {
    const auto length = head.header("content-length");
    const bool has_length = length.find_first_not_of('0') != std::string_view::npos;
    return has_length || !head.header("transfer-encoding").empty();
}

Refusal refusal(unsigned status, std::string message) {
    return {
        .status = status,
        .error = Error{.code = ErrorCode::invalid_argument, .message = std::move(message)},
    };
}

}  // namespace

bool asks_for_web_socket(const RequestHead& head) {
    return head.method == "GET" && lists(head, "connection", "upgrade") &&
           lists(head, "upgrade", "websocket");
}

std::vector<std::string> offered_subprotocols(const RequestHead& head) {
    return list_members(head, "sec-websocket-protocol");
}

std::optional<Refusal> find_handshake_fault(const RequestHead& head, bool is_http_1_0) {
    if (is_http_1_0 || !asks_for_web_socket(head)) {
        return refusal(426, "this needs an upgrade to the websocket protocol");
    }
    if (head.header("sec-websocket-version") != "13") {
        return refusal(426, "the websocket version is not supported");
    }
    if (!has_one_key(head)) return refusal(400, "the websocket key is malformed");
    if (has_body(head)) return refusal(400, "an upgrade request has no body");
    return std::nullopt;
}

std::string accept_key(std::string_view key) {
    // SHA-1 proves nothing here; it only shows that the answer is no cached one.
    const auto text = std::string(key).append("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    const int is_done =
        EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    LECTERN_ASSERT(is_done == 1);
    std::array<unsigned char, (EVP_MAX_MD_SIZE * 4 / 3) + 4> encoded{};
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
    return {encoded.begin(), encoded.begin() + length};
}

}  // namespace lectern::transport::http
