#include "services/dead_letter_service.hpp"

#include <utility>

namespace lectern::services {
namespace {

constexpr std::uint32_t purge_page = 200;

}  // namespace

DeadLetterService::DeadLetterService(
    ports::DeadLetterStore& dead_letters, ports::JobStore& jobs, IngestionService& ingestion
)
    : dead_letters_(dead_letters), jobs_(jobs), ingestion_(ingestion) {}

Result<domain::DeadLetter> DeadLetterService::find(
    const RequestContext& context, const DeadLetterId& id
) {
    return dead_letters_.find(context, id);
}

Result<domain::Page<domain::DeadLetter>> DeadLetterService::list(
    const RequestContext& context,
    const ports::DeadLetterFilter& filter,
    const domain::PageRequest& page
) {
    return dead_letters_.list(context, filter, page);
}

Result<domain::Job> DeadLetterService::redrive(
    const RequestContext& context, const DeadLetterId& id
) {
    auto letter = dead_letters_.find(context, id);
    if (!letter) return fail(letter);
    auto document = jobs_.source(context, letter->job, letter->ordinal);
    if (!document) return fail(document);
    std::string hash = domain::content_hash(*document);
    ports::NewItem item{
        .document = std::move(*document),
        .content_hash = std::move(hash),
        .version = letter->version
    };
    // A crash before the removal leaves the dead letter; by the key, redriving it again finds this
    // job.
    auto accepted =
        ingestion_.resubmit(context, letter->dataset, std::move(item), "redrive/" + id.value);
    if (!accepted) return fail(accepted);
    auto removed = dead_letters_.remove(context, id);
    if (!removed && removed.error().code != ErrorCode::not_found) return fail(removed);
    return std::move(accepted->job);
}

Result<void> DeadLetterService::purge(const RequestContext& context, const DeadLetterId& id) {
    return dead_letters_.remove(context, id);
}

Result<std::uint64_t> DeadLetterService::purge_all(
    const RequestContext& context, const ports::DeadLetterFilter& filter
) {
    std::uint64_t purged = 0;
    domain::PageRequest request{.limit = purge_page};
    do {
        if (auto wanted = context.check(); !wanted) return fail(wanted);
        auto page = dead_letters_.list(context, filter, request);
        if (!page) return fail(page);
        for (const domain::DeadLetter& letter : page->items) {
            auto removed = dead_letters_.remove(context, letter.id);
            if (!removed && removed.error().code != ErrorCode::not_found) return fail(removed);
            if (removed) ++purged;
        }
        request.cursor = std::move(page->next_cursor);
    } while (!request.cursor.empty());
    return purged;
}

}  // namespace lectern::services
