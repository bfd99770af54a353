#include <fmt/format.h>

#include "core/address.h"
#include "simulation/evidence.h"

namespace tidings::simulation {

// Each message has the text of its own event, and goes to that one's own address where no profile has one.
void what_is_sent_is_what_was_asked(const Evidence& e, Faults& faults) {
    for (const auto& send : e.journal.sends) {
        const auto* event = e.event_of(send.task.id.notification);
        if (!event || !event->data.is_object()) continue;  // deleted since
        const auto& data = event->data.get_object();
        const std::string text = fmt::format("It is {}.", json::write(data.at("n")));
        if (send.task.user != event->user || send.task.content.find(text) == std::string::npos) {
            faults.push_back(fmt::format("{} was sent to {} with another text than '{}'", send.task.id.str(),
                                         send.task.user.str(), text));
        }
        const auto& n = e.notifications.at(send.task.id.notification);
        if (n.is_erased() || n.address_from_profile) continue;
        const auto own = json::text_or_empty(data, n.channel == core::Channel::email ? "email" : "phone");
        if (n.address != own) {
            faults.push_back(fmt::format("{} goes to {}, and its event says {}", n.id.str(), n.address, own));
        }
    }
}

}  // namespace tidings::simulation
