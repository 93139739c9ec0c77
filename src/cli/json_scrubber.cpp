#include "cli/json_scrubber.hpp"

#include <algorithm>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace lectern::cli {
namespace {

using telemetry::scrub::KindCounts;
using telemetry::scrub::Scrubber;

bool is_object(std::string_view line) {
    if (!line.starts_with('{')) return false;
    boost::system::error_code error;
    const boost::json::value value = boost::json::parse(line, error);
    return !error && value.is_object();
}

// Goes over the tokens of valid JSON and copies them, all but the values that have to be scrubbed.
class JsonCopy {
  public:
    JsonCopy(const Scrubber& scrubber, std::string_view tenant, std::string_view line)
        : scrubber_(scrubber), tenant_(tenant), line_(line) {}

    void run(std::string& out, KindCounts& counts) {
        while (place_ < line_.size()) {
            const char c = line_[place_];
            if (c == '"') {
                copy_string(out, counts);
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                copy_number(out, counts);
            } else {
                enter_or_leave(c);
                out += c;
                ++place_;
            }
        }
    }

  private:
    // Elements of an array are under the array's name.
    void enter_or_leave(char c) {
        if (c == '{' || c == '[') names_.push_back(name_);
        if ((c == '}' || c == ']') && !names_.empty()) {
            name_ = names_.back();
            names_.pop_back();
        }
    }

    void copy_string(std::string& out, KindCounts& counts) {
        const std::size_t begin = place_++;
        while (line_[place_] != '"') place_ += line_[place_] == '\\' ? 2 : 1;
        const std::string_view token = line_.substr(begin, ++place_ - begin);
        const boost::json::value decoded = boost::json::parse(token);
        const std::string_view text(decoded.get_string().data(), decoded.get_string().size());
        const std::size_t next = line_.find_first_not_of(" \t\r", place_);
        if (next != std::string_view::npos && line_[next] == ':') {
            name_ = text;
            out += token;
        } else {
            copy_value(text, token, out, counts);
        }
    }

    void copy_number(std::string& out, KindCounts& counts) {
        const std::size_t end =
            std::min(line_.find_first_not_of("+-.0123456789eE", place_), line_.size());
        const std::string_view token = line_.substr(place_, end - place_);
        place_ = end;
        copy_value(token, token, out, counts);
    }

    void copy_value(
        std::string_view text, std::string_view token, std::string& out, KindCounts& counts
    ) {
        std::string scrubbed;
        if (scrubber_.scrub_field(name_, text, scrubbed, tenant_, &counts)) {
            out += boost::json::serialize(boost::json::string(scrubbed));
        } else {
            out += token;
        }
    }

    const Scrubber& scrubber_;
    std::string_view tenant_;
    std::string_view line_;
    std::size_t place_ = 0;
    std::string name_;
    std::vector<std::string> names_;
};

}  // namespace

bool scrub_json_line(
    const Scrubber& scrubber,
    std::string_view line,
    std::string_view tenant,
    std::string& out,
    KindCounts& counts
) {
    if (!is_object(line)) return false;
    JsonCopy(scrubber, tenant, line).run(out, counts);
    return true;
}

}  // namespace lectern::cli
