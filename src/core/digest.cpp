#include "core/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/assert.hpp"
#include "core/hex.hpp"

namespace lectern {

struct Digest::State {
    State() : context(EVP_MD_CTX_new()) {
        LECTERN_ASSERT(
            context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1
        );
    }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void update(const void* bytes, std::size_t size) {
        LECTERN_ASSERT(EVP_DigestUpdate(context, bytes, size) == 1);
    }

    std::string finish() {
        std::array<std::uint8_t, 32> bytes{};
        LECTERN_ASSERT(EVP_DigestFinal_ex(context, bytes.data(), nullptr) == 1);
        return to_hex(bytes);
    }

    EVP_MD_CTX* context;
};

Digest::Digest() : state_(std::make_unique<State>()) {}
Digest::~Digest() = default;
Digest::Digest(Digest&&) noexcept = default;
Digest& Digest::operator=(Digest&&) noexcept = default;

void Digest::add(std::string_view part) {
    const std::uint64_t size = part.size();
    std::array<std::uint8_t, 8> prefix{};
    for (std::size_t i = 0; i < prefix.size(); ++i)
        prefix[i] = static_cast<std::uint8_t>(size >> (8 * i));
    state_->update(prefix.data(), prefix.size());
    state_->update(part.data(), part.size());
}

std::string Digest::finish() { return state_->finish(); }

std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view bytes) {
    std::array<std::uint8_t, 32> mac{};
    const auto* done = ::HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        bytes.size(),
        mac.data(),
        nullptr
    );
    LECTERN_ASSERT(done != nullptr);
    return mac;
}

std::string sha256_hex(std::string_view bytes) {
    Digest::State state;
    state.update(bytes.data(), bytes.size());
    return state.finish();
}

}  // namespace lectern
