#include "transport/grpc/codec_graph.hpp"

namespace lectern::transport::grpc {

domain::Entity decode(const v1::Entity& entity) {
    return {
        .id = {entity.id()},
        .name = entity.name(),
        .type = entity.type(),
        .synonyms = {entity.synonyms().begin(), entity.synonyms().end()},
    };
}

domain::Relation decode(const v1::Relation& relation) {
    domain::Relation decoded{
        .source = {relation.source()}, .target = {relation.target()}, .type = relation.type()
    };
    if (relation.has_weight()) decoded.weight = relation.weight();
    return decoded;
}

domain::Vocabulary decode(const v1::Vocabulary& vocabulary) {
    domain::Vocabulary decoded{.id = {vocabulary.id()}};
    for (const auto& entity : vocabulary.entities()) decoded.entities.push_back(decode(entity));
    for (const auto& relation : vocabulary.relations())
        decoded.relations.push_back(decode(relation));
    return decoded;
}

v1::Entity encode(const domain::Entity& entity) {
    v1::Entity encoded;
    encoded.set_id(entity.id.value);
    encoded.set_name(entity.name);
    encoded.set_type(entity.type);
    for (const std::string& synonym : entity.synonyms) encoded.add_synonyms(synonym);
    return encoded;
}

v1::Relation encode(const domain::Relation& relation) {
    v1::Relation encoded;
    encoded.set_source(relation.source.value);
    encoded.set_target(relation.target.value);
    encoded.set_type(relation.type);
    encoded.set_weight(relation.weight);
    return encoded;
}

v1::Vocabulary encode(const domain::Vocabulary& vocabulary) {
    v1::Vocabulary encoded;
    encoded.set_id(vocabulary.id.value);
    for (const auto& entity : vocabulary.entities) *encoded.add_entities() = encode(entity);
    for (const auto& relation : vocabulary.relations) *encoded.add_relations() = encode(relation);
    return encoded;
}

v1::VocabularySummary encode_summary(const domain::Vocabulary& vocabulary) {
    v1::VocabularySummary encoded;
    encoded.set_id(vocabulary.id.value);
    encoded.set_entity_count(vocabulary.entities.size());
    encoded.set_relation_count(vocabulary.relations.size());
    return encoded;
}

v1::Neighbour encode(const ports::Neighbour& neighbour) {
    v1::Neighbour encoded;
    *encoded.mutable_entity() = encode(neighbour.entity);
    *encoded.mutable_relation() = encode(neighbour.relation);
    encoded.set_distance(neighbour.distance);
    return encoded;
}

}  // namespace lectern::transport::grpc
