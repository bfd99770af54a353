#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/decide.h"
#include "core/event.h"
#include "core/event_type.h"
#include "core/ledger.h"
#include "core/notification.h"
#include "core/recipient.h"
#include "core/task.h"
#include "ports/event_log.h"
#include "ports/task_queue.h"

namespace tidings::ports {

// A decided event: its row.
struct StoredEvent {
    core::Event event;
    std::string body_hash;
    std::vector<core::Decision> decisions;
    std::int64_t conflicts = 0;  // repetitions with another body
    Time decided_at;
};

// A record that nobody could read, or that says something else than the first of its name.
struct DeadRecord {
    Uuid id;
    Partition partition;
    std::int64_t offset = 0;
    std::string reason;  // "unreadable", "conflicting_body", "unknown_type", "refused"
    std::string detail;
    std::string key;
    Headers headers;
    std::string value;
    Time at;
};

struct Suppression {
    core::Channel channel = core::Channel::email;
    std::string address;
    std::string reason;  // "unsubscribed", "bounced", or a person's words
    Time at;
};

// What a commit has left to do outside the store: push and tell. Whoever finds one that has been left lying
// does it again, which changes nothing.
struct Outgoing {
    Uuid id;
    Time created_at;
    std::vector<core::NotificationId> notifications;
    std::vector<core::UserId> changed_users{};  // what waits for them is to be taken back
};

// Everything that one step of a service writes, in one transaction. Updates are applied first, then erasures,
// then what is new; within each part in order.
struct Changes {
    // Moves a partition's next offset; the whole commit is refused (Errc::conflict) when `from` is not what
    // the store has (0 for a partition never read): another owner has moved it.
    struct Offset {
        Partition partition;
        std::int64_t from = 0;
        std::int64_t to = 0;
        core::ConsumedCounts counts;  // what the records between were
    };
    // A notification as it is to be. Its revision is one above the one that was read; the whole commit is
    // refused (Errc::conflict) when the store has another, or none of that id. `before` is the state that was
    // read; a move that state.h does not know is Errc::internal. What names the notification (source, event,
    // type, user, channel, priority, created_at, traceparent) stays as it was first written.
    struct Update {
        core::Notification after;
        core::State before = core::State::scheduled;
        std::optional<std::string> content;  // where it was made anew (a replay)
    };
    // A profile, written whole, of the next revision. The whole commit is refused (Errc::conflict) when the
    // store has not the version and the revision that were read.
    struct Profile {
        core::Recipient after;
        std::int64_t before = 0;  // the version; 0: there was none
    };
    struct SuppressionChange {
        Suppression suppression;
        bool lift = false;
    };
    struct EventName {
        core::Source source;
        core::EventId id;
        auto operator<=>(const EventName&) const = default;
    };
    struct Cancellation {
        EventName event;
        Time at;
    };

    std::vector<Offset> offsets;
    // New ones. An EventKey that exists is a conflict; so is an event that is to be sent although it is among
    // the store's `cancelled_events`: whoever cancelled it while it was decided has found nothing to cancel.
    std::vector<StoredEvent> events;
    // New ones; their events are in the store or in this commit (else Errc::invalid). An id that exists, or a
    // second one of an event on a channel, is a conflict.
    std::vector<core::DecidedNotification> notifications;
    std::vector<Update> updates;
    // New, or instead of the one of the same (notification, round, provider). They may come before their
    // notification.
    std::vector<core::Attempt> attempts;
    std::vector<Profile> recipients;
    // What the store has of them goes: the data of events (null then), contents, addresses (the revisions of
    // their notifications rise) and the bodies of dead records under their key.
    std::vector<core::UserId> erased_users;
    std::vector<core::EventKey> conflicts;  // events that are to count one conflict more; absent ones do not
    std::vector<DeadRecord> dead;           // one whose id is there already is the same one, and stays
    std::vector<Uuid> resolved_dead;        // dead records that a person is done with
    std::vector<SuppressionChange> suppressions;
    std::vector<Cancellation> cancelled_events;  // tombstones that deciding reads; a later one is the time
    std::optional<Outgoing> outgoing;
    std::vector<Uuid> outgoing_done;

