#pragma once

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

/// What the tests of the document store share.
class DocumentStoreSuite : public StoreSuite {
  protected:
    std::vector<StoredChunk> chunks(
        const RequestContext& context, const std::vector<domain::ChunkRef>& refs
    ) {
        return must(store().documents().chunks(context, manuals_, refs));
    }

    std::vector<Change> changes(Sequence after, std::size_t limit = 1000) {
        return must(store().documents().changes(acme_, after, limit));
    }

    static domain::ChunkRef ref_of(
        const std::string& document, domain::Version version, std::uint32_t ordinal = 0
    ) {
        return {.document = {document}, .version = version, .ordinal = ordinal};
    }
};

}  // namespace lectern::ports::testing
