#include "services/notifier/commander.h"

#include <set>

#include "core/address.h"
#include "core/moves.h"
#include "services/notifier/dead.h"
#include "services/notifier/surroundings.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

Commander::Commander(ports::EventLog& log, ports::Store& store, ports::StoreQueries& queries,
                     const ports::Clock& clock, catalog::CatalogView& catalog, Handover& handover,
                     Withdrawal& withdrawal, const Options& options)
    : reader_(log, store, core::Topic::commands),
      log_(log),
      store_(store),
      queries_(queries),
      clock_(clock),
      catalog_(catalog),
      handover_(handover),
      withdrawal_(withdrawal),
      options_(options) {}

Result<std::size_t> Commander::step() {
    if (handover_.blocked()) return std::size_t{0};
    const auto records = reader_.poll(1);
    if (!records) return records.error();
    if (records->empty()) return std::size_t{0};
    auto done = take(*records);
    if (!done && done.error().code == Errc::invalid) {
        done = reader_.set_aside(records->front(), done.error(), clock_.now());
    }
    if (!done) {
        reader_.rewind();
        return done.error();
    }
    return std::size_t{1};
}

// What the command changes and its offset are one commit, so that it is carried out once. What it does beside
// that, it may do again.
Result<> Commander::take(std::span<const ports::Record> records) {
    ports::Changes changes;
    Errand errand = handover_.begin();
    if (const auto command = records::read_command(records.front())) {
        if (const auto done = carry_out(*command, records.front(), changes, errand); !done) return done;
    } else {
        const std::array copy{bury(records.front(), "unreadable", command.error(), clock_.now(), changes)};
        if (const auto kept = log_.append(copy); !kept) return kept;
    }
    reader_.move_offsets(records, changes);
    handover_.attach(errand, changes);
    if (const auto committed = store_.commit(changes); !committed) return committed;
    reader_.committed(changes);
    look_ = {};
    handover_.run(std::move(errand));
    return {};
}

Result<> Commander::carry_out(const records::Command& command, const ports::Record& record,
                              ports::Changes& changes, Errand& errand) {
    if (const auto* r = std::get_if<records::Replay>(&command)) return replay(*r, changes, errand);
    return suppress(std::get<records::Suppress>(command), record);
}

Result<> Commander::replay(const records::Replay& replay, ports::Changes& changes, Errand& errand) {
    // A list put together by hand may name one twice.
    const std::set<Uuid> ids(replay.ids.begin(), replay.ids.end());
    const auto found = store_.notifications(replay.ids);
    if (!found) return found.error();
    for (const auto& id : ids) {
        const auto n = found->find(id);
        if (n == found->end()) {
            if (const auto done = replay_record(id, changes); !done) return done;
        } else if (n->second.state == core::State::failed) {
            auto update = decide_anew(n->second);
            if (!update) return update.error();
            Handover::tell(errand, update->after);
            changes.updates.push_back(std::move(*update));
        }
    }
    return {};
}

Result<> Commander::replay_record(const Uuid& id, ports::Changes& changes) {
    const auto dead = queries_.dead_record(id);
    if (!dead) return dead.error();
    if (!*dead) return {};
    const ports::DeadRecord& record = **dead;
    const std::array again{
        ports::NewRecord{record.partition.topic, record.key, record.headers, record.value}};
    if (const auto appended = log_.append(again); !appended) return appended;
    changes.resolved_dead.push_back(id);
    return {};
}

Result<ports::Changes::Update> Commander::decide_anew(const core::Notification& n) {
    const auto stored = store_.event(core::EventKey::of(n.source, n.event_id, n.user));
    if (!stored) return stored.error();
    const auto catalog = catalog_.current();
    const auto* type = catalog->type(n.type);
    core::Notification asked = n;
    // Where the profile has no address any more, the event's own is taken, which may be on the list as well.
    if (*stored && type) asked.address = core::address_for((*stored)->event, type->type, {}, n.channel);
    const auto around = Surroundings::load(store_, std::span(&asked, 1));
    if (!around) return around.error();

    ports::Changes::Update update{n, n.state, std::nullopt};
    core::Notification& after = update.after;
    ++after.revision;
    after.updated_at = clock_.now();
    if (n.is_erased()) {
        core::move(after, core::State::suppressed, core::Reason::erased, core::Cause::command);
        return update;
    }
    if (!*stored || !type) {
        after.detail = "it cannot be replayed: its event or its type is gone";
        return update;
    }
    core::Event event = (*stored)->event;
    event.channels = std::vector{n.channel};
    event.send_at.reset();
    event.expires_at.reset();  // it starts anew, so the time it has does, too
    catalog::EventRenderer renderer(*catalog, event, around->recipient(n.user), options_.texts);
    auto decided =
        core::decide(event, around->circumstances(n, type->type, clock_.now()), std::ref(renderer));
    if (decided.notifications.empty()) {
        const auto& refusal = decided.decisions.front();
        core::move(after, core::State::suppressed, refusal.reason, core::Cause::command);
        after.detail = refusal.detail;
        return update;
    }
    auto& made = decided.notifications.front();
    after.type_version = made.notification.type_version;
    after.address = made.notification.address;
    after.address_from_profile = made.notification.address_from_profile;
    after.template_locale = made.notification.template_locale;
    after.template_version = made.notification.template_version;
    after.due_at = made.notification.due_at;
    after.first_due_at = made.notification.first_due_at;
    after.expires_at = made.notification.expires_at;
    if (made.notification.state == core::State::failed) {
        after.reason = made.notification.reason;
        after.detail = made.notification.detail;
        return update;
    }
    core::move(after, core::State::scheduled, core::Reason::replayed, core::Cause::command);
    update.content = std::move(made.content);
    return update;
}

Result<> Commander::suppress(const records::Suppress& command, const ports::Record& record) {
    const auto key = core::suppression_form(command.channel, command.address);
    if (!command.listed) {
        ports::Changes listing;
        listing.suppressions.push_back({{command.channel, key, command.reason, clock_.now()}, false});
        if (const auto committed = store_.commit(listing); !committed) return committed;
    }
    // Few are queued at any time (the queue is bounded), so they are looked through.
    if (look_.partition != record.partition || look_.offset != record.offset) {
        look_ = {record.partition, record.offset, {}, {}, {}};
    }
    while (true) {
        if (const auto done = withdrawal_.take_back(look_.part, look_.goal); !done) return done.error();
        look_.part.clear();
        const auto page = store_.queued(look_.after, options_.batch_max);
        if (!page) return page.error();
        if (page->empty()) return {};
        look_.after = page->back().id;
        std::copy_if(page->begin(), page->end(), std::back_inserter(look_.part), [&](const auto& n) {
            if (n.channel != command.channel) return false;
            const auto keys = core::suppression_keys(n.channel, n.address);
            return std::ranges::find(keys, key, &ports::Address::second) != keys.end();
        });
    }
}

}  // namespace tidings::notifier
