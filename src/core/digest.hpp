#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace lectern {

/// SHA-256 of exactly these bytes (no length prefix) in lower-case hexadecimal.
std::string sha256_hex(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104) of exactly these bytes.
std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view bytes);

/// SHA-256 over parts. Each part is preceded by its length, so that ("ab","c") and ("a","bc")
/// differ. One thread at a time.
class Digest {
  public:
    Digest();
    ~Digest();
    Digest(Digest&&) noexcept;
    Digest& operator=(Digest&&) noexcept;

    void add(std::string_view part);

    /// Lower-case hexadecimal, 64 characters. Call once.
    std::string finish();

  private:
    friend std::string sha256_hex(std::string_view bytes);
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace lectern
