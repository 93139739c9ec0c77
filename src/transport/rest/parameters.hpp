#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

namespace lectern::transport::rest {

/// The parameters of one request from path, query and headers (names in lower case), checked
/// against the contract and with its defaults filled in. Asking with the wrong type for one that
/// the contract types otherwise is a bug.
class Parameters final {
  public:
    void set(std::string_view name, boost::json::value value) {
        values_.emplace_back(name, std::move(value));
    }

    /// Empty when absent.
    std::string text(std::string_view name) const;
    std::optional<std::string> optional_text(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    bool flag(std::string_view name) const;
    std::optional<std::int64_t> whole_number(std::string_view name) const;
    /// Of one that is within 32 bits and has a default or is required.
    std::uint32_t count(std::string_view name) const;

  private:
    const boost::json::value* find(std::string_view name) const;

    std::vector<std::pair<std::string, boost::json::value>> values_;
};

}  // namespace lectern::transport::rest
