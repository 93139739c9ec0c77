#include "backends/memory/memory_dead_letter_store.hpp"

#include <iterator>
#include <mutex>

#include "backends/memory/paging.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::memory {
namespace {

std::unexpected<Error> absent(const DeadLetterId& id) {
    return fail(ErrorCode::not_found, "dead letter " + id.value + " not found");
}

bool passes(const ports::DeadLetterFilter& filter, const domain::DeadLetter& letter) {
    return (!filter.dataset || letter.dataset == *filter.dataset) &&
           (!filter.stage || letter.failure.stage == *filter.stage) &&
           (!filter.job || letter.job == *filter.job);
}

}  // namespace

Result<domain::DeadLetter> MemoryDeadLetterStore::find(
    const RequestContext& context, const DeadLetterId& id
) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.dead_letters.find({context.principal.tenant, id});
    if (found == state_.dead_letters.end()) return absent(id);
    return found->second;
}

Result<domain::Page<domain::DeadLetter>> MemoryDeadLetterStore::list(
    const RequestContext& context,
    const ports::DeadLetterFilter& filter,
    const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    const TenantId& tenant = context.principal.tenant;
    const std::lock_guard lock(state_.mutex);
    auto end = state_.dead_letters.lower_bound({after(tenant), {}});
    if (!page.cursor.empty()) {
        auto position =
            domain::decode_cursor("dead_letters", page.cursor, {.numbers = 1, .texts = 1});
        if (!position) return fail(position);
        end = state_.dead_letters.lower_bound({tenant, {position->texts.front()}});
    }
    return collect_page<domain::DeadLetter>(
        std::make_reverse_iterator(end),
        std::make_reverse_iterator(state_.dead_letters.lower_bound({tenant, {}})),
        page.limit,
        "dead_letters",
        [&](const auto& entry) {
            return passes(filter, entry.second) ? std::optional(entry.second) : std::nullopt;
        },
        [](const domain::DeadLetter& letter) { return domain::position_of(letter); }
    );
}

Result<void> MemoryDeadLetterStore::remove(const RequestContext& context, const DeadLetterId& id) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.dead_letters.find({context.principal.tenant, id});
    if (found == state_.dead_letters.end()) return absent(id);
    const domain::DeadLetter& letter = found->second;
    state_.jobs.find(letter.job)->items.at(letter.ordinal).source.reset();
    state_.dead_letters.erase(found);
    return {};
}

}  // namespace lectern::backends::memory
