#include "telemetry/sentry/dsn.hpp"

#include <algorithm>
#include <charconv>

#include "core/ascii.hpp"

namespace lectern::telemetry::sentry {
namespace {

constexpr std::size_t longest_dsn = 2048;

std::unexpected<Error> bad(std::string_view what) {
    return fail(ErrorCode::invalid_argument, "the DSN " + std::string(what));
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Whether the text is made of letters, digits and `others`, and not empty.
bool is_made_of(std::string_view text, std::string_view others) {
    return !text.empty() && std::ranges::all_of(text, [others](char c) {
        return is_alphanumeric(c) || others.contains(c);
    });
}

// What stands before the separator; `rest` becomes what stands behind it. Without separator, all.
std::string_view take_until(std::string_view& rest, std::string_view separator) {
    const auto place = rest.find(separator);
    const std::string_view taken = rest.substr(0, place);
    rest = place == std::string_view::npos ? std::string_view{}
                                           : rest.substr(place + separator.size());
    return taken;
}

Result<void> read_keys(std::string_view keys, Dsn& dsn) {
    const bool has_secret = keys.contains(':');
    dsn.public_key = take_until(keys, ":");
    dsn.secret_key = keys;
    const bool is_good =
        is_made_of(dsn.public_key, "-._~") && (!has_secret || is_made_of(dsn.secret_key, "-._~"));
    if (!is_good) return bad("has no proper key before the host");
    return {};
}

Result<void> read_port(std::string_view text, Dsn& dsn) {
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), dsn.port);
    const bool is_read = error == std::errc{} && stop == text.data() + text.size();
    if (!is_read || dsn.port == 0) return bad("has a port that is none");
    return {};
}

Result<void> read_host(std::string_view text, Dsn& dsn) {
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos || !is_made_of(text.substr(1, close - 1), ":.") ||
            !text.substr(1, close - 1).contains(':'))
            return bad("has a bracketed host that is no IPv6 address");
        dsn.host = text.substr(0, close + 1);
        text.remove_prefix(close + 1);
        if (text.empty()) return {};
        if (!text.starts_with(':')) return bad("has something between host and port");
        return read_port(text.substr(1), dsn);
    }
    const auto colon = text.find(':');
    dsn.host = text.substr(0, colon);
    if (!is_made_of(dsn.host, "-._")) return bad("has no proper host");
    if (colon == std::string_view::npos) return {};
    return read_port(text.substr(colon + 1), dsn);
}

// `text` is what follows the host, with its slash.
Result<void> read_path(std::string_view text, Dsn& dsn) {
    const auto last = text.rfind('/');
    if (last == std::string_view::npos || last + 1 == text.size())
        return bad("names no project at its end");
    dsn.path = text.substr(0, last);
    dsn.project = text.substr(last + 1);
    const bool is_plain =
        dsn.path.empty() ||
        (is_made_of(dsn.path, "/-._~%") && !dsn.path.contains("//") && !dsn.path.ends_with('/'));
    if (!is_plain || !is_made_of(dsn.project, "-_"))
        return bad("has a path that is none, or something behind the project");
    return {};
}

}  // namespace

std::string Dsn::envelope_url() const {
    const std::string authority = port == 0 ? host : host + ":" + std::to_string(port);
    return scheme + "://" + authority + path + "/api/" + project + "/envelope/";
}

std::string Dsn::authorization(std::string_view client) const {
    std::string value = "Sentry sentry_version=7, sentry_client=";
    value += client;
    value += ", sentry_key=" + public_key;
    if (!secret_key.empty()) value += ", sentry_secret=" + secret_key;
    return value;
}

Result<Dsn> parse_dsn(std::string_view text) {
    if (text.size() > longest_dsn) return bad("is longer than 2048 bytes");
    Dsn dsn;
    std::string_view rest = text;
    dsn.scheme = to_ascii_lower(take_until(rest, "://"));
    if (dsn.scheme != "http" && dsn.scheme != "https")
        return bad("begins with neither https:// nor http://");
    const auto slash = std::min(rest.find('/'), rest.size());
    std::string_view authority = rest.substr(0, slash);
    const auto at = authority.find('@');
    if (at == std::string_view::npos) return bad("has no key before the host");
    if (auto keys = read_keys(authority.substr(0, at), dsn); !keys) return fail(keys);
    if (auto host = read_host(authority.substr(at + 1), dsn); !host) return fail(host);
    if (auto path = read_path(rest.substr(slash), dsn); !path) return fail(path);
    return dsn;
}

}  // namespace lectern::telemetry::sentry
