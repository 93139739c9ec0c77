#include "telemetry/scrub/scrubber_files.hpp"

#include <array>
#include <cstddef>
#include <fstream>
#include <string_view>
#include <utility>

namespace lectern::telemetry::scrub {
namespace {

constexpr std::size_t max_file_bytes = std::size_t{16} << 20U;

std::unexpected<Error> wrong(const std::string& path, const std::string& what) {
    return fail(ErrorCode::invalid_argument, path + ": " + what);
}

Result<std::string> read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return wrong(path, "cannot be read");
    std::string text;
    std::array<char, 4096> part{};
    do {
        file.read(part.data(), part.size());
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > max_file_bytes) return wrong(path, "is larger than 16 MiB");
    } while (file);
    if (file.bad()) return wrong(path, "cannot be read");
    return text;
}

// What `parse` makes of the file, or of nothing.
template <class List>
Result<List> read_list(const std::string& path, Result<List> (*parse)(std::string_view)) {
    if (path.empty()) return List{};
    auto text = read(path);
    if (!text) return fail(text);
    auto list = parse(*text);
    if (!list) return wrong(path, list.error().message);
    return list;
}

Result<std::string> read_key(const std::string& path) {
    if (path.empty()) return std::string();
    auto key = read(path);
    if (!key) return key;
    while (key->ends_with('\n') || key->ends_with('\r')) key->pop_back();
    if (key->size() < Scrubber::shortest_hash_key)
        return wrong(path, "a hash key should have at least 16 bytes");
    return key;
}

}  // namespace

Result<Scrubber> load_scrubber(const ScrubberFiles& files) {
    auto key = read_key(files.hash_key);
    if (!key) return fail(key);
    auto allowed = read_list<AllowList>(files.allow, AllowList::parse);
    if (!allowed) return fail(allowed);
    auto patterns = read_list<ExtraPatterns>(files.patterns, ExtraPatterns::parse);
    if (!patterns) return fail(patterns);
    return Scrubber::create(
        {.hash_key = std::move(*key),
         .allowed = std::move(*allowed),
         .patterns = std::move(*patterns)}
    );
}

}  // namespace lectern::telemetry::scrub
