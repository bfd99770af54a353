#include "services/notifier/withdrawal.h"

#include "core/moves.h"

namespace tidings::notifier {
namespace {

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

// Held for its first send. One that waits for a retry keeps its time, and is decided again when that comes.
bool is_held(const core::Notification& n) {
    return n.reason == core::Reason::quiet_hours || n.reason == core::Reason::delayed;
}

// Whole commits are refused for one conflict, so where one occurs each goes alone.
Result<std::size_t> commit_each(ports::Store& store, const ports::Changes& changes) {
    const auto whole = store.commit(changes);
    if (whole) return changes.updates.size();
    if (whole.error().code != Errc::conflict) return whole.error();
    std::size_t count = 0;
    for (const auto& update : changes.updates) {
        ports::Changes one;
        one.updates.push_back(update);
        const auto committed = store.commit(one);
        if (committed)
            ++count;
        else if (committed.error().code != Errc::conflict)
            return committed.error();
    }
    return count;
}

}  // namespace

Result<std::size_t> withdraw(ports::Store& store, ports::TaskQueue& queue, const ports::Clock& clock,
                             std::span<const core::Notification> waiting, bool scheduled_too) {
    std::vector<core::TaskId> tasks;
    for (const auto& n : waiting) {
        if (n.state == core::State::queued) tasks.push_back({n.id, n.round});
    }
    const auto withdrawn = queue.withdraw(tasks);
    if (!withdrawn) return withdrawn.error();
    ports::Changes changes;
    std::size_t next = 0;
    for (const auto& n : waiting) {
        const bool queued = n.state == core::State::queued;
        const bool ours =
            queued ? (*withdrawn)[next++] != ports::Withdrawn::leased : scheduled_too && is_held(n);
        if (ours) changes.updates.push_back(back_to_scheduled(n, clock.now()));
    }
    if (changes.updates.empty()) return std::size_t{0};
    return commit_each(store, changes);
}

}  // namespace tidings::notifier
