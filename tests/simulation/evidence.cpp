#include "simulation/evidence.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace tidings::simulation {

namespace {

struct Invariant {
    std::string_view name;
    void (*check)(const Evidence&, Faults&);
};
constexpr std::array kInvariants{
    Invariant{"ledger_balances", ledger_balances},
    Invariant{"no_accepted_event_is_lost", no_accepted_event_is_lost},
    Invariant{"one_notification_for_each_decision", one_notification_for_each_decision},
    Invariant{"every_notification_is_settled", every_notification_is_settled},
    Invariant{"attempts_keep_the_policy", attempts_keep_the_policy},
    Invariant{"no_success_is_sent_again", no_success_is_sent_again},
    Invariant{"what_is_to_be_held_is_sent_once", what_is_to_be_held_is_sent_once},
    Invariant{"only_poison_is_poison", only_poison_is_poison},
    Invariant{"no_lease_ends_for_nothing", no_lease_ends_for_nothing},
    Invariant{"retries_come_on_time", retries_come_on_time},
    Invariant{"limits_hold_in_every_window", limits_hold_in_every_window},
    Invariant{"quiet_hours_are_kept", quiet_hours_are_kept},
    Invariant{"answered_changes_are_kept", answered_changes_are_kept},
    Invariant{"what_was_deleted_is_gone", what_was_deleted_is_gone},
    Invariant{"conflicts_are_kept", conflicts_are_kept},
    Invariant{"every_decision_has_a_cause", every_decision_has_a_cause},
    Invariant{"every_end_has_a_cause", every_end_has_a_cause},
    Invariant{"outcomes_are_a_providers", outcomes_are_a_providers},
    Invariant{"what_is_sent_is_what_was_asked", what_is_sent_is_what_was_asked},
    Invariant{"sends_are_in_their_time", sends_are_in_their_time},
    Invariant{"nothing_is_sent_after_a_cancel", nothing_is_sent_after_a_cancel},
    Invariant{"nothing_is_sent_to_the_unwilling", nothing_is_sent_to_the_unwilling},
    Invariant{"urgent_ones_go_at_once", urgent_ones_go_at_once},
    Invariant{"states_are_the_fold_of_status", states_are_the_fold_of_status},
};

bool any_between(const std::vector<SteadyTime>& moments, const Send& before, const Send& now) {
    return std::ranges::any_of(moments,
                               [&](SteadyTime at) { return before.steady <= at && at <= now.steady; });
}

}  // namespace

const core::Event* Evidence::event_of(const core::NotificationId& id) const {
    const auto n = notifications.find(id);
    if (n == notifications.end()) return nullptr;
    const auto found = events.find(core::EventKey::of(n->second.source, n->second.event_id, n->second.user));
    return found == events.end() ? nullptr : &found->second.event;
}

std::vector<core::OutcomeRecord> Evidence::outcomes(const core::TaskId& task) const {
    std::vector<core::OutcomeRecord> out;
    const auto told = status.find(task.notification);
    if (told == status.end()) return out;
    for (const auto& record : told->second) {
        const auto* outcome = std::get_if<core::OutcomeRecord>(&record);
        if (outcome && outcome->task == task) out.push_back(*outcome);
    }
    return out;
}

bool Evidence::forgotten_between(const Send& before, const Send& now) const {
    return any_between(journal.forgotten, before, now);
}

bool Evidence::ended_between(const Send& before, const Send& now) const {
    return any_between(journal.ended, before, now);
}

bool Evidence::was_wished(const core::UserId& user, core::Reason reason) const {
    using enum core::Reason;
    // A change of their profile by this method, or one that names this member.
    const auto asked = [&](std::string_view word) {
        return std::ranges::any_of(journal.changes, [&](const Change& change) {
            return change.user == user && (change.method == word || change.body.contains(word));
        });
    };
    switch (reason) {
        case channel_off:
            return asked("channels");
        case category_off:
            return asked("categories");
        case no_address:
            // A profile that is put anew has what its body names.
            return asked("PUT") || asked("DELETE");
        case erased:
            return asked("DELETE");
        case core::Reason::suppressed:
            return swarm.has(Kind::suppressions);
        default:
            return false;
    }
}

std::map<core::NotificationId, std::vector<Send>> Evidence::sends() const {
    std::map<core::NotificationId, std::vector<Send>> out;
    for (const auto& send : journal.sends) out[send.task.id.notification].push_back(send);
    return out;
}

Faults judge(const Evidence& evidence) {
    Faults faults;
    for (const auto& [name, check] : kInvariants) {
        Faults found;
        check(evidence, found);
        for (const auto& fault : found) faults.push_back(fmt::format("{}: {}", name, fault));
    }
    return faults;
}

}  // namespace tidings::simulation
