#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "core/ascii.hpp"
#include "telemetry/exporters/metric_text.hpp"

namespace lectern::telemetry {
namespace {

// RFC 9110 §12.4.2; nothing for what is none, which is then passed over with its range.
std::optional<double> quality_of(std::string_view text) {
    double quality = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quality);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    if (!is_whole || quality < 0 || quality > 1) return std::nullopt;
    return quality;
}

struct Range {
    std::string type{};
    std::string version{};
    double quality = 1;
};

std::optional<Range> read_range(std::string_view text) {
    Range range{.type = to_ascii_lower(trimmed(take_until(text, ';')))};
    while (!text.empty()) {
        std::string_view value = trimmed(take_until(text, ';'));
        const std::string name = to_ascii_lower(trimmed(take_until(value, '=')));
        if (value.starts_with('"') && value.ends_with('"') && value.size() > 1)
            value = value.substr(1, value.size() - 2);
        if (name == "version") range.version = value;
        if (name != "q") continue;
        const auto quality = quality_of(value);
        if (!quality) return std::nullopt;
        range.quality = *quality;
    }
    return range;
}

// How much a header likes the two formats. The range that names one most closely decides for it.
class Likings {
  public:
    void take(const Range& range) {
        if (range.type == "application/openmetrics-text" && is_spoken(range.version, "1.0.0"))
            open_metrics_.take(3, range.quality);
        if (range.type == "text/plain" && is_spoken(range.version, "0.0.4"))
            text_.take(3, range.quality);
        if (range.type == "text/*") text_.take(2, range.quality);
        if (range.type == "*/*") text_.take(1, range.quality);
    }

    MetricFormat best() const {
        const bool is_liked = open_metrics_.quality > 0 && open_metrics_.quality >= text_.quality;
        return is_liked ? MetricFormat::open_metrics : MetricFormat::prometheus_text;
    }

  private:
    struct Liking {
        int closeness = 0;
        double quality = 0;

        void take(int close, double how_much) {
            if (close < closeness) return;
            quality = close > closeness ? how_much : std::max(quality, how_much);
            closeness = close;
        }
    };

    static bool is_spoken(std::string_view asked, std::string_view spoken) {
        return asked.empty() || asked == spoken;
    }

    Liking open_metrics_{};
    Liking text_{};
};

}  // namespace

MetricFormat negotiate_metric_format(std::string_view accept) {
    Likings likings;
    while (!accept.empty()) {
        if (const auto range = read_range(trimmed(take_until(accept, ',')))) likings.take(*range);
    }
    return likings.best();
}

}  // namespace lectern::telemetry
