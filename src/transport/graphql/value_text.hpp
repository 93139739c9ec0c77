#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "domain/value.hpp"
#include "graphql/value.hpp"
#include "transport/graphql/language.hpp"

namespace lectern::transport::graphql {

/// Reads JSON as `read_json` does.
Result<language::Value> read_value(std::string_view json);

/// Puts the value as JSON after `text`. Numbers are written as REST writes them.
void append_value(std::string& text, const language::Value& value);

language::Value encode(const domain::Object& object);
language::Value encode(const domain::Scalar& scalar);

domain::Object decode_object(const language::Object& object);
/// Nothing for null, lists and objects.
std::optional<domain::Scalar> decode_scalar(const language::Value& value);

}  // namespace lectern::transport::graphql
