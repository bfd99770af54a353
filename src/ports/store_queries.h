#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "ports/store.h"

namespace tidings::ports {

// Lists are newest first; `after` is the last item of the page before.
struct Page {
    std::optional<std::string> after;  // a cursor that a list has given
    std::size_t limit = 50;            // 1 to 500
};

template <class T>
struct Listed {
    std::vector<T> items;
    std::optional<std::string> next_cursor;
};

// Empty parts do not filter.
struct NotificationFilter {
    std::optional<core::UserId> user{};
    std::optional<core::EventId> event_id{};
    std::optional<core::Source> source{};
    std::vector<core::State> states{};
    std::vector<core::Channel> channels{};
    std::vector<core::TypeName> types{};
    std::optional<Time> since{};  // created at or after
    std::optional<Time> until{};  // created before
};

// A try at the `outbox` provider.
struct OutboxEntry {
    core::Attempt attempt;
    core::Channel channel = core::Channel::email;
    std::string address;
    std::string content;  // JSON
};

// What people ask about the record.
//
// Isolation, errors and threads are those of Store. A cursor that this store did not give is Errc::invalid.
class StoreQueries {
public:
    virtual ~StoreQueries() = default;

    // All rows of one event id, one for each recipient; of one source if it is named.
    virtual Result<std::vector<StoredEvent>> events(const core::EventId& id,
                                                    const std::optional<core::Source>& source) = 0;
    virtual Result<Listed<core::Notification>> list(const NotificationFilter& filter, const Page& page) = 0;
    virtual Result<std::vector<core::Attempt>> attempts_of(core::NotificationId id) = 0;
    virtual Result<Listed<OutboxEntry>> outbox(const Page& page) = 0;

    virtual Result<Listed<DeadRecord>> dead_records(const Page& page) = 0;
    virtual Result<std::optional<DeadRecord>> dead_record(Uuid id) = 0;
    virtual Result<Listed<Suppression>> suppressions(const Page& page) = 0;
    virtual Result<std::optional<Suppression>> suppression(const Address& address) = 0;

    // The counters that commits keep; `accepted` is the log's to add.
    virtual Result<core::Ledger> ledger() = 0;

    // The same, counted anew from the rows. Slow.
    virtual Result<core::Ledger> recount() = 0;
};

}  // namespace tidings::ports
