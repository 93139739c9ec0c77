#include "services/retrieval_request.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/digest.hpp"
#include "core/hex.hpp"
#include "domain/filter.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t longest_query = 8'192;
constexpr std::uint32_t most_hits = 1'000;
constexpr std::size_t most_facets = 16;
constexpr std::size_t longest_field = 512;
constexpr std::uint32_t most_facet_values = 1'000;
constexpr std::size_t most_datasets = 64;
constexpr std::size_t longest_vector = 4'096;
constexpr double heaviest = 1'000;

// Collects what is wrong with a request.
class Validator {
  public:
    explicit Validator(const RetrieveRequest& request) : request_(request) {}

    Result<void> check() {
        check_query();
        check_vector();
        check_weights();
        check_facets();
        if (request_.top_k < 1 || request_.top_k > most_hits) add("/top_k", "is not 1 to 1000");
        if (request_.datasets.size() > most_datasets) add("/datasets", "has more than 64 names");
        for (std::size_t i = 0; i < request_.datasets.size(); ++i) {
            auto good = domain::validate(request_.datasets[i]);
            if (!good) add("/datasets/" + std::to_string(i), "is no dataset's name");
        }
        if (request_.filter) {
            if (auto good = domain::validate(*request_.filter); !good)
                add("/filter", good.error().message);
        }
        if (violations_.empty()) return {};
        std::string message = violations_.front().field + " " + violations_.front().description;
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = std::move(message),
            .violations = std::move(violations_)
        });
    }

  private:
    void check_query() {
        if (request_.query.size() > longest_query) add("/query", "is longer than 8192 bytes");
        const bool by_vector =
            request_.mode == domain::RetrievalMode::vector && !request_.vector.empty();
        if (request_.query.empty() && !by_vector) add("/query", "is empty");
    }

    void check_vector() {
        const auto& vector = request_.vector;
        if (vector.empty()) return;
        if (vector.size() > longest_vector) add("/vector", "has more than 4096 numbers");
        const bool finite =
            std::ranges::all_of(vector, [](float number) { return std::isfinite(number); });
        const bool zero = std::ranges::all_of(vector, [](float number) { return number == 0; });
        if (!finite) add("/vector", "has a number that is not finite");
        if (zero) add("/vector", "has length zero");
    }

    void check_weights() {
        const LegWeights& weights = request_.weights;
        check_weight("/weights/lexical", weights.lexical);
        check_weight("/weights/vector", weights.vector);
        check_weight("/weights/graph", weights.graph);
        const bool none = weights.lexical == 0 && weights.vector == 0 && weights.graph == 0;
        if (none && request_.mode == domain::RetrievalMode::hybrid) add("/weights", "are all zero");
    }

    void check_weight(const std::string& field, double weight) {
        if (!(weight >= 0 && weight <= heaviest)) add(field, "is not 0 to 1000");
    }

    void check_facets() {
        if (request_.facets.size() > most_facets) add("/facets", "has more than 16 fields");
        for (std::size_t i = 0; i < request_.facets.size(); ++i) {
            const std::string field = "/facets/" + std::to_string(i);
            const domain::FacetRequest& facet = request_.facets[i];
            if (facet.field.empty()) add(field + "/field", "is empty");
            if (facet.field.size() > longest_field)
                add(field + "/field", "is longer than 512 bytes");
            if (facet.limit < 1 || facet.limit > most_facet_values)
                add(field + "/limit", "is not 1 to 1000");
        }
    }

    void add(std::string field, std::string description) {
        violations_.push_back({.field = std::move(field), .description = std::move(description)});
    }

    const RetrieveRequest& request_;
    std::vector<FieldViolation> violations_;
};

template <class Number>
void add_number(Digest& digest, const Number& number) {
    digest.add({reinterpret_cast<const char*>(&number), sizeof number});
}

