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

ports::Changes::Update to_suppressed(const core::Notification& n, Time now) {
    ports::Changes::Update update{n, n.state, std::nullopt};
    core::move(update.after, core::State::suppressed, core::Reason::erased, core::Cause::decision);
    update.after.updated_at = now;
    ++update.after.revision;
    return update;
}

}  // namespace

// Whole commits are refused for one conflict, so where one occurs each goes alone.
Result<std::size_t> Withdrawal::commit_each(const ports::Changes& changes) {
    const auto whole = store_.commit(changes);
    if (whole) return changes.updates.size();
    if (whole.error().code != Errc::conflict) return whole.error();
    std::size_t count = 0;
    for (const auto& update : changes.updates) {
        ports::Changes one;
        one.updates.push_back(update);
        const auto committed = store_.commit(one);
        if (committed)
            ++count;
        else if (committed.error().code != Errc::conflict)
            return committed.error();
    }
    return count;
}

Result<std::size_t> Withdrawal::take_back(std::span<const core::Notification> waiting) {
    return withdraw(waiting, back_to_scheduled);
}

Result<std::size_t> Withdrawal::give_up(std::span<const core::Notification> waiting) {
    return withdraw(waiting, to_suppressed);
}

Result<std::size_t> Withdrawal::withdraw(std::span<const core::Notification> waiting, Edit edit) {
    std::vector<core::TaskId> tasks;
    for (const auto& n : waiting) {
        if (n.state == core::State::queued) tasks.push_back({n.id, n.round});
    }
    const auto withdrawn = queue_.withdraw(tasks);
    if (!withdrawn) return withdrawn.error();
    // One that is gone may have been sent. Its outcome is on the log then: once that is known, the
    // notification has another revision, and is left alone.
    if (std::find(withdrawn->begin(), withdrawn->end(), ports::Withdrawn::absent) != withdrawn->end()) {
        if (const auto tracked = tracker_.catch_up(); !tracked) return tracked.error();
    }
    ports::Changes changes;
    std::size_t next = 0;
    for (const auto& n : waiting) {
        const bool queued = n.state == core::State::queued;
        const bool ours = !queued || (*withdrawn)[next++] != ports::Withdrawn::leased;
        if (ours) changes.updates.push_back(edit(n, clock_.now()));
    }
    if (changes.updates.empty()) return std::size_t{0};
    return commit_each(changes);
}

}  // namespace tidings::notifier
