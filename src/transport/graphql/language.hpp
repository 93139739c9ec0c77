#pragma once

namespace lectern::graphql {}

namespace lectern::transport::graphql {

/// The language and its execution (src/graphql), whose namespace's name this one's hides.
namespace language = lectern::graphql;

}  // namespace lectern::transport::graphql
