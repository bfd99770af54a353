#include "services/notifier/tracker.h"

#include "base/log.h"
#include "services/notifier/dead.h"
#include "services/notifier/halve.h"
#include "services/records/status_record.h"

namespace tidings::notifier {
Tracker::Tracker(ports::EventLog& log, ports::Store& store, ports::TaskQueue& queue,
                 const ports::Clock& clock, catalog::CatalogView& catalog, const Options& options)
    : log_(log),
      reader_(log, store, core::Topic::status),
      store_(store),
      queue_(queue),
      clock_(clock),
      catalog_(catalog),
      options_(options) {}

Result<std::size_t> Tracker::step() {
    const std::lock_guard lock(stepping_);
    return step_alone();
}

Result<std::size_t> Tracker::step_alone() {
    const auto records = reader_.poll(2 * options_.batch_max);
    if (!records) return records.error();
    if (records->empty()) return std::size_t{0};
    if (const auto tracked = track_all(*records); !tracked) {
        reader_.rewind();
        if (tracked.error().code != Errc::conflict) return tracked.error();
    }
    return records->size();
}

Result<bool> Tracker::at_the_end() {
    const auto now = reach();
    return now ? has_folded(*now) : now.error();
}

Result<bool> Tracker::has_folded(std::span<const ports::Extent> reach) {
    for (const auto& extent : reach) {
        const auto next = store_.offset(extent.partition);
        if (!next) return next.error();
        if (next->value_or(0) < extent.end) return false;
    }
    return true;
}

Result<> Tracker::catch_up(Goal& goal, std::vector<core::TaskId> missing) {
    if (goal.reach_.empty() || goal.missing_ != missing) {
        auto now = reach();
        if (!now) return now.error();
        goal.reach_ = std::move(*now);
        goal.missing_ = std::move(missing);
    }
    Result<> folded;
    for (const auto& extent : goal.reach_) {
        folded = fold_up_to(extent);
        if (!folded) break;
    }
    if (folded || folded.error().code != Errc::conflict) goal = {};
    return folded;
}

Result<> Tracker::fold_up_to(const ports::Extent& extent) {
    while (true) {
        // Another thread's step between the look and ours would leave ours with nothing.
        const std::lock_guard lock(stepping_);
        const auto next = store_.offset(extent.partition);
        if (!next) return next.error();
        if (next->value_or(0) >= extent.end) return {};
        const auto tracked = step_alone();
        if (!tracked) return tracked.error();
        if (*tracked == 0) return conflict("another notifier has yet to read what was reported");
    }
}

Tracker::Told Tracker::read(std::span<const ports::Record> records) {
    Told told;
    for (const auto& record : records) {
        auto status = records::read_status(record);
        if (!status) {
            told.unreadable.emplace_back(&record, status.error());
        } else if (auto* outcome = std::get_if<core::OutcomeRecord>(&*status)) {
            told.outcomes.push_back(std::move(*outcome));
        } else if (const auto* started = std::get_if<records::Started>(&*status)) {
            told.started.push_back(started->task);
        }
    }
    return told;
}

Result<> Tracker::track_all(std::span<const ports::Record> records) {
    const auto tracked = halve(
        records,
        [this](std::span<const ports::Record> some) -> Result<std::size_t> {
            const auto done = track(some);
            return done ? Result<std::size_t>(some.size()) : done.error();
        },
        [this](const ports::Record& guilty, const Error& why) {
            return reader_.set_aside(guilty, why, clock_.now());
        });
    return tracked ? Result<>() : tracked.error();
}

Result<> Tracker::track(std::span<const ports::Record> records) {
    const Told told = read(records);
    auto f = load(told);
    if (!f) return f.error();
    const auto catalog = catalog_.current();
    for (const auto& task : told.started) {
        const auto n = f->after.find(task.notification);
        if (n != f->after.end()) n->second.started_round = std::max(n->second.started_round, task.round);
    }
    for (const auto& outcome : told.outcomes) fold(outcome, *catalog, *f);

    ports::Changes changes = changes_of(*f);
    std::vector<ports::NewRecord> dead;
    for (const auto& [record, why] : told.unreadable) {
        dead.push_back(bury(*record, "unreadable", why, clock_.now(), changes));
    }
    reader_.move_offsets(records, changes);
    if (!dead.empty()) {
        if (const auto kept = log_.append(dead); !kept) return kept;
    }
    // Before the commit: one that fails may have been made all the same, and then nobody comes back here.
    if (!f->overtaken.empty()) {
        if (const auto withdrawn = queue_.withdraw(f->overtaken); !withdrawn) return withdrawn.error();
    }
    if (const auto committed = store_.commit(changes); !committed) return committed;
    reader_.committed(changes);
    return {};
}

Result<Tracker::Fold> Tracker::load(const Told& told) {
    std::vector<core::NotificationId> ids;
    std::vector<core::TaskId> tasks;
    for (const auto& task : told.started) ids.push_back(task.notification);
    for (const auto& outcome : told.outcomes) {
        ids.push_back(outcome.task.notification);
        tasks.push_back(outcome.task);
    }
    Fold f;
    auto notifications = store_.notifications(ids);
    if (!notifications) return notifications.error();
    f.before = std::move(*notifications);
    f.after = f.before;
    const auto attempts = store_.attempts(tasks);
    if (!attempts) return attempts.error();
    for (const auto& a : *attempts) f.attempts[{a.notification, a.round, a.provider}] = a;
    return f;
}

void Tracker::fold(const core::OutcomeRecord& outcome, const catalog::Catalog& catalog, Fold& f) const {
    const auto found = f.after.find(outcome.task.notification);
    if (found == f.after.end()) {
        log::error("an outcome names a notification that does not exist", {{"task", outcome.task.str()}});
        return;
    }
    core::Notification& n = found->second;
    const AttemptKey key{outcome.task.notification, outcome.task.round, outcome.provider};
    const auto known = f.attempts.find(key);
    const auto attempt = known == f.attempts.end() ? std::nullopt : std::optional{known->second};
    const bool waited = n.state == core::State::queued && outcome.task.round < n.round;
    const auto folded = core::fold(n, attempt, outcome, policy_for(n, catalog));
    if (folded.attempt) {
        f.attempts[key] = *folded.attempt;
        f.written.insert(key);
    }
    if (waited && n.state != core::State::queued) f.overtaken.push_back({n.id, n.round});
}

ports::Changes Tracker::changes_of(Fold& f) const {
    ports::Changes changes;
    for (auto& [id, n] : f.after) {
        const core::Notification& was = f.before.at(id);
        if (n == was) continue;
        n.revision = was.revision + 1;
        // While it stays queued it says when that began.
        if (n.state != core::State::queued || was.state != core::State::queued) n.updated_at = clock_.now();
        changes.updates.push_back({n, was.state, std::nullopt});
    }
    for (const auto& key : f.written) changes.attempts.push_back(f.attempts.at(key));
    return changes;
}

core::FoldPolicy Tracker::policy_for(const core::Notification& n, const catalog::Catalog& catalog) const {
    const auto* type = catalog.type(n.type, n.type_version);
    if (!type) return {options_.retry, false};
    return {type->retry.value_or(options_.retry), type->hold_unknown};
}

}  // namespace tidings::notifier
