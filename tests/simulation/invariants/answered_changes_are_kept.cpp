#include <algorithm>

#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

// The last change of each user, where it is the last one by any clock and was answered as done.
std::map<core::UserId, const Change*> last_changes(const Evidence& e) {
    std::map<core::UserId, const Change*> last;
    for (const auto& change : e.journal.changes) last[change.user] = &change;
    std::erase_if(last, [&](const auto& entry) {
        const Change& latest = *entry.second;
        if (!latest.answered || latest.status >= 300) return true;
        return std::ranges::any_of(e.journal.changes, [&](const Change& other) {
            if (other.user != latest.user || &other == &latest) return false;
            return !other.answered || *other.answered + 2 * kSkew >= latest.asked;
        });
    });
    return last;
}

// Of somebody who was deleted nothing is kept, and there is nothing to be patched.
bool was_deleted(const Evidence& e, const core::UserId& user) {
    return std::ranges::any_of(e.journal.changes, [&](const Change& change) {
        return change.user == user && change.method == "DELETE";
    });
}

// Then an event may have made a profile of what was deleted; one that came before it, too, by a gateway whose
// clock is ahead of that of whoever took the deletion.
bool was_registered_since(const Evidence& e, const Change& change) {
    const Duration skew = e.swarm.has(Kind::skewed_clocks) ? 2 * kSkew : Duration::zero();
    return std::ranges::any_of(e.journal.accepted, [&](const Accepted& a) {
        return a.user == change.user && a.steady + skew >= change.asked &&
               a.body.find("\"user.registered\"") != std::string::npos;
    });
}

// What a PUT does not name is gone, unless an event has filled it in since.
bool lacks_the_rest(const json::object& profile, const json::object& said) {
    return std::ranges::all_of(
        std::array{"email", "phone", "push_tokens", "locale", "timezone"},
        [&](const char* member) { return said.contains(member) || !profile.contains(member); });
}

bool has(const json::object& profile, const json::object& said) {
    return std::ranges::all_of(said, [&](const auto& member) {
        const auto* const found = json::member(profile, member.key());
        if (!found) return member.value().is_object() && member.value().get_object().empty();
        if (member.key() != "channels" && member.key() != "categories") return *found == member.value();
        return has(found->get_object(), member.value().get_object());
    });
}

bool is_kept(const Evidence& e, const Change& change, const core::Recipient& recipient) {
    const bool is_registered = was_registered_since(e, change);
    if (change.method == "DELETE") return recipient.erased || recipient.version == 0 || is_registered;
    const auto profile = recipient.to_json().get_object();
    if (!has(profile, change.body)) return false;
    return change.method == "PATCH" || is_registered || lacks_the_rest(profile, change.body);
}

}  // namespace

// G7: a change of a profile that was answered is what the profile has once all is quiet. Of gateways whose
// clocks were set nobody can tell which was the later change.
void answered_changes_are_kept(const Evidence& e, Faults& faults) {
    if (e.journal.set_back) return;
    for (const auto& [user, change] : last_changes(e)) {
        if (change->method == "PATCH" && was_deleted(e, user)) continue;
        const auto found = e.recipients.find(user);
        const auto recipient = found == e.recipients.end() ? core::Recipient{} : found->second;
        if (is_kept(e, *change, recipient)) continue;
        faults.push_back(fmt::format("{} was answered {} to {} {}, and the profile is {}", user.str(),
                                     change->status, change->method, json::write(change->body),
                                     json::write(recipient.to_json())));
    }
}

}  // namespace tidings::simulation
