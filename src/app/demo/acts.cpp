#include "app/demo/acts.h"

#include <set>

#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/demo/parts.h"

namespace tidings::app {

Result<> three_events(Story& story) {
    story.begin_act("Three events, nine notifications");
    const Result<> user = story.put_user("ada", {{"email", "ada@example.com"},
                                                 {"phone", "+15005550006"},
                                                 {"push_tokens", json::array{"demo-token-of-ada"}},
                                                 {"timezone", "Europe/Berlin"}});
    if (!user) return user.error();
    for (const auto& [type, data] :
         {std::pair{"user.registered", json::object{{"name", "Ada"}, {"email", "ada@example.com"}}},
          std::pair{"order.completed", order()}, std::pair{"payment.failed", failed_payment()}}) {
        const Result<std::string> id = story.send(type, "ada", data);
        if (!id) return id.error();
    }
    const Result<json::array> all = story.await_notifications("user", story.user("ada"), 9, is_delivered);
    if (!all) return all.error();
    story.check(all->size() == 9, "three events became nine notifications, and all were delivered");
    std::set<std::string> ids;
    for (const json::value& notification : *all) ids.insert(cell(notification, "id"));
    const Result<json::value> outbox = story.client().get(path_of({"outbox"}, {{"limit", "500"}}));
    if (!outbox) return outbox.error();
    json::array taken;
    std::ranges::copy_if(items_of(*outbox), std::back_inserter(taken), [&](const json::value& entry) {
        return ids.contains(cell(entry, "notification_id"));
    });
    story.check(taken.size() == 9, "the outbox took nine messages, each once");
    for (const json::value& entry : taken) {
        const json::value* const text = json::find(entry, "/content/text");
        if (cell(entry, "channel") != "sms" || text == nullptr || !text->is_string()) continue;
        story.say("an SMS: " + printable(text->get_string()));
    }
    return {};
}

namespace {

// On a running system something may be under way at any moment; on an engine of its own all is told by now.
Result<json::value> settled_ledger(Story& story) {
    if (!story.stage().is_live) return story.client().get(path_of({"ledger"}));
    return story.await(path_of({"ledger"}),
                       [](const json::value& ledger) { return cell(ledger, "balanced") == "true"; });
}

}  // namespace

Result<> ledger(Story& story) {
    story.begin_act("The ledger");
    const Result<json::value> ledger = settled_ledger(story);
    if (!ledger) return ledger.error();
    story.check(cell(*ledger, "balanced") == "true" && (story.stage().is_live || cell(*ledger, "lag") == "0"),
                fmt::format("{} records accepted, {} notifications decided; all are accounted for",
                            cell(*ledger, "accepted"), cell(*ledger, "decided")));
    for (const json::value& fault : items_of(*ledger, "faults")) story.say(printable(json::write(fault)));
    return {};
}

}  // namespace tidings::app
