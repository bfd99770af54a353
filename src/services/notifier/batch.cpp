#include "services/notifier/batch.h"

#include <algorithm>

#include "base/log.h"
#include "core/address.h"
#include "core/moves.h"
#include "services/notifier/dead.h"
#include "services/records/event_record.h"

namespace tidings::notifier {
namespace {

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

constexpr const char* kUnknownType = "unknown_type";

// Of a deletion that an older program has made, `erased` and the version say when it was.
bool was_deleted_since(const core::Recipient& recipient, std::int64_t received) {
    return received < recipient.erased_at || (recipient.erased && received < recipient.version);
}

}  // namespace

Batch::Batch(std::span<const ports::Record> records, const catalog::Catalog& catalog, const Options& options,
             const ports::Clock& clock, Time now)
    : catalog_(catalog), options_(options), clock_(clock), now_(now) {
    items_.reserve(records.size());
    for (const auto& record : records) items_.push_back({&record, parse(record)});
}

std::variant<core::Event, records::ProfileChange, Batch::Unreadable> Batch::parse(
    const ports::Record& record) const {
    if (!records::is_event(record)) {
        auto change = records::read_profile_change(record);
        if (!change) return Unreadable{"unreadable", change.error().message};
        return std::move(*change);
    }
    auto event = records::read_event(record);
    if (!event) return Unreadable{"unreadable", event.error().message};
    const auto* newest = catalog_.type(event->type);
    if (!newest) return Unreadable{kUnknownType, "there is no event type " + event->type.str()};
    if (catalog_.lacks(event->type, event->type_version)) {
        return Unreadable{kUnknownType, "version " + std::to_string(event->type_version) +
                                            " of the event type " + event->type.str() +
                                            " is one that this program cannot read; upgrade, and replay it"};
    }
    if (event->type_version != 0) return std::move(*event);

    // It did not come through the gateway, so nobody has held it against the schema yet.
    std::vector<schema::Fault> faults;
    newest->schema->validate(event->data, "/data", faults);
    if (!faults.empty()) return Unreadable{"schema", faults.front().pointer + " " + faults.front().detail};
    event->type_version = newest->type.version;
    return std::move(*event);
}

bool Batch::lacks_types() const {
    return std::ranges::any_of(items_, [this](const Item& item) {
        if (const auto* event = std::get_if<core::Event>(&item.what)) {
            return catalog_.type(event->type)->type.version < event->type_version;
        }
        const auto* unreadable = std::get_if<Unreadable>(&item.what);
        return unreadable && unreadable->reason == kUnknownType;
    });
}

std::size_t Batch::until_erasure(std::span<const ports::Record> records) {
    for (std::size_t i = 1; i < records.size(); ++i) {
        if (records::is_event(records[i])) continue;
        const auto change = records::read_profile_change(records[i]);
        if (change && change->kind == records::ProfileChange::Kind::erase) return i;
    }
    return records.size();
}

Result<> Batch::load(ports::Store& store) {
    std::vector<core::UserId> users;
    std::vector<core::EventKey> keys;
    std::vector<ports::Changes::EventName> names;
    for (const Item& item : items_) {
        if (const auto* event = std::get_if<core::Event>(&item.what)) {
            users.push_back(event->user);
            keys.push_back(event->key());
            names.push_back({event->source, event->id});
        } else if (const auto* change = std::get_if<records::ProfileChange>(&item.what)) {
            users.push_back(change->user);
        }
    }
    auto recipients = store.recipients(users);
    if (!recipients) return recipients.error();
    auto events = store.known_events(keys);
    if (!events) return events.error();
    auto cancelled = store.cancelled_events(names);
    if (!cancelled) return cancelled.error();

    for (auto& [key, event] : *events) seen_.emplace(key, std::move(event.body_hash));
    cancelled_ = std::move(*cancelled);
    Known known;
    for (auto& [user, recipient] : *recipients) {
        read_[user] = recipient.version;
        known.emplace(user, std::make_shared<const core::Recipient>(std::move(recipient)));
    }
    walk(known);
    return load_suppressed(store);
}

// Follows the profiles through the records in their order, so that each event sees the profile as it was
// then.
void Batch::walk(Known& known) {
    for (Item& item : items_) {
        std::visit(Overloaded{[&](core::Event& event) { walk_event(item, event, known); },
                              [&](records::ProfileChange& change) { walk_change(item, change, known); },
                              [](Unreadable&) {}},
                   item.what);
    }
}

void Batch::walk_event(Item& item, core::Event& event, Known& known) {
    item.type = catalog_.type(event.type, event.type_version);
    item.body_hash = event.body_hash();
    item.fresh = seen_.emplace(event.key(), item.body_hash).second;
    item.counts_as = item.fresh ? &core::ConsumedCounts::events : &core::ConsumedCounts::duplicates;
    auto& recipient = known[event.user];
    if (!recipient) {
        core::Recipient unknown;
        unknown.user = event.user;
        recipient = std::make_shared<const core::Recipient>(std::move(unknown));
    }
    // A change that came after the event may be known already, for the other topic had it. What it took away
    // stays away.
    const auto received = to_micros(event.received_at);
    if (was_deleted_since(*recipient, received)) {
        auto gone = *recipient;
        gone.erased = true;
        item.recipient = std::make_shared<const core::Recipient>(std::move(gone));
        item.is_erased = true;
        event.data = nullptr;
        return;
    }
    const bool may_fill = received >= recipient->filled_from;
    if (item.fresh && item.type->creates_recipient && may_fill) {
        auto made = core::recipient_from(event, *item.type, *recipient);
        if (made != *recipient) {
            made.version = std::max<std::int64_t>(1, made.version);
            recipient = std::make_shared<const core::Recipient>(std::move(made));
            item.written = recipient;
        }
    }
    item.recipient = recipient;
}

void Batch::walk_change(Item& item, const records::ProfileChange& change, Known& known) {
    auto& recipient = known[change.user];
    const core::Recipient before = recipient ? *recipient : core::Recipient{};
    if (change.version > before.version) {
        auto after = records::apply(change, before);
        if (!after) {
            item.what = Unreadable{"unreadable", "the profile cannot be read: " + after.error().message};
            return;
        }
        if (*after != before) {
            item.erases = after->erased;
            recipient = std::make_shared<const core::Recipient>(std::move(*after));
            item.written = recipient;
        }
    } else if (change.version == before.version && before.erased) {
        // The other topic's copy: what stood before it on this one has been read since.
        item.erases = true;
    }
    item.counts_as = &core::ConsumedCounts::changes;
}

Result<> Batch::load_suppressed(ports::Store& store) {
    std::vector<ports::Address> addresses;
    for (const Item& item : items_) {
        if (!item.fresh) continue;
        const auto& event = std::get<core::Event>(item.what);
        for (const core::Channel channel : core::kChannels) {
            const auto address = core::address_for(event, *item.type, *item.recipient, channel);
            for (auto& key : core::suppression_keys(channel, address)) addresses.push_back(std::move(key));
        }
    }
    auto found = store.suppressed(addresses);
    if (!found) return found.error();
    suppressed_ = std::move(*found);
    return {};
}

std::size_t Batch::decide(Lanes& lanes, ports::Changes& changes, Errand& errand) {
    const auto until = clock_.steady() + options_.decide_max;
    std::size_t count = 0;
    for (Item& item : items_) {
        if (count > 0 && clock_.steady() >= until) break;
        ++count;
        settle(item);
        if (const auto* unreadable = std::get_if<Unreadable>(&item.what)) {
            bury(item, unreadable->reason, unreadable->detail, changes);
        }
        auto* event = std::get_if<core::Event>(&item.what);
        if (!event) continue;
        if (item.fresh) {
            decide_event(item, *event, lanes, changes, errand);
        } else if (seen_.at(event->key()) != item.body_hash) {
            changes.conflicts.push_back(event->key());
            bury(item, "conflicting_body", "an event of this source and id said something else first",
                 changes);
        }
    }
    for (auto& [user, recipient] : written_) {
        ++recipient.revision;
        changes.recipients.push_back({recipient, read_[user]});
    }
    changes.erased_users.assign(erased_.begin(), erased_.end());
    return count;
}

// What becomes of a record beside its decisions.
void Batch::settle(const Item& item) {
    ++(counts_[item.record->partition].*item.counts_as);
    if (item.written) written_[item.written->user] = *item.written;
    const auto* change = std::get_if<records::ProfileChange>(&item.what);
    if (!change) return;
    if (item.written) changed_users_.insert(change->user);
    if (item.erases) erased_.insert(change->user);
}

void Batch::decide_event(Item& item, core::Event& event, Lanes& lanes, ports::Changes& changes,
                         Errand& errand) {
    const core::Circumstances circumstances{*item.type, *item.recipient,
                                            [this](core::Channel channel, const std::string& address) {
                                                return suppressed_.contains({channel, address});
                                            },
                                            cancelled_.contains({event.source, event.id}), now_};
    catalog::EventRenderer renderer(catalog_, event, *item.recipient, options_.texts);
    auto decided = core::decide(event, circumstances, std::ref(renderer));
    log::debug("an event was decided", {{"event", event.id.str()},
                                        {"source", event.source.str()},
                                        {"type", event.type.str()},
                                        {"notifications", decided.notifications.size()}});
    versions_[event.user] = item.recipient->version;
    for (auto& made : decided.notifications) {
        core::Notification& n = made.notification;
        if (n.state == core::State::scheduled && n.due_at <= now_ && lanes.reserve({n.channel, n.priority})) {
            core::move(n, core::State::queued, n.reason, core::Cause::decision);
            errand.tasks.push_back(
                core::task_of(n, made.content, item.type->hold_unknown, core::good_until(n, circumstances)));
        }
        Handover::tell(errand, n);
        changes.notifications.push_back(std::move(made));
    }
    changes.events.push_back(
        {std::move(event), std::move(item.body_hash), std::move(decided.decisions), 0, now_});
}

void Batch::bury(const Item& item, const std::string& reason, const std::string& detail,
                 ports::Changes& changes) const {
    changes.dead.push_back(dead_record(*item.record, reason, detail, now_));
    if (item.is_erased) changes.dead.back().value.clear();
}

}  // namespace tidings::notifier