void add_scalar(Digest& digest, const domain::Scalar& scalar) {
    digest.add(std::to_string(scalar.index()));
    if (const auto* text = std::get_if<std::string>(&scalar)) return digest.add(*text);
    if (const auto* flag = std::get_if<bool>(&scalar)) return digest.add(*flag ? "true" : "false");
    if (const auto* whole = std::get_if<std::int64_t>(&scalar)) return add_number(digest, *whole);
    add_number(digest, std::get<double>(scalar));
}

struct FilterHasher {
    Digest& digest;

    void operator()(const domain::AllOf& node) const { add_parts("all", node.parts); }
    void operator()(const domain::AnyOf& node) const { add_parts("any", node.parts); }
    void operator()(const domain::NoneOf& node) const { add_parts("none", node.parts); }
    void operator()(const domain::In& node) const {
        digest.add("in");
        digest.add(node.field);
        digest.add(std::to_string(node.values.size()));
        for (const domain::Scalar& value : node.values) add_scalar(digest, value);
    }
    void operator()(const domain::Range& node) const {
        digest.add("range");
        digest.add(node.field);
        for (const auto* bound :
             {&node.greater, &node.greater_or_equal, &node.less, &node.less_or_equal}) {
            digest.add(bound->has_value() ? "bound" : "open");
            if (bound->has_value()) add_scalar(digest, **bound);
        }
    }
    void operator()(const domain::Exists& node) const {
        digest.add("exists");
        digest.add(node.field);
    }

    void add_parts(std::string_view kind, const std::vector<domain::Filter>& parts) const {
        digest.add(kind);
        digest.add(std::to_string(parts.size()));
        for (const domain::Filter& part : parts) std::visit(*this, part.node);
    }
};

constexpr std::size_t digest_digits = 16;
constexpr std::size_t offset_digits = 8;

}  // namespace

Result<void> validate(const RetrieveRequest& request) { return Validator(request).check(); }

std::string ranking_digest(const TenantId& tenant, const RetrieveRequest& request) {
    Digest digest;
    digest.add(tenant.value);
    digest.add(request.query);
    digest.add(domain::to_string(request.mode));
    digest.add(std::to_string(request.datasets.size()));
    for (const DatasetId& dataset : request.datasets) digest.add(dataset.value);
    add_number(digest, request.top_k);
    digest.add(request.filter ? "filtered" : "unfiltered");
    if (request.filter) std::visit(FilterHasher{digest}, request.filter->node);
    digest.add(
        {reinterpret_cast<const char*>(request.vector.data()), request.vector.size() * sizeof(float)
        }
    );
    for (const double weight :
         {request.weights.lexical, request.weights.vector, request.weights.graph}) {
        add_number(digest, weight);
    }
    return digest.finish();
}

std::string encode_cursor(std::string_view digest, std::uint32_t offset) {
    const std::array<std::uint8_t, offset_digits / 2> bytes{
        static_cast<std::uint8_t>(offset >> 24U),
        static_cast<std::uint8_t>(offset >> 16U),
        static_cast<std::uint8_t>(offset >> 8U),
        static_cast<std::uint8_t>(offset)
    };
    std::string cursor(digest.substr(0, digest_digits));
    cursor += to_hex(bytes);
    return cursor;
}

Result<std::uint32_t> decode_cursor(
    std::string_view cursor, std::string_view digest, std::uint32_t max_depth
) {
    if (cursor.empty()) return 0U;
    const auto invalid = [](std::string description) {
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "/cursor " + description,
            .violations = {{.field = "/cursor", .description = description}},
        });
    };
    std::array<std::uint8_t, offset_digits / 2> bytes{};
    if (cursor.size() != digest_digits + offset_digits ||
        !from_hex(cursor.substr(digest_digits), bytes)) {
        return invalid("is no cursor");
    }
    if (cursor.substr(0, digest_digits) != digest.substr(0, digest_digits))
        return invalid("is of another request");
    std::uint32_t offset = 0;
    for (const std::uint8_t byte : bytes) offset = offset << 8U | byte;
    if (offset >= max_depth) return invalid("reaches too far");
    return offset;
}

}  // namespace lectern::services
