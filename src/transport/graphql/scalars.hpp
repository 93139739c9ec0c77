#pragma once

#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "graphql/schema_loader.hpp"
#include "graphql/value.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// What the custom scalars of the schema take and give: `DateTime`, `Long`, `JSONObject`, `Base64`
/// (whose parsed value is the bytes) and `FieldValue`.
language::ScalarCodecs scalar_codecs();

/// As `DateTime` has it.
language::Value encode(Timestamp time);

/// A name of the API as an enum value: `partially_failed` is `PARTIALLY_FAILED`, `jobs:read` is
/// `JOBS_READ`.
std::string enum_value(std::string_view name);

/// The reverse for names without colons and blanks.
std::string enum_name(std::string_view value);

}  // namespace lectern::transport::graphql
