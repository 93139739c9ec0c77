#include "domain/list_cursor.hpp"

namespace lectern::domain {
namespace {

std::int64_t count_of(Timestamp time) { return time.time_since_epoch().count(); }

}  // namespace

CursorPosition position_of(const ApiKey& key) {
    return {.numbers = {count_of(key.created_at)}, .texts = {key.id.value}};
}

CursorPosition position_of(const AuditRecord& record) {
    return {.numbers = {static_cast<std::int64_t>(record.sequence)}};
}

CursorPosition position_of(const Dataset& dataset) { return {.texts = {dataset.id.value}}; }

CursorPosition position_of(const DeadLetter& letter) {
    return {.numbers = {count_of(letter.failed_at)}, .texts = {letter.id.value}};
}

CursorPosition position_of(const Document& document) { return {.texts = {document.key.id.value}}; }

CursorPosition position_of(const Entity& entity) { return {.texts = {entity.id.value}}; }

CursorPosition position_of(const Job& job) {
    return {.numbers = {count_of(job.created_at)}, .texts = {job.id.value}};
}

CursorPosition position_of(const JobItem& item) { return {.numbers = {item.ordinal}}; }

CursorPosition position_of(const Vocabulary& vocabulary) {
    return {.texts = {vocabulary.id.value}};
}

std::string cursor_after(const ApiKey& key) { return encode_cursor("keys", position_of(key)); }

std::string cursor_after(const AuditRecord& record) {
    return encode_cursor("audit", position_of(record));
}

std::string cursor_after(const Dataset& dataset) {
    return encode_cursor("datasets", position_of(dataset));
}

std::string cursor_after(const DeadLetter& letter) {
    return encode_cursor("dead_letters", position_of(letter));
}

std::string cursor_after(const Document& document) {
    return encode_cursor("documents", position_of(document));
}

std::string cursor_after(const Entity& entity) {
    return encode_cursor("entities", position_of(entity));
}

std::string cursor_after(const Job& job) { return encode_cursor("jobs", position_of(job)); }

std::string cursor_after(const JobItem& item) { return encode_cursor("items", position_of(item)); }

std::string cursor_after(const Vocabulary& vocabulary) {
    return encode_cursor("vocabularies", position_of(vocabulary));
}

}  // namespace lectern::domain
