#pragma once

#include "ports/testing/index_suite.hpp"

namespace lectern::ports::testing {

/// What an index still knows after a process ended without warning. Durable indexes only.
class SearchIndexDurabilitySuite : public IndexSuite {};

TEST_P(SearchIndexDurabilitySuite, KeepsWhatWasFlushed) {
    apply(
        manuals_,
        {
            with_metadata(
                with_vectors(document(manuals_, "a", 1, {"zebra piano"}), {{1, 0, 0}}),
                {{"year", {std::int64_t{1999}}}}
            ),
            document(manuals_, "b", 2, {"zebra"}),
            document(manuals_, "c", 3, {"zebra"}),
        }
    );
    apply(manuals_, {removal(manuals_, "b", 4), document(manuals_, "c", 5, {"violin"})});
    must(index().flush(acme_, 5));
    under_test().reopen();
    EXPECT_EQ(index().covered(), 5U);
    EXPECT_EQ(found("zebra"), Names{"a.0"});
    EXPECT_EQ(found("violin"), Names{"c.0"});
    EXPECT_EQ(found("zebra", equals("year", std::int64_t{1999})), Names{"a.0"});
    EXPECT_EQ(names_of(search_near({1, 0, 0}).hits), Names{"a.0"});
}

TEST_P(SearchIndexDurabilitySuite, NeverClaimsToCoverWhatWasNotFlushed) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    must(index().flush(acme_, 1));
    apply(manuals_, {document(manuals_, "b", 2, {"zebra"}), removal(manuals_, "a", 3)});
    under_test().reopen();
    EXPECT_EQ(index().covered(), 1U);
    // What the store says after `covered` makes it whole, whether or not some of it was kept.
    apply(manuals_, {document(manuals_, "b", 2, {"zebra"}), removal(manuals_, "a", 3)});
    EXPECT_EQ(found("zebra"), Names{"b.0"});
}

TEST_P(SearchIndexDurabilitySuite, AForgottenDatasetStaysForgotten) {
    apply(manuals_, {document(manuals_, "a", 1, {"zebra"})});
    must(index().flush(acme_, 1));
    must(index().remove(acme_, manuals_.id));
    must(index().flush(acme_, 2));
    under_test().reopen();
    EXPECT_TRUE(found("zebra").empty());
}

TEST_P(SearchIndexDurabilitySuite, GoesOnWhereItWas) {
    for (Sequence sequence = 1; sequence <= 5; ++sequence) {
        apply(manuals_, {document(manuals_, std::to_string(sequence), sequence, {"zebra"})});
        must(index().flush(acme_, sequence));
        under_test().reopen();
        EXPECT_EQ(index().covered(), sequence);
        EXPECT_EQ(found("zebra").size(), sequence);
    }
}

}  // namespace lectern::ports::testing
