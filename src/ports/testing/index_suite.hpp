#pragma once

#include <algorithm>
#include <set>

#include "ports/search_index.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

/// A fresh index. It takes its data with it when it goes.
class IndexUnderTest {
  public:
    virtual ~IndexUnderTest() = default;
    virtual SearchIndex& index() = 0;

    /// Drops the index as a process that ends, and opens it again on the same data. Only durable
    /// ones are asked, by `search_index_durability_suite.hpp`.
    virtual void reopen() { throw std::logic_error("this index keeps nothing"); }
};

struct IndexBackEnd {
    std::string name;
    std::function<std::unique_ptr<IndexUnderTest>()> open;
};

inline std::ostream& operator<<(std::ostream& out, const IndexBackEnd& back_end) {
    return out << back_end.name;
}

inline std::string index_name(const ::testing::TestParamInfo<IndexBackEnd>& parameter) {
    return parameter.param.name;
}

/// What the suites of the index share. Words are chosen to survive any stemming and to be no stop
/// words.
class IndexSuite : public ::testing::TestWithParam<IndexBackEnd> {
  protected:
    IndexSuite() : index_(GetParam().open()) {}

    IndexUnderTest& under_test() { return *index_; }
    SearchIndex& index() { return index_->index(); }

    const RequestContext acme_ = context_of("acme");
    const RequestContext other_ = context_of("other");

    static domain::Dataset dataset_of(const std::string& id, const std::string& tenant = "acme") {
        domain::Dataset dataset;
        dataset.tenant = {tenant};
        dataset.id = {id};
        dataset.settings.embedding = {.kind = domain::EmbeddingKind::external, .dimensions = 3};
        return dataset;
    }

    const domain::Dataset manuals_ = dataset_of("manuals");
    const domain::Dataset notes_ = dataset_of("notes");

    /// A document with one chunk a text, of this sequence and version.
    static Change document(
        const domain::Dataset& dataset,
        const std::string& id,
        Sequence sequence,
        const std::vector<std::string>& texts
    ) {
        ProcessedDocument processed;
        processed.document.key = {.tenant = dataset.tenant, .dataset = dataset.id, .id = {id}};
        processed.document.version = sequence;
        processed.document.chunk_count = static_cast<std::uint32_t>(texts.size());
        for (const std::string& text : texts) {
            domain::Chunk chunk;
            chunk.ordinal = static_cast<std::uint32_t>(processed.chunks.size());
            chunk.text = text;
            processed.chunks.push_back(std::move(chunk));
        }
        return {
            .sequence = sequence, .key = processed.document.key, .document = std::move(processed)
        };
    }

    static Change with_metadata(Change change, domain::Object metadata) {
        change.document->document.metadata = std::move(metadata);
        return change;
    }

    /// Gives the chunks their vectors.
    static Change with_vectors(Change change, const std::vector<std::vector<float>>& vectors) {
        for (std::size_t i = 0; i < vectors.size(); ++i)
            change.document->chunks[i].vector = vectors[i];
        return change;
    }

    static Change removal(
        const domain::Dataset& dataset, const std::string& id, Sequence sequence
    ) {
        return {
            .sequence = sequence,
            .key = {.tenant = dataset.tenant, .dataset = dataset.id, .id = {id}}
        };
    }

    void apply(const domain::Dataset& dataset, const std::vector<Change>& changes) {
        must(index().apply(context_of(dataset.tenant.value), dataset, changes));
    }

    domain::LegResult search(
        const std::string& text,
        std::optional<domain::Filter> filter = std::nullopt,
        std::size_t limit = 100
    ) {
        const SearchScope scope{.datasets = {manuals_}, .filter = std::move(filter)};
        return must(
            index().search(acme_, LexicalQuery{.scope = scope, .text = text, .limit = limit})
        );
    }

    domain::LegResult search_near(
        const std::vector<float>& vector,
        std::optional<domain::Filter> filter = std::nullopt,
        std::size_t limit = 100
    ) {
        const SearchScope scope{.datasets = {manuals_}, .filter = std::move(filter)};
        return must(index().search(
            acme_, VectorQuery{.scope = scope, .vector = vector, .limit = limit, .exact = true}
        ));
    }

    /// Hits as `<document>.<chunk>`, best first.
    static std::vector<std::string> names_of(const std::vector<domain::LegHit>& hits) {
        std::vector<std::string> names;
        for (const domain::LegHit& hit : hits) {
            names.push_back(hit.chunk.document.value + "." + std::to_string(hit.chunk.ordinal));
        }
        return names;
    }

    std::vector<std::string> found(
        const std::string& text, std::optional<domain::Filter> filter = std::nullopt
    ) {
        return names_of(search(text, std::move(filter)).hits);
    }

    static domain::Filter equals(const std::string& field, domain::Scalar value) {
        return {domain::In{.field = field, .values = {std::move(value)}}};
    }

  private:
    std::unique_ptr<IndexUnderTest> index_;
};

using Names = std::vector<std::string>;

}  // namespace lectern::ports::testing
