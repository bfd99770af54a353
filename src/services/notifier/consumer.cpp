#include "services/notifier/consumer.h"

#include "base/log.h"
#include "services/notifier/withdrawal.h"

namespace tidings::notifier {

Consumer::Consumer(ports::EventLog& log, ports::Store& store, ports::TaskQueue& queue,
                   const ports::Clock& clock, catalog::CatalogView& catalog, Lanes& lanes, Handover& handover,
                   const Options& options)
    : log_(log),
      store_(store),
      queue_(queue),
      clock_(clock),
      catalog_(catalog),
      lanes_(lanes),
      handover_(handover),
      options_(options) {}

Result<std::size_t> Consumer::step() {
    if (handover_.blocked()) return std::size_t{0};
    if (const auto positioned = position(); !positioned) return positioned.error();
    const auto records = reader_->poll(options_.batch_max);
    if (!records) return records.error();
    if (records->empty()) return std::size_t{0};
    if (const auto consumed = consume(*records); !consumed) {
        // What was polled has not been consumed; it is to be read again from where the store is.
        if (const auto sought = reposition(); !sought) return sought.error();
        if (consumed.error().code != Errc::conflict) return consumed.error();
    }
    return records->size();
}

Result<> Consumer::position() {
    if (!reader_) {
        auto reader = log_.reader({core::Topic::events_critical, core::Topic::events});
        if (!reader) return reader.error();
        reader_ = std::move(*reader);
    }
    for (const auto& partition : reader_->unpositioned()) {
        const auto stored = store_.offset(partition);
        if (!stored) return stored.error();
        Position position{stored->value_or(0), 0, stored->value_or(0)};
        const auto extents = log_.extents(partition.topic);
        if (!extents) return extents.error();
        for (const auto& extent : *extents) {
            if (extent.partition != partition || extent.begin <= position.next) continue;
            position.missing = extent.begin - position.next;
            position.next = extent.begin;
            log::error("records were deleted before they were read",
                       {{"topic", core::name(partition.topic)}, {"count", position.missing}});
        }
        if (const auto sought = reader_->seek(partition, position.next); !sought) return sought.error();
        positions_[partition] = position;
    }
    return {};
}

Result<> Consumer::reposition() {
    for (auto& [partition, position] : positions_) {
        const auto stored = store_.offset(partition);
        if (!stored) return stored.error();
        const auto next = stored->value_or(0);
        if (next != position.stored)
            position = {next, 0, next};
        else
            position.next = std::max(next, next + position.missing);
        if (const auto sought = reader_->seek(partition, position.next); !sought) return sought.error();
    }
    return {};
}

// A batch that the store refuses for its content is halved until the guilty record stands alone.
Result<> Consumer::consume(std::span<const ports::Record> records) {
    const auto committed = commit(records);
    if (committed || committed.error().code != Errc::invalid) return committed;
    if (records.size() == 1) return bury(records.front(), committed.error());
    const auto half = records.size() / 2;
    if (const auto first = consume(records.first(half)); !first) return first;
    return consume(records.subspan(half));
}

Result<> Consumer::commit(std::span<const ports::Record> records) {
    const auto catalog = catalog_.current();
    Batch batch(records, *catalog, options_, clock_.now());
    if (const auto loaded = batch.load(store_); !loaded) return loaded;
    if (const auto refreshed = lanes_.refresh(); !refreshed) return refreshed;
    ports::Changes changes;
    Errand errand = handover_.begin();
    batch.decide(lanes_, changes, errand);
    move_offsets(records, batch, changes);
    handover_.attach(errand, changes);
    if (const auto committed = store_.commit(changes); !committed) return committed;
    settle_offsets(changes);
    for (const auto& user : batch.changed_users()) {
        const auto waiting = store_.waiting_of(user);
        if (!waiting) return waiting.error();
        if (const auto done = withdraw(store_, queue_, clock_, *waiting, true); !done) return done.error();
    }
    if (const auto checked = decide_again(changes, errand); !checked) return checked;
    handover_.run(std::move(errand));
    return {};
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
        const Position& position = positions_.at(partition);
        auto counts = batch.counts().at(partition);
        counts.gaps = seen.first + 1 - position.next - seen.second;
        counts.missing = position.missing;
        changes.offsets.push_back({partition, position.stored, seen.first + 1, counts});
    }
}

void Consumer::settle_offsets(const ports::Changes& changes) {
    for (const auto& moved : changes.offsets) positions_[moved.partition] = {moved.to, 0, moved.to};
}

// A recipient's profile or the suppression list may have changed between reading and committing: what was
// queued by the old one is taken back before it is pushed.
Result<> Consumer::decide_again(const ports::Changes& changes, Errand& errand) {
    std::vector<ports::Address> addresses;
    for (const auto& task : errand.tasks) addresses.emplace_back(task.channel, task.address);
    if (addresses.empty()) return {};
    const auto suppressed = store_.suppressed(addresses);
    if (!suppressed) return suppressed.error();
    if (suppressed->empty()) return {};
    std::vector<core::Notification> outdated;
    for (const auto& made : changes.notifications) {
        const auto& n = made.notification;
        if (n.state == core::State::queued && suppressed->contains({n.channel, n.address}))
            outdated.push_back(n);
    }
    const auto done = withdraw(store_, queue_, clock_, outdated, false);
    if (!done) return done.error();
    std::erase_if(errand.tasks,
                  [&](const core::Task& task) { return suppressed->contains({task.channel, task.address}); });
    return {};
}

Result<> Consumer::bury(const ports::Record& record, const Error& why) {
    log::error(
        "a record was refused by the store",
        {{"topic", core::name(record.partition.topic)}, {"offset", record.offset}, {"error", why.message}});
    ports::Changes changes;
    changes.dead.push_back({Uuid::from(record.appended_at, {}), record.partition, record.offset, "refused",
                            why.message, record.key, record.headers, record.value, clock_.now()});
    const Position& position = positions_.at(record.partition);
    core::ConsumedCounts counts;
    counts.unreadable = 1;
    counts.gaps = record.offset - position.next;
    counts.missing = position.missing;
    changes.offsets.push_back({record.partition, position.stored, record.offset + 1, counts});
    if (const auto committed = store_.commit(changes); !committed) return committed;
    settle_offsets(changes);
    return {};
}

}  // namespace tidings::notifier
