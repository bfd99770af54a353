#include "services/notifier/surroundings.h"

#include "core/address.h"

namespace tidings::notifier {

Result<Surroundings> Surroundings::load(ports::Store& store,
                                        std::span<const core::Notification> notifications) {
    Surroundings s;
    std::vector<core::UserId> users;
    for (const auto& n : notifications) users.push_back(n.user);
    auto recipients = store.recipients(users);
    if (!recipients) return recipients.error();
    s.recipients_ = std::move(*recipients);

    std::vector<ports::Address> addresses;
    for (const auto& n : notifications) {
        const auto current = s.recipient(n.user).address(n.channel);
        for (auto& key : core::suppression_keys(n.channel, n.address)) addresses.push_back(std::move(key));
        if (current == n.address) continue;
        for (auto& key : core::suppression_keys(n.channel, current)) addresses.push_back(std::move(key));
    }
    auto suppressed = store.suppressed(addresses);
    if (!suppressed) return suppressed.error();
    s.suppressed_ = std::move(*suppressed);
    return s;
}

const core::Recipient& Surroundings::recipient(const core::UserId& user) const {
    static const core::Recipient kUnknown;
    const auto found = recipients_.find(user);
    return found == recipients_.end() ? kUnknown : found->second;
}

Versions Surroundings::versions() const {
    Versions versions;
    for (const auto& [user, recipient] : recipients_) versions[user] = recipient.version;
    return versions;
}

core::Circumstances Surroundings::circumstances(const core::Notification& n, const core::EventType& type,
                                                Time now) const {
    const auto is_suppressed = [this](core::Channel channel, const std::string& address) {
        return suppressed_.contains({channel, address});
    };
    return {type, recipient(n.user), is_suppressed, false, now};
}

}  // namespace tidings::notifier
