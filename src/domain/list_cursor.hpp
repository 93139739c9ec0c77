#pragma once

#include <string>

#include "domain/api_key.hpp"
#include "domain/audit.hpp"
#include "domain/cursor.hpp"
#include "domain/dataset.hpp"
#include "domain/document.hpp"
#include "domain/job.hpp"
#include "domain/vocabulary.hpp"

namespace lectern::domain {

/// Where an item stands in the list of its kind. Stores list by it, and give `cursor_after` of a
/// part's last item as its `next_cursor`, so that a list can be taken up behind any of its items.
CursorPosition position_of(const ApiKey& key);
CursorPosition position_of(const AuditRecord& record);
CursorPosition position_of(const Dataset& dataset);
CursorPosition position_of(const DeadLetter& letter);
CursorPosition position_of(const Document& document);
CursorPosition position_of(const Entity& entity);
CursorPosition position_of(const Job& job);
CursorPosition position_of(const JobItem& item);
CursorPosition position_of(const Vocabulary& vocabulary);

/// The cursor of the part that begins behind the item.
std::string cursor_after(const ApiKey& key);
std::string cursor_after(const AuditRecord& record);
std::string cursor_after(const Dataset& dataset);
std::string cursor_after(const DeadLetter& letter);
std::string cursor_after(const Document& document);
std::string cursor_after(const Entity& entity);
std::string cursor_after(const Job& job);
std::string cursor_after(const JobItem& item);
std::string cursor_after(const Vocabulary& vocabulary);

}  // namespace lectern::domain
