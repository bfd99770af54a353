#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/ledger.h"
#include "core/notification.h"
#include "core/rate_limit.h"
#include "ports/store.h"
#include "services/records/status_record.h"
#include "simulation/journal.h"
#include "simulation/trouble/swarm.h"

namespace tidings::simulation {

// All that a run has left behind, once it is quiet.
struct Evidence {
    const Swarm& swarm;
    const Journal& journal;
    std::map<core::Channel, core::RateLimit> limits{};
    std::set<core::NotificationId> poison{};                // whose sends end the process
    std::set<core::TypeName> held{};                        // rather than sent twice
    std::map<core::EventKey, ports::StoredEvent> events{};  // of those accepted
    std::map<core::NotificationId, core::Notification> notifications{};
    std::unordered_map<core::UserId, core::Recipient> recipients{};
    std::map<core::NotificationId, std::vector<records::StatusRecord>> status{};
    std::vector<core::Ledger> ledgers{};  // by the counters, and counted anew

    // The event of a notification or of its sends, as it was decided; nullptr where nobody knows that it was
    // accepted.
    const core::Event* event_of(const core::NotificationId& id) const;

    // The outcomes that were told about a task.
    std::vector<core::OutcomeRecord> outcomes(const core::TaskId& task) const;

    // Whether the queue lost its memory between two sends: what was under way then counts as lost after a
    // lease.
    bool forgotten_between(const Send& before, const Send& now) const;

    // Whether a process ended between two sends that had the queue in it: nobody can tell what it was
    // sending.
    bool ended_between(const Send& before, const Send& now) const;

    // Whether somebody asked for what makes this a reason not to send to a user.
    bool was_wished(const core::UserId& user, core::Reason reason) const;

    // The sends of each notification, in their order.
    std::map<core::NotificationId, std::vector<Send>> sends() const;
};

using Faults = std::vector<std::string>;

// One checker for each invariant, in a file of its name below invariants/. Each appends what is wrong as
// sentences.
void ledger_balances(const Evidence& e, Faults& faults);
void no_accepted_event_is_lost(const Evidence& e, Faults& faults);
void one_notification_for_each_decision(const Evidence& e, Faults& faults);
void every_notification_is_settled(const Evidence& e, Faults& faults);
void attempts_keep_the_policy(const Evidence& e, Faults& faults);
void retries_come_on_time(const Evidence& e, Faults& faults);
void quiet_hours_are_kept(const Evidence& e, Faults& faults);
void answered_changes_are_kept(const Evidence& e, Faults& faults);
void what_was_deleted_is_gone(const Evidence& e, Faults& faults);
void conflicts_are_kept(const Evidence& e, Faults& faults);
void every_decision_has_a_cause(const Evidence& e, Faults& faults);
void every_end_has_a_cause(const Evidence& e, Faults& faults);
void outcomes_are_a_providers(const Evidence& e, Faults& faults);
void what_is_sent_is_what_was_asked(const Evidence& e, Faults& faults);
void sends_are_in_their_time(const Evidence& e, Faults& faults);
void nothing_is_sent_after_a_cancel(const Evidence& e, Faults& faults);
void nothing_is_sent_to_the_unwilling(const Evidence& e, Faults& faults);
void urgent_ones_go_at_once(const Evidence& e, Faults& faults);
void states_are_the_fold_of_status(const Evidence& e, Faults& faults);
void limits_hold_in_every_window(const Evidence& e, Faults& faults);
void no_success_is_sent_again(const Evidence& e, Faults& faults);
void what_is_to_be_held_is_sent_once(const Evidence& e, Faults& faults);
void only_poison_is_poison(const Evidence& e, Faults& faults);
void no_lease_ends_for_nothing(const Evidence& e, Faults& faults);

// What all of them find, each sentence behind the name of its invariant.
Faults judge(const Evidence& evidence);

// By how much the clock of any process differs from the world's, at most.
inline constexpr Duration kSkew = std::chrono::seconds{2};

}  // namespace tidings::simulation
