#include "services/notifier/consumer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/log.h"
#include "services/notifier/dead.h"
#include "services/notifier/halve.h"

namespace tidings::notifier {

Consumer::Consumer(ports::EventLog& log, ports::Store& store, const ports::Clock& clock,
                   catalog::CatalogView& catalog, Lanes& lanes, Handover& handover, Withdrawal& withdrawal,
                   const Options& options)
    : log_(log),
      store_(store),
      clock_(clock),
      catalog_(catalog),
      lanes_(lanes),
      handover_(handover),
      withdrawal_(withdrawal),
      options_(options) {}

Result<std::size_t> Consumer::step() {
    if (handover_.blocked()) return std::size_t{0};
    const auto taken = take_back();
    if (!taken) return taken.error();
    if (!*taken) return std::size_t{1};
    if (const auto positioned = position(); !positioned) return positioned.error();
    const auto records = reader_->poll(options_.batch_max);
    if (!records) return records.error();
    if (records->empty()) return std::size_t{0};
    const auto consumed = consume_all(*records);
    astray_ = !consumed || *consumed < records->size();
    if (!consumed && consumed.error().code != Errc::conflict) return consumed.error();
    return records->size();
}

void Consumer::attend() {
    if (reader_) static_cast<void>(reader_->poll(0));
}

Result<> Consumer::position() {
    if (!reader_) {
        auto reader =
            log_.reader({core::Topic::events_critical, core::Topic::events}, ports::Reading::shared);
        if (!reader) return reader.error();
        reader_ = std::move(*reader);
    }
    if (std::exchange(astray_, false)) reader_->unposition();
    return notifier::position(log_, store_, *reader_, places_);
}

Result<std::size_t> Consumer::consume_all(Records records) {
    // An event's type was on the log before it. `commit` asks the log where this brings not enough.
    if (const auto refreshed = catalog_.refresh(); !refreshed) return refreshed.error();
    std::size_t count = 0;
    while (count < records.size()) {
        const auto part = Batch::until_erasure(records.subspan(count));
        const auto consumed = consume(records.subspan(count, part));
        if (!consumed) return consumed;
        count += *consumed;
        // Not as a part of consuming: a refusal here says nothing about the records, which are committed.
        const auto taken = take_back();
        if (!taken) return taken.error();
        if (*consumed < part || !*taken) break;
    }
    return count;
}

Result<std::size_t> Consumer::consume(Records records) {
    return halve(
        records, [this](Records some) { return commit(some); },
        [this](const ports::Record& guilty, const Error& why) { return bury(guilty, why); });
}

Result<std::size_t> Consumer::commit(Records records) {
    Errand errand = handover_.begin();
    auto catalog = catalog_.current();
    std::optional<Batch> read(std::in_place, records, *catalog, options_, clock_, errand.now());
    if (read->lacks_types()) {
        if (const auto caught_up = catalog_.catch_up(); !caught_up) return caught_up.error();
        catalog = catalog_.current();
        read.emplace(records, *catalog, options_, clock_, errand.now());
    }
    Batch& batch = *read;
    if (const auto loaded = batch.load(store_); !loaded) return loaded.error();
    if (const auto refreshed = lanes_.refresh(); !refreshed) return refreshed.error();
    ports::Changes changes;
    const auto count = batch.decide(lanes_, changes, errand);
    move_offsets(records.first(count), batch, changes);
    errand.outgoing.changed_users.assign(batch.changed_users().begin(), batch.changed_users().end());
    handover_.attach(errand, changes);
    if (const auto kept = keep_dead(changes); !kept) return kept.error();
    // Before the commit: one that fails may have been made all the same.
    remember(errand.outgoing.changed_users);
    if (const auto committed = store_.commit(changes); !committed) return committed.error();
    settle_offsets(changes);
    if (!errand.outgoing.changed_users.empty()) rows_.push_back(errand.outgoing.id);
    handover_.abandon(errand.outgoing.id, second_look(store_, options_, batch.versions(), errand));
    handover_.run(std::move(errand));
    return count;
}

Result<> Consumer::keep_dead(const ports::Changes& changes) {
    if (changes.dead.empty()) return {};
    std::vector<ports::NewRecord> copies;
    for (const auto& dead : changes.dead) copies.push_back(dead_copy(dead));
    return log_.append(copies);
}

// Each is looked through from its beginning.
void Consumer::remember(std::span<const core::UserId> users) {
    for (const auto& user : users) changed_[user] = {};
}

// What another notifier had begun to take back when it died.
void Consumer::adopt_abandoned() {
    for (const auto& row : handover_.abandoned()) {
        remember(row.changed_users);
        rows_.push_back(row.id);
    }
}

void Consumer::move_offsets(std::span<const ports::Record> records, const Batch& batch,
                            ports::Changes& changes) {
    std::map<ports::Partition, std::pair<std::int64_t, std::int64_t>> last_and_count;
    for (const auto& record : records) {
        auto& [last, count] = last_and_count[record.partition];
        last = record.offset;
        ++count;
    }
    for (const auto& [partition, seen] : last_and_count) {
        const auto place = places_.at(partition);
        auto counts = batch.counts().at(partition);
        counts.gaps = seen.first + 1 - place - seen.second;
        changes.offsets.push_back({partition, place, seen.first + 1, counts});
    }
}

void Consumer::settle_offsets(const ports::Changes& changes) {
    for (const auto& moved : changes.offsets) {
        places_[moved.partition] = moved.to;
        reader_->tell_done(moved.partition, moved.to);
    }
}

// What waits for recipients whose profile has changed is decided again; what a deletion has erased is over,
// also where its recipient has come back since. Those that could not be taken back yet are kept in mind.
// False: there is more to take back than is good in one step.
Result<bool> Consumer::take_back() {
    adopt_abandoned();
    std::size_t looked_at = 0;
    while (!changed_.empty()) {
        if (looked_at >= options_.batch_max) return false;
        auto& [user, look] = *changed_.begin();
        const auto count = take_some_back(user, look);
        if (!count) return count.error();
        looked_at += *count;
        if (*count < options_.batch_max) changed_.erase(changed_.begin());
    }
    for (const auto row : std::exchange(rows_, {})) handover_.taken_back(row);
    return true;
}

Result<std::size_t> Consumer::take_some_back(const core::UserId& user, Look& look) {
    if (look.count == 0) {
        if (const auto taken = take_in_hand(user, look); !taken) return taken.error();
    }
    if (const auto done = withdrawal_.give_up(look.erased, look.goal, handover_); !done) return done.error();
    look.erased.clear();
    if (const auto done = withdrawal_.take_back(look.waiting, look.goal); !done) return done.error();
    look.waiting.clear();
    return std::exchange(look.count, 0);
}

Result<> Consumer::take_in_hand(const core::UserId& user, Look& look) {
    const auto part = store_.waiting_of(user, look.after, options_.batch_max);
    if (!part) return part.error();
    for (const auto& n : *part) {
        // What is delayed, or waits for a retry, is decided again when its time comes.
        const bool is_looked_at_then =
            n.state == core::State::scheduled && n.reason != core::Reason::quiet_hours;
        if (n.is_erased()) {
            look.erased.push_back(n);
        } else if (!is_looked_at_then) {
            look.waiting.push_back(n);
        }
    }
    look.count = part->size();
    if (!part->empty()) look.after = part->back().id;
    return {};
}

Result<> Consumer::bury(const ports::Record& record, const Error& why) {
    ports::Changes changes;
    const std::array copy{notifier::bury(record, "refused", why, clock_.now(), changes)};
    const auto place = places_.at(record.partition);
    core::ConsumedCounts counts;
    counts.unreadable = 1;
    counts.gaps = record.offset - place;
    changes.offsets.push_back({record.partition, place, record.offset + 1, counts});
    if (const auto kept = log_.append(copy); !kept) return kept;
    if (const auto committed = store_.commit(changes); !committed) return committed;
    settle_offsets(changes);
    return {};
}

}  // namespace tidings::notifier
