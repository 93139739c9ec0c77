#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

namespace lectern {

/// A string that names one kind of thing: a `DocumentId` cannot be passed for a `JobId`.
template <class Tag>
struct Id {
    std::string value;

    bool empty() const { return value.empty(); }
    auto operator<=>(const Id&) const = default;
};

using TenantId = Id<struct TenantTag>;
using DatasetId = Id<struct DatasetTag>;
using DocumentId = Id<struct DocumentTag>;
using JobId = Id<struct JobTag>;
using DeadLetterId = Id<struct DeadLetterTag>;
using EntityId = Id<struct EntityTag>;
using VocabularyId = Id<struct VocabularyTag>;
using KeyId = Id<struct KeyTag>;

}  // namespace lectern

template <class Tag>
struct std::hash<lectern::Id<Tag>> {
    std::size_t operator()(const lectern::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value);
    }
};
