#include "services/notifier/second_look.h"

#include <set>

#include "base/log.h"
#include "core/address.h"

namespace tidings::notifier {
namespace {

std::int64_t version_in(const Versions& versions, const core::UserId& user) {
    const auto found = versions.find(user);
    return found == versions.end() ? 0 : found->second;
}

std::int64_t version_in(const std::unordered_map<core::UserId, core::Recipient>& recipients,
                        const core::UserId& user) {
    const auto found = recipients.find(user);
    return found == recipients.end() ? 0 : found->second.version;
}

// Whose address has come onto the list.
Result<std::set<core::UserId>> suppressed(ports::Store& store, std::span<const core::Task> tasks) {
    std::vector<ports::Address> addresses;
    for (const auto& task : tasks) {
        std::ranges::move(core::suppression_keys(task.channel, task.address), std::back_inserter(addresses));
    }
    const auto listed = store.suppressed(addresses);
    if (!listed) return listed.error();
    std::set<core::UserId> users;
    for (const auto& task : tasks) {
        const auto keys = core::suppression_keys(task.channel, task.address);
        if (std::ranges::any_of(keys, [&](const auto& key) { return listed->contains(key); })) {
            users.insert(task.user);
        }
    }
    return users;
}

}  // namespace

std::vector<core::UserId> second_look(ports::Store& store, const Options& options, const Versions& versions,
                                      Errand& errand) {
    if (!options.shares_store || errand.tasks.empty()) return {};
    std::set<core::UserId> asked;
    for (const auto& task : errand.tasks) asked.insert(task.user);
    std::vector<core::UserId> users(asked.begin(), asked.end());
    const auto now = store.recipients(users);
    const auto barred = suppressed(store, errand.tasks);
    if (!now) log::warning("profiles cannot be looked at again", {{"error", now.error().message}});
    if (!barred) log::warning("suppressions cannot be looked at again", {{"error", barred.error().message}});
    std::erase_if(users, [&](const core::UserId& user) {
        if (!now || !barred) return false;
        return version_in(*now, user) == version_in(versions, user) && !barred->contains(user);
    });
    const std::set<core::UserId> changed(users.begin(), users.end());
    std::erase_if(errand.tasks, [&](const core::Task& task) { return changed.contains(task.user); });
    return users;
}

}  // namespace tidings::notifier
