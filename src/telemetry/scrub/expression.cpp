#include "telemetry/scrub/expression.hpp"

#include <string>

namespace lectern::telemetry::scrub {

Result<std::unique_ptr<re2::RE2>> compile_expression(std::string_view expression) {
    if (expression.empty() || expression.size() > max_expression_bytes) {
        return fail(ErrorCode::invalid_argument, "an expression should have 1 to 512 bytes");
    }
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(std::int64_t{1} << 20U);
    auto compiled =
        std::make_unique<re2::RE2>(re2::StringPiece(expression.data(), expression.size()), options);
    if (!compiled->ok())
        return fail(ErrorCode::invalid_argument, "an expression is wrong: " + compiled->error());
    if (re2::RE2::FullMatch("", *compiled))
        return fail(ErrorCode::invalid_argument, "an expression matches the empty text");
    return compiled;
}

}  // namespace lectern::telemetry::scrub
