#include "graphql/request.hpp"

#include <utility>
#include <vector>

#include "graphql/document_cache.hpp"
#include "graphql/quote.hpp"
#include "graphql/validation/validate.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

std::unexpected<std::vector<GraphQlError>> no_operation(std::string message) {
    return std::unexpected(
        std::vector{GraphQlError{.kind = ErrorKind::operation, .message = std::move(message)}}
    );
}

}  // namespace

Preparation::Preparation(const Schema& schema, Options options)
    : schema_(&schema),
      options_(std::move(options)),
      cache_(std::make_unique<DocumentCache>(options_.cached_documents, options_.cached_bytes)) {}

Preparation::~Preparation() = default;

Checked<PreparedOperation> Preparation::prepare(
    std::string_view text, std::optional<std::string_view> operation_name, const Object& variables
) {
    auto document = valid_document(text);
    if (!document) return std::unexpected(std::move(document).error());
    const auto operation = choose_operation(**document, operation_name);
    if (!operation) return std::unexpected(operation.error());
    auto coerced = coerce_variables(*schema_, **operation, variables);
    if (!coerced) return std::unexpected(std::move(coerced).error());
    auto exceeded = check_limits(*schema_, **document, **operation, *coerced, options_.query);
    if (!exceeded.empty()) return std::unexpected(std::move(exceeded));
    return PreparedOperation{
        .document = *std::move(document), .operation = *operation, .variables = *std::move(coerced)
    };
}

Checked<std::shared_ptr<const ast::Document>> Preparation::valid_document(std::string_view text) {
    if (auto known = cache_->find(text)) return known;
    auto parsed = parse(text, options_.parse);
    if (!parsed) return std::unexpected(std::vector{std::move(parsed).error()});
    auto errors = validate(*schema_, *parsed);
    if (!errors.empty()) return std::unexpected(std::move(errors));
    auto document = std::make_shared<const ast::Document>(*std::move(parsed));
    cache_->put(text, document);
    return document;
}

Preparation::Statistics Preparation::statistics() const { return cache_->statistics(); }

Checked<const ast::OperationDefinition*> choose_operation(
    const ast::Document& document, std::optional<std::string_view> name
) {
    const ast::OperationDefinition* chosen = nullptr;
    for (const ast::Definition& definition : document.definitions) {
        const auto* operation = std::get_if<ast::OperationDefinition>(&definition);
        if (operation == nullptr) continue;
        if (name) {
            if (operation->name && operation->name->text == *name) return operation;
            continue;
        }
        if (chosen != nullptr)
            return no_operation("the document has several operations and none is named");
        chosen = operation;
    }
    if (chosen != nullptr) return chosen;
    if (name) return no_operation("the document has no operation " + quoted(*name));
    return no_operation("the document has no operation");
}

}  // namespace lectern::graphql
