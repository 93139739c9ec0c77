#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "telemetry/scrub/subject.hpp"

namespace lectern::telemetry::scrub {

/// Groups of digits with one separator between each two, as people write long numbers:
/// `4111 1111 1111 1111`, `(415) 555-2671`, `+49 (0)89 123456`. At most eight groups and twenty
/// digits; what follows is left out.
class DigitGroups final {
  public:
    /// `begin` is a digit.
    DigitGroups(const Subject& subject, std::size_t begin);

    std::size_t count() const { return count_; }
    std::size_t length(std::size_t group) const { return groups_.at(group).length; }
    /// Where the first `groups` groups end in the text.
    std::size_t end(std::size_t groups) const { return groups_.at(groups - 1).end; }
    /// The digits of the first `groups` groups.
    std::string_view digits(std::size_t groups) const {
        return {digits_.data(), groups_.at(groups - 1).digits};
    }
    /// The separator between all of the first `groups` groups: NUL when there is none, `*` when
    /// they differ.
    char separator(std::size_t groups) const;
    /// The separator behind a group.
    char separator_after(std::size_t group) const { return groups_.at(group).separator; }
    /// Whether what follows the first `groups` groups belongs to the last: `17 18.5` is not `17
    /// 18`.
    bool is_cut(std::size_t groups) const {
        const char next = groups_.at(groups - 1).separator;
        return (next == '.' || next == '-' || next == '/') && separator(groups) != next;
    }
    /// Whether the first `groups` groups have these lengths.
    bool are(std::size_t groups, std::string_view lengths) const;

  private:
    static constexpr std::size_t most_groups = 8;
    static constexpr std::size_t most_digits = 20;

    struct Group {
        std::size_t length = 0;
        std::size_t end = 0;     // in the text
        std::size_t digits = 0;  // of this and all before
        char separator = '\0';   // behind it
    };

    std::array<Group, most_groups> groups_{};
    std::array<char, most_digits> digits_{};
    std::size_t count_ = 0;
};

}  // namespace lectern::telemetry::scrub
