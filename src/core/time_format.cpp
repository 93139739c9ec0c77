#include "core/time_format.hpp"

#include <chrono>

#include <fmt/format.h>

namespace lectern {
namespace {

// Reads exactly `digits.size()` decimal digits.
std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

// The part after the seconds: `Z`, or `.` and 1 to 9 digits and `Z`.
std::optional<int> fraction_milliseconds(std::string_view rest) {
    if (rest == "Z") return 0;
    if (rest.size() < 3 || rest.size() > 11 || rest.front() != '.' || rest.back() != 'Z')
        return std::nullopt;
    std::string digits(rest.substr(1, rest.size() - 2));
    if (!number(digits)) return std::nullopt;
    digits.resize(3, '0');
    return number(digits);
}

}  // namespace

std::string format_timestamp(Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        clock.hours().count(),
        clock.minutes().count(),
        clock.seconds().count(),
        clock.subseconds().count()
    );
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    const auto hour = number(text.substr(11, 2));
    const auto minute = number(text.substr(14, 2));
    const auto second = number(text.substr(17, 2));
    const auto milliseconds = fraction_milliseconds(text.substr(19));
    if (!year || !month || !day || !hour || !minute || !second || !milliseconds)
        return std::nullopt;
    if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;

    const std::chrono::year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)},
    };
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + std::chrono::milliseconds{*milliseconds};
}

}  // namespace lectern
