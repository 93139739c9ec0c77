#include "services/ingest_validation.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "core/time_format.hpp"
#include "domain/value.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t most_violations = 100;

class VectorCheck {
  public:
    VectorCheck(
        const domain::Dataset& dataset,
        const std::string& pointer,
        std::vector<FieldViolation>& violations
    )
        : dataset_(dataset), pointer_(pointer), violations_(violations) {}

    void check(const domain::SourceDocument& document) {
        const bool external = dataset_.settings.embedding.kind == domain::EmbeddingKind::external;
        check("/vector", document.vector, external && document.chunks.empty());
        const bool covered = !document.vector.empty() && document.chunks.size() == 1;
        for (std::size_t i = 0; i < document.chunks.size(); ++i) {
            const std::string field = "/chunks/" + std::to_string(i) + "/vector";
            check(field, document.chunks[i].vector, external && !covered);
        }
    }

  private:
    void check(const std::string& field, const std::vector<float>& vector, bool needed) {
        const auto& embedding = dataset_.settings.embedding;
        if (vector.empty()) {
            if (needed)
                add(field,
                    "is missing: dataset " + dataset_.id.value + " takes vectors from outside");
            return;
        }
        if (embedding.kind != domain::EmbeddingKind::external) {
            add(field,
                "is not taken: dataset " + dataset_.id.value + " does not take vectors from outside"
            );
        } else if (vector.size() != embedding.dimensions) {
            add(field,
                "has " + std::to_string(vector.size()) + " numbers, dataset " + dataset_.id.value +
                    " takes " + std::to_string(embedding.dimensions));
        }
    }

    void add(const std::string& field, std::string description) {
        violations_.push_back({.field = pointer_ + field, .description = std::move(description)});
    }

    const domain::Dataset& dataset_;
    const std::string& pointer_;
    std::vector<FieldViolation>& violations_;
};

bool has_type(const domain::Scalar& value, domain::FieldType type) {
    switch (type) {
        case domain::FieldType::boolean:
            return std::holds_alternative<bool>(value);
        case domain::FieldType::integer:
            return std::holds_alternative<std::int64_t>(value);
        case domain::FieldType::number:
            return std::holds_alternative<std::int64_t>(value) ||
                   std::holds_alternative<double>(value);
        case domain::FieldType::string:
            return std::holds_alternative<std::string>(value);
        case domain::FieldType::timestamp: {
            const auto* text = std::get_if<std::string>(&value);
            return text != nullptr && parse_timestamp(*text).has_value();
        }
    }
    std::unreachable();
}

void check_fields(
    const domain::Dataset& dataset,
    const domain::Object& metadata,
    const std::string& pointer,
    std::vector<FieldViolation>& violations
) {
    const auto& declared = dataset.settings.fields;
    if (declared.empty()) return;
    for (const domain::FieldValues& field : domain::flatten(metadata)) {
        const auto type = declared.find(field.field);
        if (type == declared.end()) continue;
        const auto fits = [&](const domain::Scalar& value) {
            return has_type(value, type->second);
        };
        if (std::ranges::all_of(field.values, fits)) continue;
        std::string path = field.field;
        std::ranges::replace(path, '.', '/');
        violations.push_back({
            .field = pointer + "/metadata/" + path,
            .description =
                "is not of the declared type " + std::string(domain::to_string(type->second)),
        });
    }
}

void append(std::vector<FieldViolation>& all, std::vector<FieldViolation> more) {
    std::ranges::move(more, std::back_inserter(all));
}

}  // namespace

std::vector<FieldViolation> find_violations(
    const domain::Dataset& dataset,
    const domain::SourceDocument& document,
    const std::string& pointer,
    const domain::DocumentLimits& limits
) {
    std::vector<FieldViolation> violations;
    if (auto good = domain::validate(document, pointer, limits); !good) {
        append(violations, std::move(good.error().violations));
    }
    VectorCheck(dataset, pointer, violations).check(document);
    check_fields(dataset, document.metadata, pointer, violations);
    return violations;
}

Result<void> validate_documents(
    const domain::Dataset& dataset,
    std::span<const domain::SourceDocument> documents,
    const domain::DocumentLimits& limits
) {
    std::vector<FieldViolation> violations;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < documents.size() && violations.size() < most_violations; ++i) {
        const std::string pointer = "/documents/" + std::to_string(i);
        append(violations, find_violations(dataset, documents[i], pointer, limits));
        const std::string& id = documents[i].id.value;
        if (!id.empty() && !seen.insert(id).second) {
            violations.push_back({.field = pointer + "/id", .description = "is given twice"});
        }
    }
    if (violations.empty()) return {};
    return fail(invalid_documents(std::move(violations)));
}

Error invalid_documents(std::vector<FieldViolation> violations) {
    violations.resize(std::min(violations.size(), most_violations));
    const FieldViolation& first = violations.front();
    std::string message = first.field + " " + first.description;
    return {
        .code = ErrorCode::invalid_argument,
        .message = std::move(message),
        .violations = std::move(violations),
    };
}

}  // namespace lectern::services
