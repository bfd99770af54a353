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

// False: somebody else has moved one of them.
Result<bool> Withdrawal::commit(std::span<const ports::Changes::Update> updates, Handover* teller) {
    ports::Changes changes;
    changes.updates.assign(updates.begin(), updates.end());
    Errand errand;
    if (teller) {
        errand = teller->begin();
        for (const auto& update : updates) Handover::tell(errand, update.after);
        teller->attach(errand, changes);
    }
    const auto committed = store_.commit(changes);
    if (!committed && committed.error().code == Errc::conflict) return false;
    if (!committed) return committed.error();
    if (teller) teller->run(std::move(errand));
    return true;
}

// Whole commits are refused for one conflict, so where one occurs each goes alone.
Result<std::size_t> Withdrawal::commit_each(std::span<const ports::Changes::Update> updates,
                                            Handover* teller) {
    const auto whole = commit(updates, teller);
    if (!whole) return whole.error();
    if (*whole) return updates.size();
    std::size_t count = 0;
    for (const auto& update : updates) {
        const auto one = commit(std::span(&update, 1), teller);
        if (!one) return one.error();
        if (*one) ++count;
    }
    return count;
}

Result<std::size_t> Withdrawal::take_back(std::span<const core::Notification> waiting) {
    return withdraw(waiting, back_to_scheduled, nullptr);
}

Result<std::size_t> Withdrawal::take_up(std::span<const core::Notification> queued) {
    return withdraw(queued, taken_up, nullptr);
}

Result<std::size_t> Withdrawal::give_up(std::span<const core::Notification> waiting, Handover& teller) {
    return withdraw(waiting, to_suppressed, &teller);
}

Result<std::size_t> Withdrawal::withdraw(std::span<const core::Notification> waiting, Edit edit,
                                         Handover* teller) {
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
    std::vector<ports::Changes::Update> updates;
    std::size_t next = 0;
    for (const auto& n : waiting) {
        const bool queued = n.state == core::State::queued;
        const bool ours = !queued || (*withdrawn)[next++] != ports::Withdrawn::leased;
        if (ours) updates.push_back(edit(n, clock_.now()));
    }
    if (updates.empty()) return std::size_t{0};
    return commit_each(updates, teller);
}

}  // namespace tidings::notifier
