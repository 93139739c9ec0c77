#pragma once

#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// The two halves of an API key. As text it is `lk_<id>_<secret><checksum>`, all of `0-9A-Za-z`:
/// an id of 16 characters, a secret of 43 (256 bits from the system's generator), and the CRC-32 of
/// everything before it in 6. The checksum tells a typo from a wrong key, and lets a scanner for
/// leaked secrets be sure: `lk_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}`.
struct KeyText {
    KeyId id{};
    std::string secret{};
};

/// What API keys begin with.
inline constexpr std::string_view key_prefix = "lk_";

/// An id that no other key has, and a secret that nobody can guess. Thread-safe.
KeyText make_key_text();
/// Another secret for the same id.
std::string make_key_secret();

std::string format_key(const KeyText& key);

/// `unauthenticated` when it has another form or the checksum does not fit; that says nothing about
/// which keys there are.
Result<KeyText> parse_key(std::string_view text);

/// The id in what claims to be a key, for the audit trail; empty when it has not even that form.
KeyId claimed_key_id(std::string_view text);

/// What is kept of a secret: its SHA-256 in lower-case hexadecimal. A fast hash is enough, as the
/// secret is random and of 256 bits.
std::string key_digest(std::string_view secret);

/// Takes the same time wherever they differ.
bool same_digest(std::string_view left, std::string_view right);

}  // namespace lectern::access
