#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include <boost/json.hpp>

#include "graphql/resolvers.hpp"
#include "graphql/schema.hpp"

namespace lectern::graphql::oracle {

/// A test schema, bound to resolvers that read its data: `<name>.graphql` and, where there is one,
/// `<name>.json` (oracle/world.js says what may stand in it). Read-only once loaded.
class World final {
  public:
    /// Throws `std::runtime_error` when the files cannot be used: a test cannot go on without them.
    World(const std::filesystem::path& folder, const std::string& name);

    const Schema& schema() const { return schema_; }
    const Bindings& bindings() const { return bindings_; }
    Source root(OperationKind kind) const;

  private:
    Resolvers resolvers();
    std::vector<Resolved> resolve(const FieldCall& call, std::span<const Source> parents) const;
    Resolved resolved(const boost::json::value& data, const Type& type) const;
    const boost::json::value& followed(const boost::json::value& data) const;

    Schema schema_;
    boost::json::value data_;
    Bindings bindings_;
};

}  // namespace lectern::graphql::oracle
