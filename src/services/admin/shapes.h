#pragma once

#include "base/json.h"
#include "core/faults.h"
#include "core/notification.h"
#include "http/message.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "services/records/catalog_record.h"

// The JSON shapes of the interface, one function each.
namespace tidings::admin {

json::object to_json(const core::Notification& n);
json::object to_json(const core::Attempt& a);
json::object to_json(const ports::OutboxEntry& entry);
json::object to_json(const ports::Suppression& s);
json::object to_json(const ports::DeadRecord& r);

// All rows of one event, one for each recipient, as one event.
json::object to_json(const std::vector<ports::StoredEvent>& rows,
                     const std::vector<core::Notification>& notifications);

// A failed notification as a dead letter.
json::object dead_letter(const core::Notification& n);

// 409 whose body has some more members than any problem: what won.
http::Response conflict(std::string_view detail, const json::object& members);

// What a change of something else does to a template, by its first fault; and how many one answer tells of.
std::string broken_text(const records::TemplateEntry& broken, const core::Fault& fault);
inline constexpr std::size_t kBrokenToldMax = 20;

// Stored content as JSON; null where it was erased.
json::value content_json(const std::string& content);

template <class T>
json::object list_json(const ports::Listed<T>& listed) {
    json::array items;
    for (const T& item : listed.items) items.push_back(to_json(item));
    json::object o{{"items", std::move(items)}};
    o["next_cursor"] = listed.next_cursor ? json::value(*listed.next_cursor) : json::value();
    return o;
}

}  // namespace tidings::admin
