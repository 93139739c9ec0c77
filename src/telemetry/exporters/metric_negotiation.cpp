#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "core/ascii.hpp"
#include "telemetry/exporters/metric_text.hpp"

namespace lectern::telemetry {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Cuts off and returns what stands before the first `separator`, and drops that.
std::string_view take(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

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
    Range range{.type = to_ascii_lower(take(text, ';'))};
    while (!text.empty()) {
        std::string_view value = take(text, ';');
        const std::string name = to_ascii_lower(take(value, '='));
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
        if (const auto range = read_range(take(accept, ','))) likings.take(*range);
    }
    return likings.best();
}

}  // namespace lectern::telemetry
