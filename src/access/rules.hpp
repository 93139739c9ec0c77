#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/scopes.hpp"

namespace lectern::access {

/// Whether an operation changes something. Under pressure writes are refused before reads; writes
/// stand in the audit trail whatever their outcome.
enum class Effect { read, write };

/// Who may call an operation. The same for all protocols: GraphQL fields and gRPC methods name the
/// operation that they are another form of.
struct Rule {
    std::string_view operation;    ///< `operationId` in `api/openapi/lectern.yaml`.
    std::optional<Scope> scope{};  ///< None: everybody may, also without credential.
    Effect effect = Effect::read;
};

/// The rules of all operations, made from `security` and `x-lectern-effect` of the OpenAPI document
/// by `tools/generate_openapi.py`.
std::span<const Rule> rules();

/// The rule of an operation; that it exists is the caller's promise.
const Rule& rule_of(std::string_view operation);

}  // namespace lectern::access
