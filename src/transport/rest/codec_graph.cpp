#include "transport/rest/codec_graph.hpp"

#include <utility>

#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

template <class T>
json::array encode_all(const std::vector<T>& values) {
    json::array array;
    array.reserve(values.size());
    for (const T& value : values) array.push_back(encode(value));
    return array;
}

json::array encode_texts(const std::vector<std::string>& texts) {
    json::array array;
    for (const std::string& text : texts) array.emplace_back(text);
    return array;
}

}  // namespace

std::vector<domain::Entity> decode_entities(const json::object& object) {
    std::vector<domain::Entity> entities;
    const json::value* list = object.if_contains("entities");
    if (list == nullptr) return entities;
    entities.reserve(list->as_array().size());
    for (const json::value& element : list->get_array()) {
        const json::object& entity = element.as_object();
        entities.push_back({
            .id = {text_or(entity, "id")},
            .name = text_or(entity, "name"),
            .type = text_or(entity, "type"),
            .synonyms = texts_of(entity, "synonyms"),
        });
    }
    return entities;
}

std::vector<domain::Relation> decode_relations(const json::object& object) {
    std::vector<domain::Relation> relations;
    const json::value* list = object.if_contains("relations");
    if (list == nullptr) return relations;
    relations.reserve(list->as_array().size());
    for (const json::value& element : list->get_array()) {
        const json::object& relation = element.as_object();
        relations.push_back({
            .source = {text_or(relation, "source")},
            .target = {text_or(relation, "target")},
            .type = text_or(relation, "type"),
            .weight = number_or(relation, "weight", domain::Relation{}.weight),
        });
    }
    return relations;
}

domain::Vocabulary decode_vocabulary(VocabularyId id, const json::object& body) {
    return {
        .id = std::move(id), .entities = decode_entities(body), .relations = decode_relations(body)
    };
}

json::object encode(const domain::Entity& entity) {
    return {
        {"id", entity.id.value},
        {"name", entity.name},
        {"type", entity.type},
        {"synonyms", encode_texts(entity.synonyms)},
    };
}

json::object encode(const domain::Relation& relation) {
    return {
        {"source", relation.source.value},
        {"target", relation.target.value},
        {"type", relation.type},
        {"weight", relation.weight},
    };
}

json::object encode(const domain::Vocabulary& vocabulary) {
    return {
        {"id", vocabulary.id.value},
        {"entities", encode_all(vocabulary.entities)},
        {"relations", encode_all(vocabulary.relations)},
    };
}

json::object encode_summary(const domain::Vocabulary& vocabulary) {
    return {
        {"id", vocabulary.id.value},
        {"entity_count", vocabulary.entities.size()},
        {"relation_count", vocabulary.relations.size()},
    };
}

json::object encode_neighbours(const std::vector<ports::Neighbour>& neighbours) {
    json::array items;
    items.reserve(neighbours.size());
    for (const ports::Neighbour& neighbour : neighbours) {
        items.push_back(json::object{
            {"entity", encode(neighbour.entity)},
            {"relation", encode(neighbour.relation)},
            {"distance", neighbour.distance},
        });
    }
    return {{"items", std::move(items)}};
}

}  // namespace lectern::transport::rest
