#include "access/token_verifier.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <openssl/sha.h>

#include "access/strict_json.hpp"
#include "core/ascii.hpp"
#include "core/base64.hpp"

namespace lectern::access {
namespace {

namespace json = boost::json;

constexpr std::size_t least_token_bytes = 512;
constexpr std::size_t longest_key_id = 256;

std::unexpected<Error> refuse(std::string reason) {
    return fail(ErrorCode::unauthenticated, std::move(reason));
}

// The three parts of a token in compact form (RFC 7515 §7.1), still encoded.
struct Parts {
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signed_text;  // header and claims with the dot between
};

std::optional<Parts> split(std::string_view token) {
    const std::size_t first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    return Parts{
        .header = token.substr(0, first),
        .claims = token.substr(first + 1, second - first - 1),
        .signature = token.substr(second + 1),
        .signed_text = token.substr(0, second),
    };
}

struct Header {
    Algorithm algorithm{};
    std::string key_id{};
};

// RFC 7515 §4.1.9: without `application/` when nothing else has a slash, in whatever case. Tokens
// made for other ends (logout, proof of possession) say so here.
bool is_access_token(const json::string& type) {
    std::string name = to_ascii_lower(type);
    constexpr std::string_view prefix = "application/";
    if (name.starts_with(prefix)) name.erase(0, prefix.size());
    return name == "jwt" || name == "at+jwt";
}

Result<Header> read_header(std::string_view encoded, const std::vector<Algorithm>& accepted) {
    const auto text = decode_base64url(encoded);
    const auto header = text ? read_object(*text) : std::nullopt;
    if (!header) return refuse("the token's header is malformed");
    const json::string* name = find_string(*header, "alg");
    const auto algorithm = name == nullptr ? std::nullopt : parse_algorithm(*name);
    if (!algorithm || std::ranges::find(accepted, *algorithm) == accepted.end())
        return refuse("the token's algorithm is not accepted");
    // We know no extension, and who makes a token may insist on those that it names.
    if (header->contains("crit")) return refuse("the token asks for extensions");
    if (header->contains("typ")) {
        const json::string* type = find_string(*header, "typ");
        if (type == nullptr || !is_access_token(*type))
            return refuse("the token is of another type");
    }
    Header read{.algorithm = *algorithm};
    if (header->contains("kid")) {
        const json::string* id = find_string(*header, "kid");
        if (id == nullptr || id->size() > longest_key_id)
            return refuse("the token's header is malformed");
        read.key_id = *id;
    }
    return read;
}

}  // namespace

// A token taken apart, nothing of it verified but its form.
struct TokenVerifier::Opened {
    std::string_view signed_text;
    Algorithm algorithm{};
    std::string key_id;
    std::string claims;
    std::string signature;
};

TokenVerifier::TokenVerifier(IssuerKeys& keys, const Clock& clock, Options options)
    : keys_(keys), clock_(clock), options_(std::move(options)) {}

Result<Principal> TokenVerifier::verify(const RequestContext& context, std::string_view token) {
    if (token.size() > options_.max_token_bytes) return refuse("the token is too long");
    Fingerprint fingerprint{};
    ::SHA256(
        reinterpret_cast<const unsigned char*>(token.data()), token.size(), fingerprint.data()
    );
    if (auto known = recall(fingerprint)) {
        const auto keys = keys_.get(context);
        if (!keys) return fail(keys.error());
        // When the issuer changed its keys it may have withdrawn the one of this token.
        if ((*keys)->generation() == known->generation) return std::move(known->principal);
    }
    // Before keys are asked for, so that nobody waits for an issuer because of rubbish.
    auto opened = open(token);
    if (!opened) return fail(opened);
    auto verified = verify_anew(context, *opened);
    if (!verified) return fail(verified);
    remember(fingerprint, *verified);
    return std::move(verified->principal);
}

Result<TokenVerifier::Opened> TokenVerifier::open(std::string_view token) const {
    const auto parts = split(token);
    if (!parts) return refuse("the token has not three parts");
    auto header = read_header(parts->header, options_.algorithms);
    if (!header) return fail(header);
    auto signature = decode_base64url(parts->signature);
    auto claims = decode_base64url(parts->claims);
    if (!signature || signature->empty() || !claims) return refuse("the token is malformed");
    return Opened{
        .signed_text = parts->signed_text,
        .algorithm = header->algorithm,
        .key_id = std::move(header->key_id),
        .claims = std::move(*claims),
        .signature = std::move(*signature),
    };
}

Result<TokenVerifier::Verified> TokenVerifier::verify_anew(
    const RequestContext& context, const Opened& token
) {
    auto keys = keys_.get(context);
    if (!keys) return fail(keys);
    const IssuerKey* key = (*keys)->find(token.key_id, token.algorithm);
    if (key == nullptr) {
        keys = keys_.get_newer(context, *keys);
        if (!keys) return fail(keys);
        key = (*keys)->find(token.key_id, token.algorithm);
    }
    if (key == nullptr) return refuse("the token is signed with an unknown key");
    if (!key->key.verify(token.algorithm, token.signed_text, token.signature))
        return refuse("the token's signature is wrong");

    auto identity = read_claims(token.claims, options_.claims, clock_.now());
    if (!identity) return fail(identity);
    return Verified{
        .principal = std::move(identity->principal),
        .expires_at = identity->expires_at,
        .generation = (*keys)->generation(),
    };
}

std::optional<TokenVerifier::Verified> TokenVerifier::recall(const Fingerprint& token) {
    const Timestamp now = clock_.now();
    const std::lock_guard lock(mutex_);
    const Verified* known = cache_.find(token);
    if (known == nullptr) return std::nullopt;
    if (now < known->expires_at) return *known;
    cache_.erase(token);
    return std::nullopt;
}

void TokenVerifier::remember(const Fingerprint& token, const Verified& verified) {
    if (options_.max_cached == 0) return;
    const std::lock_guard lock(mutex_);
    cache_.put(token, verified);
    cache_.shrink_to(options_.max_cached);
}

std::size_t TokenVerifier::FingerprintHash::operator()(const Fingerprint& fingerprint) const {
    std::size_t hash = 0;
    std::memcpy(&hash, fingerprint.data(), sizeof hash);
    return hash;
}

Result<void> validate(const TokenVerifier::Options& options) {
    if (options.algorithms.empty())
        return fail(ErrorCode::invalid_argument, "no algorithm of tokens is accepted");
    if (options.max_token_bytes < least_token_bytes)
        return fail(ErrorCode::invalid_argument, "tokens have to be allowed 512 bytes at least");
    return validate(options.claims);
}

}  // namespace lectern::access
