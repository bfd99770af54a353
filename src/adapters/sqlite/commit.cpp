#include "adapters/sqlite/commit.h"

#include "adapters/sqlite/store_reads.h"
#include "core/state.h"

namespace tidings::adapters::sqlite {

using core::Notification;
using ports::Changes;

namespace {

constexpr const char* kOffset = "SELECT next FROM offsets WHERE topic = ? AND partition = ?";
constexpr const char* kMoveOffset =
    "INSERT INTO offsets (topic, partition, next, events, duplicates, changes, unreadable, gaps, missing) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET next = excluded.next, "
    "events = events + excluded.events, duplicates = duplicates + excluded.duplicates, "
    "changes = changes + excluded.changes, unreadable = unreadable + excluded.unreadable, "
    "gaps = gaps + excluded.gaps, missing = missing + excluded.missing";

constexpr const char* kUpdate =
    "UPDATE notifications SET state = ?, reason = ?, detail = ?, round = ?, started_round = ?, returns = ?, "
    "outcome_rank = ?, revision = ?, attempt_count = ?, attempts_before = ?, cancel_requested = ?, "
    "type_version = ?, "
    "template_version = ?, "
    "updated_at = ?, due_at = ?, first_due_at = ?, expires_at = ?, template_locale = ?, provider = ?, "
    "address = ?, address_from_profile = ? "
    "WHERE id = ? AND revision = ? AND state = ?";
constexpr const char* kRevision = "SELECT revision FROM notifications WHERE id = ?";
constexpr const char* kPutContent =
    "INSERT INTO contents (seq, content) SELECT seq, ? FROM notifications WHERE id = ? "
    "ON CONFLICT DO UPDATE SET content = excluded.content";

constexpr const char* kPutAttempt =
    "INSERT INTO attempts (notification, round, provider, seq, number, started_at, finished_at, outcome, "
    "detail, "
    "provider_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET number = excluded.number, "
    "started_at = excluded.started_at, finished_at = excluded.finished_at, outcome = excluded.outcome, "
    "detail = excluded.detail, provider_id = excluded.provider_id";

constexpr const char* kEraseContents =
    "DELETE FROM contents WHERE seq IN (SELECT n.seq FROM events e JOIN notifications n "
    "ON n.seq BETWEEN e.seq * 16 AND e.seq * 16 + 15 WHERE e.user_hash = ? AND e.user = ?)";
constexpr const char* kEraseAddresses =
    "UPDATE notifications SET address = '', revision = revision + 1 WHERE seq IN (SELECT n.seq FROM events e "
    "JOIN notifications n ON n.seq BETWEEN e.seq * 16 AND e.seq * 16 + 15 WHERE e.user_hash = ? AND e.user = "
    "?)";
constexpr const char* kEraseData = "UPDATE events SET data = NULL WHERE user_hash = ? AND user = ?";
constexpr const char* kEraseDead = "UPDATE dead_records SET value = x'' WHERE key = ?";

constexpr const char* kLastEvent = "SELECT coalesce(max(seq), 0) FROM events";
constexpr const char* kInsertEvent =
    "INSERT INTO events (seq, source, event_id, user, user_hash, type, type_version, received_at, "
    "recipients, decided_at, conflicts, sends, priority, channels, send_at, expires_at, traceparent, "
    "body_hash, decisions, data) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kInsertKey = "INSERT INTO event_keys (id_hash, rest_hash, event_seq) VALUES (?, ?, ?)";
constexpr const char* kEventSeq = "SELECT event_seq FROM event_keys WHERE id_hash = ? AND rest_hash = ?";
constexpr const char* kCountConflict = "UPDATE events SET conflicts = conflicts + 1 WHERE seq = ?";

constexpr const char* kInsertNotification =
    "INSERT INTO notifications (seq, id, user_hash, channel, priority, state, reason, round, "
    "started_round, returns, outcome_rank, revision, "
    "attempt_count, attempts_before, cancel_requested, address_from_profile, type_version, template_version, "
    "created_at, "
    "updated_at, "
    "due_at, first_due_at, expires_at, template_locale, provider, address, detail) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kInsertContent = "INSERT INTO contents (seq, content) VALUES (?, ?)";

constexpr const char* kVersionOfRecipient = "SELECT version, revision FROM recipients WHERE user = ?";
constexpr const char* kPutRecipient =
    "INSERT INTO recipients (user, version, revision, filled_from, erased_at, erased, profile) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version, "
    "revision = excluded.revision, filled_from = excluded.filled_from, erased_at = excluded.erased_at, "
    "erased = excluded.erased, profile = excluded.profile";
constexpr const char* kInsertDead = "INSERT INTO dead_records (" TIDINGS_DEAD_COLUMNS
                                    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
constexpr const char* kResolveDead = "DELETE FROM dead_records WHERE id = ?";
constexpr const char* kLiftSuppression = "DELETE FROM suppressions WHERE channel = ? AND address = ?";
constexpr const char* kSuppress =
    "INSERT INTO suppressions (seq, channel, address, reason, at) VALUES (?, ?, ?, ?, ?)";
constexpr const char* kCancelEvent =
    "INSERT INTO cancelled_events (source, event_id, at) VALUES (?, ?, ?) "
    "ON CONFLICT DO UPDATE SET at = max(at, excluded.at)";
constexpr const char* kInsertOutgoing =
    "INSERT INTO outgoing (created_at, id, notifications, changed_users) VALUES (?, ?, ?, ?)";
constexpr const char* kDeleteOutgoing = "DELETE FROM outgoing WHERE id = ?";

}  // namespace

Result<> Commit::write(const Changes& changes) {
    const Counters before = Counters::read(connection_);
    counters_ = before;
    for (const auto& offset : changes.offsets) {
        if (auto moved = move_offset(offset); !moved) return moved;
    }
    for (const auto& change : changes.updates) {
        if (auto updated = update(change); !updated) return updated;
    }
    for (const auto& attempt : changes.attempts) put_attempt(attempt);
    for (const auto& user : changes.erased_users) erase_user(user);
    if (!changes.events.empty()) {
        const auto last = connection_.use(kLastEvent);
        last->bind().step();
        std::int64_t seq = last->integer(0);
        for (const auto& event : changes.events) {
            if (auto inserted = insert_event(event, ++seq); !inserted) return inserted;
        }
    }
    for (const auto& decided : changes.notifications) {
        if (auto inserted = insert_notification(decided); !inserted) return inserted;
    }
    for (const auto& profile : changes.recipients) {
        if (auto put = put_recipient(profile); !put) return put;
    }
    put_rest(changes);
    if (counters_ != before) counters_.write(connection_);
    return {};
}

Result<> Commit::move_offset(const Changes::Offset& offset) {
    const auto& [topic, number] = offset.partition;
    std::int64_t stored = 0;
    {
        const auto query = connection_.use(kOffset);
        if (query->bind(topic, number).step()) stored = query->integer(0);
    }
    if (stored != offset.from) return conflict("another owner has moved the partition's offset");
    const auto& c = offset.counts;
    connection_.use(kMoveOffset)
        ->bind(topic, number, offset.to, c.events, c.duplicates, c.changes, c.unreadable, c.gaps, c.missing)
        .run();
    return {};
}

Result<> Commit::update(const Changes::Update& change) {
    const Notification& n = change.after;
    if (!core::may_become(change.before, n.state)) return why_not_updated(change);
    const int changed = connection_.use(kUpdate)
                            ->bind(n.state, n.reason, n.detail, n.round, n.started_round, n.returns,
                                   n.outcome_rank, n.revision, n.attempt_count, n.attempts_before,
                                   n.cancel_requested, n.type_version, n.template_version, n.updated_at,
                                   n.due_at, n.first_due_at, n.expires_at, n.template_locale, n.provider,
                                   n.address, n.address_from_profile, n.id, n.revision - 1, change.before)
                            .run();
    if (changed != 1) return why_not_updated(change);
    counters_.move(change.before, n.state);
    if (change.content) connection_.use(kPutContent)->bind(Blob{*change.content}, n.id).run();
    return {};
}

Error Commit::why_not_updated(const Changes::Update& change) {
    const auto query = connection_.use(kRevision);
    if (!query->bind(change.after.id).step()) {
        return conflict("the notification to be changed does not exist");
    }
    if (query->integer(0) + 1 != change.after.revision) {
        return conflict("somebody else has changed the notification");
    }
    return internal_error("a notification was to make a move that its state does not allow");
}

// The number is used up even where the attempt keeps an older one, which costs nothing.
void Commit::put_attempt(const core::Attempt& a) {
    connection_.use(kPutAttempt)
        ->bind(a.notification, a.round, a.provider, ++counters_.last_seq, a.number, a.started_at,
               a.finished_at, a.outcome, a.detail, a.provider_id)
        .run();
}

void Commit::erase_user(const core::UserId& user) {
    const std::int64_t hash = hash_of(user);
    for (const char* sql : {kEraseContents, kEraseAddresses, kEraseData}) {
        connection_.use(sql)->bind(hash, user.str()).run();
    }
    connection_.use(kEraseDead)->bind(user.str()).run();
}

bool Commit::is_cancelled(const core::Event& event) {
    return connection_.use(kCancelledEvent)->bind(event.source.str(), event.id.str()).step();
}

Result<> Commit::insert_event(const ports::StoredEvent& stored, std::int64_t seq) {
    const core::Event& e = stored.event;
    const auto sends = std::ranges::count_if(stored.decisions, &core::Decision::send);
    if (sends > 0 && is_cancelled(e)) return conflict("the event has been cancelled");
    const auto key = e.key();
    connection_.use(kInsertKey)->bind(key.id_hash, key.rest_hash, seq).run();
    new_events_[key] = seq;
    const std::string decisions = decisions_to_bytes(stored.decisions, e.user);
    const std::string data = json::write(e.data);
    std::optional<std::string> channels;
    if (e.channels) {
        channels.emplace();
        for (const core::Channel c : *e.channels) *channels += static_cast<char>(c);
    }
    const auto channel_bytes = channels ? std::optional(Blob{*channels}) : std::nullopt;
    counters_.decided += sends;
    connection_.use(kInsertEvent)
        ->bind(seq, e.source.str(), e.id.str(), e.user.str(), hash_of(e.user), e.type.str(), e.type_version,
               e.received_at, e.recipients, stored.decided_at, stored.conflicts, sends, e.priority,
               channel_bytes, e.send_at, e.expires_at, e.traceparent, Blob{stored.body_hash}, Blob{decisions},
               Blob{data})
        .run();
    return {};
}

Result<> Commit::insert_notification(const core::DecidedNotification& decided) {
    const Notification& n = decided.notification;
    const auto event = seq_of_event(core::EventKey::of(n.source, n.event_id, n.user));
    if (!event) return invalid("the event of the notification does not exist");
    const std::int64_t seq = *event * kChannelsOfEvent + static_cast<std::int64_t>(n.channel);
    connection_.use(kInsertNotification)
        ->bind(seq, n.id, hash_of(n.user), n.channel, n.priority, n.state, n.reason, n.round, n.started_round,
               n.returns, n.outcome_rank, n.revision, n.attempt_count, n.attempts_before, n.cancel_requested,
               n.address_from_profile, n.type_version, n.template_version, n.created_at, n.updated_at,
               n.due_at, n.first_due_at, n.expires_at, n.template_locale, n.provider, n.address, n.detail)
        .run();
    connection_.use(kInsertContent)->bind(seq, Blob{decided.content}).run();
    ++counters_.states[core::index(n.state)];
    return {};
}

std::optional<std::int64_t> Commit::seq_of_event(const core::EventKey& key) {
    if (const auto found = new_events_.find(key); found != new_events_.end()) return found->second;
    const auto query = connection_.use(kEventSeq);
    if (!query->bind(key.id_hash, key.rest_hash).step()) return std::nullopt;
    return query->integer(0);
}

void Commit::put_rest(const Changes& changes) {
    for (const auto& key : changes.conflicts) {
        if (const auto seq = seq_of_event(key)) connection_.use(kCountConflict)->bind(*seq).run();
    }
    for (const auto& record : changes.dead) insert_dead(record);
    for (const auto& id : changes.resolved_dead) connection_.use(kResolveDead)->bind(id).run();
    for (const auto& change : changes.suppressions) put_suppression(change);
    for (const auto& [name, at] : changes.cancelled_events) {
        connection_.use(kCancelEvent)->bind(name.source.str(), name.id.str(), at).run();
    }
    if (changes.outgoing) {
        const std::string ids = ids_to_bytes(changes.outgoing->notifications);
        const std::string users = users_to_bytes(changes.outgoing->changed_users);
        connection_.use(kInsertOutgoing)
            ->bind(changes.outgoing->created_at, changes.outgoing->id, Blob{ids}, Blob{users})
            .run();
    }
    for (const auto& id : changes.outgoing_done) connection_.use(kDeleteOutgoing)->bind(id).run();
}

Result<> Commit::put_recipient(const Changes::Profile& profile) {
    const core::Recipient& r = profile.after;
    std::int64_t version = 0;
    std::int64_t revision = 0;
    {
        const auto query = connection_.use(kVersionOfRecipient);
        if (query->bind(r.user.str()).step()) {
            version = query->integer(0);
            revision = query->integer(1);
        }
    }
    if (version != profile.before || revision != r.revision - 1) {
        return conflict("somebody else has changed the profile");
    }
    const std::string text = json::write(r.to_json());
    connection_.use(kPutRecipient)
        ->bind(r.user.str(), r.version, r.revision, r.filled_from, r.erased_at, r.erased, text)
        .run();
    return {};
}

void Commit::insert_dead(const ports::DeadRecord& r) {
    const std::string headers = headers_to_bytes(r.headers);
    connection_.use(kInsertDead)
        ->bind(r.id, r.partition.topic, r.partition.number, r.offset, r.reason, r.detail, r.key,
               Blob{headers}, Blob{r.value}, r.at)
        .run();
}

void Commit::put_suppression(const Changes::SuppressionChange& change) {
    const auto& s = change.suppression;
    connection_.use(kLiftSuppression)->bind(s.channel, s.address).run();
    if (change.lift) return;
    connection_.use(kSuppress)->bind(++counters_.last_seq, s.channel, s.address, s.reason, s.at).run();
}

}  // namespace tidings::adapters::sqlite
