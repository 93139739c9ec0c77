#include "text/normalise.hpp"

#include <unicode/uchar.h>

#include "core/utf8.hpp"
#include "text/case_fold.hpp"

namespace lectern::text {

std::string normalise_name(std::string_view utf8) {
    std::string folded;
    append_case_folded(utf8, folded);

    std::string name;
    name.reserve(folded.size());
    bool space_due = false;
    for (std::size_t i = 0; i < folded.size();) {
        const std::size_t begin = i;
        if (u_isUWhiteSpace(static_cast<UChar32>(next_character(folded, i)))) {
            space_due = !name.empty();
            continue;
        }
        if (space_due) name.push_back(' ');
        space_due = false;
        name.append(folded, begin, i - begin);
    }
    return name;
}

}  // namespace lectern::text
