#pragma once

#include <string>
#include <string_view>

#include "core/digest.hpp"
#include "core/ids.hpp"

namespace lectern::services {

/// What an ingest request asks for, apart from the form in which it came: two requests with the
/// same documents in the same order for the same dataset are one, whatever the protocol. One thread
/// at a time.
class RequestDigest final {
  public:
    explicit RequestDigest(const DatasetId& dataset) { digest_.add(dataset.value); }

    /// `given` is the id that came with the document; empty when it came without.
    void add(const DocumentId& given, std::string_view content_hash) {
        digest_.add(given.value);
        digest_.add(content_hash);
    }

    /// Call once.
    std::string finish() { return digest_.finish(); }

  private:
    Digest digest_;
};

}  // namespace lectern::services
