#include "app/demo/parts.h"

#include "app/commands/client.h"

namespace tidings::app {

bool is_delivered(const json::value& notification) {
    return cell(notification, "state") == "delivered";
}

Result<Time> time_of(const json::value& object, std::string_view member) {
    return parse_rfc3339(cell(object, member));
}

json::object order() {
    return {{"order_id", "A-1042"}, {"total", 49.9}, {"currency", "EUR"}};
}

json::object failed_payment() {
    return {
        {"order_id", "A-1042"}, {"amount", 49.9}, {"currency", "EUR"}, {"reason", "the card has expired"}};
}

Result<std::string> only_notification(Story& story, const std::string& event_id) {
    const Result<json::array> made =
        story.await_notifications("event_id", event_id, 1, [](const json::value&) { return true; });
    if (!made) return made.error();
    return cell(made->front(), "id");
}

}  // namespace tidings::app
