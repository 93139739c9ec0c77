#include "backends/memory/memory_vocabulary_store.hpp"

#include <mutex>

#include "backends/memory/paging.hpp"

namespace lectern::backends::memory {
namespace {

std::unexpected<Error> absent(const VocabularyId& id) {
    return fail(ErrorCode::not_found, "vocabulary " + id.value + " not found");
}

}  // namespace

Result<void> MemoryVocabularyStore::put(
    const RequestContext& context, const domain::Vocabulary& vocabulary
) {
    const std::lock_guard lock(state_.mutex);
    state_.vocabularies.insert_or_assign({context.principal.tenant, vocabulary.id}, vocabulary);
    return {};
}

Result<domain::Vocabulary> MemoryVocabularyStore::find(
    const RequestContext& context, const VocabularyId& id
) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.vocabularies.find({context.principal.tenant, id});
    if (found == state_.vocabularies.end()) return absent(id);
    return found->second;
}

Result<domain::Page<domain::Vocabulary>> MemoryVocabularyStore::list(
    const RequestContext& context, const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    const TenantId& tenant = context.principal.tenant;
    const std::lock_guard lock(state_.mutex);
    VocabularyId first;
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("vocabularies", page.cursor, {.texts = 1});
        if (!position) return fail(position);
        first = after(VocabularyId{position->texts.front()});
    }
    return collect_page<domain::Vocabulary>(
        state_.vocabularies.lower_bound({tenant, first}),
        state_.vocabularies.lower_bound({after(tenant), {}}),
        page.limit,
        "vocabularies",
        [](const auto& entry) { return std::optional(entry.second); },
        [](const domain::Vocabulary& last) {
            return domain::CursorPosition{.texts = {last.id.value}};
        }
    );
}

Result<void> MemoryVocabularyStore::remove(const RequestContext& context, const VocabularyId& id) {
    const std::lock_guard lock(state_.mutex);
    if (state_.vocabularies.erase({context.principal.tenant, id}) == 0) return absent(id);
    return {};
}

}  // namespace lectern::backends::memory
