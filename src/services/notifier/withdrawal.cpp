#include "services/notifier/withdrawal.h"

#include "base/log.h"
#include "core/moves.h"
#include "services/notifier/halve.h"

namespace tidings::notifier {
namespace {

constexpr int kConflictsMax = 10;

ports::Changes::Update back_to_scheduled(const core::Notification& n, Time now) {
    ports::Changes::Update update{n, n.state, std::nullopt};
    if (n.state == core::State::queued) {
        core::move(update.after, core::State::scheduled, core::Reason::waiting, core::Cause::decision);
    }
    update.after.due_at = now;
    update.after.updated_at = now;
    ++update.after.revision;
    return update;
}

ports::Changes::Update taken_up(const core::Notification& n, Time now) {
    auto update = back_to_scheduled(n, now);
    update.after.returns = std::max(1, n.returns);
    return update;
}

ports::Changes::Update to_suppressed(const core::Notification& n, Time now) {
    ports::Changes::Update update{n, n.state, std::nullopt};
    core::move(update.after, core::State::suppressed, core::Reason::erased, core::Cause::decision);
    update.after.updated_at = now;
    ++update.after.revision;
    return update;
}

}  // namespace

Result<> Withdrawal::commit(std::span<const core::Notification> ours, Edit edit, Handover* teller) {
    ports::Changes changes;
    for (const auto& n : ours) changes.updates.push_back(edit(n, clock_.now()));
    Errand errand;
    if (teller) {
        errand = teller->begin();
        for (const auto& update : changes.updates) Handover::tell(errand, update.after);
        teller->attach(errand, changes);
    }
    if (const auto committed = store_.commit(changes); !committed) return committed;
    if (teller) teller->run(std::move(errand));
    return {};
}

// Leaves those that nobody has moved, as they are by now: their tasks are gone from the queue, so that nobody
// else would ever look at them.
Result<> Withdrawal::read_anew(std::vector<core::Notification>& ours) {
    std::vector<core::NotificationId> ids;
    for (const auto& n : ours) ids.push_back(n.id);
    const auto found = store_.notifications(ids);
    if (!found) return found.error();
    std::erase_if(ours, [&](core::Notification& n) {
        const auto now = found->find(n.id);
        if (now == found->end() || now->second.state != n.state || now->second.round != n.round) return true;
        n = now->second;
        return false;
    });
    return {};
}

Result<std::size_t> Withdrawal::take_back(std::span<const core::Notification> waiting, Tracker::Goal& goal) {
    return withdraw(waiting, goal, back_to_scheduled, nullptr);
}

Result<std::size_t> Withdrawal::take_up(std::span<const core::Notification> queued, Tracker::Goal& goal) {
    return withdraw(queued, goal, taken_up, nullptr, By::refill);
}

Result<std::size_t> Withdrawal::give_up(std::span<const core::Notification> waiting, Tracker::Goal& goal,
                                        Handover& teller) {
    return withdraw(waiting, goal, to_suppressed, &teller);
}

// That nobody has what was not leased. Asked after the withdrawal: what the queue forgets from here on it had
// not forgotten then.
Result<> Withdrawal::make_sure(std::span<const core::TaskId> tasks,
                               std::span<const ports::Withdrawn> withdrawn, Tracker::Goal& goal, By by) {
    if (!tasks.empty() && by != By::refill) {
        const auto forgotten = queue_.has_lost_memory();
        if (!forgotten) return forgotten.error();
        if (*forgotten) return conflict("the queue lacks its memory, and may have given them out");
    }
    // One that is gone may have been sent. Its outcome is on the log then: once that is known, the
    // notification has another revision, and is left alone.
    std::vector<core::TaskId> absent;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (withdrawn[i] == ports::Withdrawn::absent) absent.push_back(tasks[i]);
    }
    return absent.empty() ? Result<>() : tracker_.catch_up(goal, std::move(absent));
}

Result<std::size_t> Withdrawal::withdraw(std::span<const core::Notification> waiting, Tracker::Goal& goal,
                                         Edit edit, Handover* teller, By by) {
    std::vector<core::TaskId> tasks;
    for (const auto& n : waiting) {
        if (n.state == core::State::queued) tasks.push_back({n.id, n.round});
    }
    const auto withdrawn = queue_.withdraw(tasks);
    if (!withdrawn) return withdrawn.error();
    if (const auto sure = make_sure(tasks, *withdrawn, goal, by); !sure) return sure.error();
    std::vector<core::Notification> ours;
    std::size_t next = 0;
    for (const auto& n : waiting) {
        const bool queued = n.state == core::State::queued;
        if (!queued || (*withdrawn)[next++] != ports::Withdrawn::leased) ours.push_back(n);
    }
    return commit_all(ours, edit, teller);
}

Result<std::size_t> Withdrawal::commit_all(std::span<const core::Notification> ours, Edit edit,
                                           Handover* teller) {
    std::size_t moved = 0;
    const auto done = halve(
        ours,
        [&](std::span<const core::Notification> some) -> Result<std::size_t> {
            const auto committed = commit_some({some.begin(), some.end()}, edit, teller);
            if (!committed) return committed.error();
            moved += *committed;
            return some.size();
        },
        [](const core::Notification& guilty, const Error& why) {
            log::error("the store refuses to take a notification back; it stays where it is",
                       {{"notification", guilty.id.str()}, {"error", why.message}});
            return Result<>();
        });
    return done ? Result<std::size_t>(moved) : done.error();
}

// Those that nobody has moved meanwhile; returns how many. A commit is refused whole where somebody else has
// changed one of them.
Result<std::size_t> Withdrawal::commit_some(std::vector<core::Notification> ours, Edit edit,
                                            Handover* teller) {
    for (int i = 0; i < kConflictsMax && !ours.empty(); ++i) {
        const auto committed = commit(ours, edit, teller);
        if (committed) return ours.size();
        if (committed.error().code != Errc::conflict) return committed.error();
        if (const auto read = read_anew(ours); !read) return read.error();
    }
    if (ours.empty()) return std::size_t{0};
    return conflict("what is to be taken back changes all the time");
}

}  // namespace tidings::notifier
