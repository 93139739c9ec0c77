#include "domain/document.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <type_traits>

#include "core/digest.hpp"
#include "domain/graph_bounds.hpp"

namespace lectern::domain {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view digits) {
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

template <class Number>
std::string_view bytes_of(const Number& number) {
    static_assert(std::is_arithmetic_v<Number>);
    return {reinterpret_cast<const char*>(&number), sizeof number};
}

void add_value(Digest& digest, const Value& value);

struct ValueHasher {
    Digest& digest;

    void operator()(std::monostate) const { digest.add("null"); }
    void operator()(const std::string& text) const {
        digest.add("string");
        digest.add(text);
    }
    void operator()(const List& list) const {
        digest.add("list");
        digest.add(std::to_string(list.size()));
        for (const Value& element : list) add_value(digest, element);
    }
    void operator()(const Object& object) const {
        digest.add("object");
        digest.add(std::to_string(object.size()));
        for (const auto& [name, member] : object) {
            digest.add(name);
            add_value(digest, member);
        }
    }
    template <class Number>
    void operator()(Number number) const {
        digest.add(
            std::is_same_v<Number, bool>     ? "boolean"
            : std::is_same_v<Number, double> ? "real"
                                             : "whole"
        );
        digest.add(bytes_of(number));
    }
};

void add_value(Digest& digest, const Value& value) { std::visit(ValueHasher{digest}, value.data); }

void add_vector(Digest& digest, const std::vector<float>& vector) {
    digest.add({reinterpret_cast<const char*>(vector.data()), vector.size() * sizeof(float)});
}

void add_entities(Digest& digest, const SourceDocument& document) {
    digest.add(std::to_string(document.entities.size()));
    for (const Entity& entity : document.entities) {
        digest.add(entity.id.value);
        digest.add(entity.name);
        digest.add(entity.type);
        digest.add(std::to_string(entity.synonyms.size()));
        for (const std::string& synonym : entity.synonyms) digest.add(synonym);
    }
    digest.add(std::to_string(document.relations.size()));
    for (const Relation& relation : document.relations) {
        digest.add(relation.source.value);
        digest.add(relation.target.value);
        digest.add(relation.type);
        digest.add(bytes_of(relation.weight));
    }
}

// Collects what is wrong with one document.
constexpr std::size_t longest_media_type = 255;

class Validator {
  public:
    Validator(const std::string& pointer, const DocumentLimits& limits)
        : pointer_(pointer), limits_(limits) {}

    Result<void> check(const SourceDocument& document) {
        check_id(document.id);
        longest("/title", document.title.size(), limits_.title_bytes);
        longest("/url", document.url.size(), limits_.url_bytes);
        longest("/media_type", document.media_type.size(), longest_media_type);
        longest("/content", document.content.size(), limits_.content_bytes);
        check_body(document);
        std::size_t leaves = 0;
        for (const FieldValues& field : flatten(document.metadata)) leaves += field.values.size();
        most("/metadata", leaves, limits_.metadata_leaves, "values");
        most("/chunks", document.chunks.size(), limits_.chunks, "chunks");
        most("/entities", document.entities.size(), limits_.entities, "entities");
        most("/relations", document.relations.size(), limits_.relations, "relations");
        check_graph(document);
        if (violations_.empty()) return {};
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "a document is invalid: " + violations_.front().field + " " +
                       violations_.front().description,
            .violations = std::move(violations_),
        });
    }

  private:
    void violation(const std::string& field, std::string description) {
        violations_.push_back({.field = pointer_ + field, .description = std::move(description)});
    }

    void longest(const std::string& field, std::size_t size, std::size_t limit) {
        if (size > limit) violation(field, "is longer than " + std::to_string(limit) + " bytes");
    }

    void most(
        const std::string& field, std::size_t count, std::size_t limit, const std::string& what
    ) {
        if (count > limit) violation(field, "has more than " + std::to_string(limit) + " " + what);
    }

    void check_id(const DocumentId& id) {
        longest("/id", id.value.size(), limits_.id_bytes);
        const auto is_control = [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        };
        if (std::ranges::any_of(id.value, is_control)) violation("/id", "has a control character");
    }

    void check_body(const SourceDocument& document) {
        if (!document.content.empty() && !document.chunks.empty()) {
            violation("/chunks", "cannot stand beside content");
        }
        if (document.content.empty() && document.chunks.empty())
            violation("", "has neither content nor chunks");
        if (!document.vector.empty() && document.chunks.size() > 1) {
            violation("/vector", "cannot stand beside several chunks");
        }
        check_vector("/vector", document.vector);
        for (std::size_t i = 0; i < document.chunks.size(); ++i) {
            const std::string field = "/chunks/" + std::to_string(i);
            if (document.chunks[i].text.empty()) violation(field + "/text", "is empty");
            check_vector(field + "/vector", document.chunks[i].vector);
        }
    }

    void check_vector(const std::string& field, const std::vector<float>& vector) {
        const bool finite =
            std::ranges::all_of(vector, [](float number) { return std::isfinite(number); });
        const bool zero = std::ranges::all_of(vector, [](float number) { return number == 0; });
        if (!finite) violation(field, "has a number that is not finite");
        if (!vector.empty() && zero) violation(field, "has length zero");
    }

    void check_graph(const SourceDocument& document) {
        Violations violations;
        for (std::size_t i = 0; i < document.entities.size(); ++i)
            check_bounds(
                document.entities[i], pointer_ + "/entities/" + std::to_string(i), violations
            );
        for (std::size_t i = 0; i < document.relations.size(); ++i)
            check_bounds(
                document.relations[i], pointer_ + "/relations/" + std::to_string(i), violations
            );
        std::ranges::copy(violations.list(), std::back_inserter(violations_));
    }

    const std::string& pointer_;
    const DocumentLimits& limits_;
    std::vector<FieldViolation> violations_;
};

}  // namespace

std::string to_string(const ChunkRef& ref) {
    return ref.document.value + "#" + std::to_string(ref.version) + "." +
           std::to_string(ref.ordinal);
}

std::optional<ChunkRef> parse_chunk_ref(std::string_view text) {
    const auto hash = text.rfind('#');
    const auto dot = text.rfind('.');
    if (hash == std::string_view::npos || dot == std::string_view::npos || hash == 0 ||
        dot < hash) {
        return std::nullopt;
    }
    const auto version = parse_number<Version>(text.substr(hash + 1, dot - hash - 1));
    const auto ordinal = parse_number<std::uint32_t>(text.substr(dot + 1));
    if (!version || !ordinal) return std::nullopt;
    return ChunkRef{
        .document = {std::string(text.substr(0, hash))},
        .version = *version,
        .ordinal = *ordinal,
    };
}

std::string content_hash(const SourceDocument& document) {
    Digest digest;
    digest.add(document.title);
    digest.add(document.content);
    digest.add(document.media_type);
    digest.add(document.url);
    add_value(digest, Value{document.metadata});
    add_entities(digest, document);
    digest.add(std::to_string(document.chunks.size()));
    for (const SuppliedChunk& chunk : document.chunks) {
        digest.add(chunk.text);
        add_vector(digest, chunk.vector);
    }
    add_vector(digest, document.vector);
    return digest.finish();
}

Result<void> validate(
    const SourceDocument& document, const std::string& pointer, const DocumentLimits& limits
) {
    return Validator(pointer, limits).check(document);
}

}  // namespace lectern::domain
