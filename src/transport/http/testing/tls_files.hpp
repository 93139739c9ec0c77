#pragma once

#include <string>

#include "core/testing/temporary_folder.hpp"
#include "transport/http/server.hpp"

namespace lectern::transport::http::testing {

/// A key and its self-signed certificate for `localhost`, and another key, in a folder that goes
/// away.
class TlsFiles final {
  public:
    TlsFiles();

    /// Of `key.pem`, `certificate.pem` or `other.pem`.
    std::string path(const std::string& name) const;
    TlsOptions options() const;

  private:
    TemporaryFolder folder_;
};

}  // namespace lectern::transport::http::testing
