#include "services/notifier/commander.h"

#include "base/log.h"
#include "core/moves.h"
#include "services/notifier/surroundings.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

Commander::Commander(ports::EventLog& log, ports::Store& store, ports::StoreQueries& queries,
                     ports::TaskQueue& queue, const ports::Clock& clock, catalog::CatalogView& catalog,
                     const Options& options)
    : reader_(log, store, core::Topic::commands),
      log_(log),
      store_(store),
      queries_(queries),
      queue_(queue),
      clock_(clock),
      catalog_(catalog),
      options_(options) {}

// The command first, then its offset: a crash in between carries it out again, which changes nothing.
Result<std::size_t> Commander::step() {
    const auto records = reader_.poll(1);
    if (!records) return records.error();
    if (records->empty()) return std::size_t{0};
    const auto command = records::read_command(records->front());
    const auto done = command ? carry_out(*command) : Result<>();
    if (!command) log::error("a command cannot be read", {{"error", command.error().message}});
    ports::Changes changes;
    reader_.move_offsets(*records, changes);
    const auto committed = done ? store_.commit(changes) : done;
    if (!committed) {
        if (const auto rewound = reader_.rewind(); !rewound) return rewound.error();
        if (committed.error().code != Errc::conflict) return committed.error();
        return std::size_t{1};
    }
    reader_.committed(changes);
    return std::size_t{1};
}

Result<> Commander::carry_out(const records::Command& command) {
    if (const auto* r = std::get_if<records::Replay>(&command)) return replay(*r);
    return suppress(std::get<records::Suppress>(command));
}

Result<> Commander::replay(const records::Replay& replay) {
    const auto found = store_.notifications(replay.ids);
    if (!found) return found.error();
    ports::Changes changes;
    for (const auto& id : replay.ids) {
        const auto n = found->find(id);
        if (n == found->end()) {
            if (const auto done = replay_record(id); !done) return done;
        } else if (n->second.state == core::State::failed) {
            auto update = decide_anew(n->second);
            if (!update) return update.error();
            changes.updates.push_back(std::move(*update));
        }
    }
    if (changes.updates.empty()) return {};
    return store_.commit(changes);
}

Result<> Commander::replay_record(const Uuid& id) {
    const auto dead = queries_.dead_record(id);
    if (!dead) return dead.error();
    if (!*dead) return {};
    const ports::DeadRecord& record = **dead;
    const std::array again{
        ports::NewRecord{record.partition.topic, record.key, record.headers, record.value}};
    if (const auto appended = log_.append(again); !appended) return appended;
    ports::Changes changes;
    changes.resolved_dead.push_back(id);
    return store_.commit(changes);
}

Result<ports::Changes::Update> Commander::decide_anew(const core::Notification& n) {
    const auto around = Surroundings::load(store_, std::span(&n, 1));
    if (!around) return around.error();
    const auto stored = store_.event(core::EventKey::of(n.source, n.event_id, n.user));
    if (!stored) return stored.error();
    const auto catalog = catalog_.current();
    const auto* type = catalog->type(n.type);

    ports::Changes::Update update{n, n.state, std::nullopt};
    core::Notification& after = update.after;
    ++after.revision;
    after.updated_at = clock_.now();
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

Result<> Commander::suppress(const records::Suppress& command) {
    ports::Changes changes;
    changes.suppressions.push_back({{command.channel, command.address, command.reason, clock_.now()}, false});
    if (const auto committed = store_.commit(changes); !committed) return committed;
    // Few are queued at any time (the queue is bounded), so they are looked through.
    core::NotificationId after;
    while (true) {
        const auto page = store_.queued(after, options_.batch_max);
        if (!page) return page.error();
        if (page->empty()) return {};
        after = page->back().id;
        std::vector<core::Notification> meant;
        std::copy_if(page->begin(), page->end(), std::back_inserter(meant), [&](const auto& n) {
            return n.channel == command.channel && n.address == command.address;
        });
        if (const auto done = withdraw(store_, queue_, clock_, meant, false); !done) return done.error();
    }
}

}  // namespace tidings::notifier
