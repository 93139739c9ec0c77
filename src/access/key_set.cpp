#include "access/key_set.hpp"

#include <algorithm>
#include <utility>

#include <boost/json/array.hpp>

#include "access/strict_json.hpp"
#include "core/base64.hpp"
#include "core/digest.hpp"

namespace lectern::access {
namespace {

namespace json = boost::json;

std::string bytes_of(const json::object& key, std::string_view member) {
    const json::string* text = find_string(key, member);
    if (text == nullptr) return {};
    return decode_base64url(*text).value_or(std::string());
}

bool is_for_signatures(const json::object& key) {
    if (const json::value* use = key.if_contains("use")) {
        if (!use->is_string() || use->get_string() != "sig") return false;
    }
    const json::value* operations = key.if_contains("key_ops");
    if (operations == nullptr) return true;
    return operations->is_array() &&
           std::ranges::any_of(operations->get_array(), [](const json::value& operation) {
               return operation.is_string() && operation.get_string() == "verify";
           });
}

std::optional<PublicKey> kept(Result<PublicKey> key) {
    if (!key) return std::nullopt;
    return std::move(*key);
}

std::optional<PublicKey> read_public_key(const json::object& key) {
    const json::string* kind = find_string(key, "kty");
    if (kind == nullptr) return std::nullopt;
    if (*kind == "RSA") return kept(PublicKey::from_rsa(bytes_of(key, "n"), bytes_of(key, "e")));
    const json::string* curve = find_string(key, "crv");
    if (curve == nullptr) return std::nullopt;
    const std::string x = bytes_of(key, "x");
    if (*kind == "OKP" && *curve == "Ed25519") return kept(PublicKey::from_ed25519(x));
    if (*kind != "EC" || (*curve != "P-256" && *curve != "P-384")) return std::nullopt;
    const KeyType type = *curve == "P-256" ? KeyType::p256 : KeyType::p384;
    return kept(PublicKey::from_ec(type, x, bytes_of(key, "y")));
}

std::optional<IssuerKey> read_key(const json::value& value) {
    const json::object* key = value.if_object();
    // Whoever published a private key is no longer the only one who can sign with it.
    if (key == nullptr || key->contains("d") || !is_for_signatures(*key)) return std::nullopt;
    auto read = read_public_key(*key);
    if (!read) return std::nullopt;
    IssuerKey issuer_key{.key = std::move(*read)};
    if (const json::value* id = key->if_contains("kid")) {
        if (!id->is_string()) return std::nullopt;
        issuer_key.id = id->get_string();
    }
    if (const json::value* name = key->if_contains("alg")) {
        if (!name->is_string()) return std::nullopt;
        issuer_key.algorithm = parse_algorithm(name->get_string());
        if (!issuer_key.algorithm || !issuer_key.key.fits(*issuer_key.algorithm))
            return std::nullopt;
    }
    return issuer_key;
}

std::uint64_t generation_of(std::string_view json_text) {
    return std::stoull(sha256_hex(json_text).substr(0, 16), nullptr, 16);
}

}  // namespace

const IssuerKey* KeySet::find(std::string_view id, Algorithm algorithm) const {
    const IssuerKey* found = nullptr;
    for (const IssuerKey& key : keys_) {
        const bool fits = key.algorithm ? *key.algorithm == algorithm : key.key.fits(algorithm);
        if (!fits || (!id.empty() && key.id != id)) continue;
        if (!id.empty()) return &key;
        if (found != nullptr) return nullptr;  // more than one might be meant
        found = &key;
    }
    return found;
}

Result<KeySet> read_key_set(std::string_view json_text, std::size_t max_keys) {
    const auto set = read_object(json_text);
    const json::value* keys = set ? set->if_contains("keys") : nullptr;
    if (keys == nullptr || !keys->is_array())
        return fail(ErrorCode::invalid_argument, "the answer is no set of keys");
    if (keys->get_array().size() > max_keys)
        return fail(ErrorCode::invalid_argument, "the set has too many keys");
    std::vector<IssuerKey> usable;
    for (const json::value& value : keys->get_array()) {
        if (auto key = read_key(value)) usable.push_back(std::move(*key));
    }
    if (usable.empty())
        return fail(ErrorCode::invalid_argument, "the set has no key that can be used");
    return KeySet(std::move(usable), generation_of(json_text));
}

}  // namespace lectern::access
