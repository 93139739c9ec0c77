#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "services/retrieval.hpp"

namespace lectern::services {

/// Whether every part of the request lies within its bounds; `invalid_argument` names each that
/// does not by JSON pointer. The cursor is not looked at.
Result<void> validate(const RetrieveRequest& request);

/// A digest of everything of a request that decides which hits it gets and in which order, and of
/// whose it is.
std::string ranking_digest(const TenantId& tenant, const RetrieveRequest& request);

/// A cursor at place `offset` of the ranking that `digest` stands for.
std::string encode_cursor(std::string_view digest, std::uint32_t offset);

/// The place that a cursor stands for, 0 for an empty one. `invalid_argument` when it is malformed,
/// belongs to another request or lies at or beyond `max_depth`.
Result<std::uint32_t> decode_cursor(
    std::string_view cursor, std::string_view digest, std::uint32_t max_depth
);

}  // namespace lectern::services
