#include "backends/sqlite/vocabulary_store.hpp"

#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/record_codec.hpp"

namespace lectern::backends::sqlite {
namespace {

std::unexpected<Error> absent(const VocabularyId& id) {
    return fail(ErrorCode::not_found, "vocabulary " + id.value + " not found");
}

Result<domain::Vocabulary> decode_vocabulary(const Row& row) {
    return decode_record<domain::Vocabulary>(row.blob(0));
}

}  // namespace

Result<void> SqliteVocabularyStore::put(
    const RequestContext& context, const domain::Vocabulary& vocabulary
) {
    const std::string record = encode_record(vocabulary);
    return database_.write([&](Connection& connection) {
        return connection.run(
            "INSERT INTO vocabulary (tenant, id, record) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (tenant, id) DO UPDATE SET record = excluded.record",
            context.principal.tenant,
            vocabulary.id,
            Blob{record}
        );
    });
}

Result<domain::Vocabulary> SqliteVocabularyStore::find(
    const RequestContext& context, const VocabularyId& id
) {
    auto vocabulary = database_.read([&](Connection& connection) {
        return connection.first(
            "SELECT record FROM vocabulary WHERE tenant = ?1 AND id = ?2",
            decode_vocabulary,
            context.principal.tenant,
            id
        );
    });
    if (!vocabulary) return fail(vocabulary);
    if (!*vocabulary) return absent(id);
    return std::move(**vocabulary);
}

Result<domain::Page<domain::Vocabulary>> SqliteVocabularyStore::list(
    const RequestContext& context, const domain::PageRequest& page
) {
    auto start = start_of(page, "vocabularies", {.texts = {""}});
    if (!start) return fail(start);
    auto vocabularies = database_.read([&](Connection& connection) {
        return connection.all(
            "SELECT record FROM vocabulary WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT ?3",
            decode_vocabulary,
            context.principal.tenant,
            start->texts.front(),
            rows_for(page)
        );
    });
    if (!vocabularies) return fail(vocabularies);
    return make_page(
        std::move(*vocabularies),
        page,
        "vocabularies",
        [](const domain::Vocabulary& vocabulary) {
            return domain::CursorPosition{.texts = {vocabulary.id.value}};
        }
    );
}

Result<void> SqliteVocabularyStore::remove(const RequestContext& context, const VocabularyId& id) {
    return database_.write([&](Connection& connection) -> Result<void> {
        auto done = connection.run(
            "DELETE FROM vocabulary WHERE tenant = ?1 AND id = ?2", context.principal.tenant, id
        );
        if (done && connection.changed_rows() == 0) return absent(id);
        return done;
    });
}

}  // namespace lectern::backends::sqlite
