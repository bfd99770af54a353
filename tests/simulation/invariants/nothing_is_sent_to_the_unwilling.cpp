#include <fmt/format.h>

#include "simulation/evidence.h"

namespace tidings::simulation {

namespace {

std::string unwilling(const Send& send) {
    const auto& r = send.recipient;
    if (r.erased) return "the recipient was deleted";
    const auto channel = r.channels.find(send.task.channel);
    if (channel != r.channels.end() && !channel->second) return "the channel is off";
    const auto category = r.categories.find("orders");
    const bool orders = send.task.type.str() == "order.completed";
    if (orders && category != r.categories.end() && !category->second) return "the category is off";
    // An event's own address is used where the profile has none, which another event may fill in meanwhile.
    const bool from_profile =
        !send.task.address.starts_with("data-") && !send.task.address.starts_with("+15005551");
    if (from_profile && r.address(send.task.channel) != send.task.address) return "the address is an old one";
    return {};
}

}  // namespace

// G7: preferences and suppression hold at the moment of sending; what a deletion has erased is never sent,
// also not to whoever has come back since.
void nothing_is_sent_to_the_unwilling(const Evidence& e, Faults& faults) {
    for (const auto& send : e.journal.sends) {
        if (send.task.content.empty()) {
            faults.push_back(
                fmt::format("{} was sent to {} without a text", send.task.id.str(), send.task.address));
        }
        if (const auto why = unwilling(send); !why.empty() && send.knows_recipient) {
            faults.push_back(
                fmt::format("{} was sent to {} although {}", send.task.id.str(), send.task.address, why));
        }
        if (send.knows_suppression) {
            faults.push_back(fmt::format("{} was sent to {}, which is on the list", send.task.id.str(),
                                         send.task.address));
        }
    }
}

}  // namespace tidings::simulation
