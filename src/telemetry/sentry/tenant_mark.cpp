#include "telemetry/sentry/tenant_mark.hpp"

#include <array>
#include <cstdint>
#include <span>

#include "core/digest.hpp"
#include "core/hex.hpp"
#include "core/random.hpp"
#include "telemetry/sentry/spool.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::size_t mark_bytes = 8;
constexpr std::size_t key_bytes = 32;
constexpr std::size_t longest_key = 4096;

}  // namespace

std::string tenant_mark(std::string_view tenant, std::string_view key) {
    if (tenant.empty()) return {};
    const auto mac = hmac_sha256(key, tenant);
    return to_hex(std::span(mac).first<mark_bytes>());
}

Result<std::string> load_key(const std::filesystem::path& file) {
    auto key = read_plain_file(file, longest_key);
    if (key && !key->empty()) return *std::move(key);
    return fail(ErrorCode::invalid_argument, "there is no key in " + file.string());
}

Result<std::string> load_or_make_key(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / "tenant-key";
    auto kept = read_plain_file(file, longest_key);
    if (kept && kept->size() >= key_bytes) return *std::move(kept);
    std::array<std::uint8_t, key_bytes> bytes{};
    fill_random(bytes);
    std::string key = to_hex(bytes);
    if (write_whole_file(file, key)) return key;
    return fail(ErrorCode::unavailable, "cannot keep a key in " + file.string());
}

}  // namespace lectern::telemetry::sentry