    bool empty() const;
};

struct KnownEvent {
    std::string body_hash;
};

// What one call of Store::purge has done.
struct Purged {
    std::size_t events = 0;  // how many it deleted
    std::int64_t next = 0;   // where the next call goes on; 0: all that is old was looked at
};

using Address = std::pair<core::Channel, std::string>;

// The record of what was decided and what became of it: what the services read and write. What people ask
// about it is in store_queries.h.
//
// Atomicity: a commit is applied whole and durably, or not at all.
// Isolation: a read sees whole commits, and every commit that returned before it began.
// Idempotence: none by itself; revisions and offsets make a repeated commit a conflict.
// Errors: Errc::conflict as said above; Errc::full (disk), Errc::unavailable; Errc::invalid when the store
//   refuses the content itself.
// Threads: every method may be called from any thread.
// Blocking: a commit waits for the disk or the server.
class Store {
public:
    virtual ~Store() = default;

    virtual Result<> commit(const Changes& changes) = 0;

    // The next offset to consume, or nothing for a partition never read.
    virtual Result<std::optional<std::int64_t>> offset(Partition partition) = 0;

    // Those that exist; the others are left out.
    virtual Result<std::unordered_map<core::UserId, core::Recipient>> recipients(
        std::span<const core::UserId> users) = 0;
    virtual Result<std::unordered_map<core::EventKey, KnownEvent>> known_events(
        std::span<const core::EventKey> keys) = 0;
    virtual Result<std::set<Address>> suppressed(std::span<const Address> addresses) = 0;
    virtual Result<std::set<Changes::EventName>> cancelled_events(
        std::span<const Changes::EventName> names) = 0;
    virtual Result<std::unordered_map<core::NotificationId, core::Notification>> notifications(
        std::span<const core::NotificationId> ids) = 0;
    virtual Result<std::vector<core::Attempt>> attempts(std::span<const core::TaskId> tasks) = 0;
    virtual Result<std::unordered_map<core::NotificationId, std::string>> contents(
        std::span<const core::NotificationId> ids) = 0;
    virtual Result<std::optional<StoredEvent>> event(const core::EventKey& key) = 0;

    // Scheduled notifications of one lane that are due at `now`, the longest due first.
    virtual Result<std::vector<core::Notification>> due(Lane lane, Time now, std::size_t max) = 0;

    // The lanes in which something is due at `now`, or was a moment ago, in any order. One look, however many
    // lanes there are: it is asked for all the time, and nearly always there is nothing.
    virtual Result<std::vector<Lane>> due_lanes(Time now) = 0;

    // Notifications of one recipient that are `scheduled` or `queued` and whose id is above `after`, in the
    // order of ids.
    virtual Result<std::vector<core::Notification>> waiting_of(const core::UserId& user,
                                                               core::NotificationId after,
                                                               std::size_t max) = 0;

    // Those `queued` whose id is above `after`, in the order of ids.
    virtual Result<std::vector<core::Notification>> queued(core::NotificationId after, std::size_t max) = 0;

    // When a channel's sends began, as its attempts have it: the newest `max` of those since `since`, oldest
    // first. Goes through all attempts: for a start.
    virtual Result<std::vector<Time>> sends_since(core::Channel channel, Time since, std::size_t max) = 0;

    // What other steps have left undone since before `created_before`, oldest first (by id within a moment).
    virtual Result<std::vector<Outgoing>> outgoing(Time created_before, std::size_t max) = 0;

    // Forgets what is over. Looks at up to `max` events, in the order in which they were decided and from
    // `from` on (0: the oldest), as long as they were decided before `before`. Those whose notifications are
    // all settled are deleted, with their keys, notifications, contents and attempts: a repetition is a new
    // event from then on. The others stay, and are looked at again in the next round. Deletes up to `max`
    // tombstones of events that were cancelled before `before`, and as many dead records from before it, too.
    // The ledger counts what is gone of events.
    virtual Result<Purged> purge(Time before, std::int64_t from, std::size_t max) = 0;
};

}  // namespace tidings::ports
