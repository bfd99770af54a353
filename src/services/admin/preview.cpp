#include <set>

#include "services/admin/admin.h"
#include "services/admin/shapes.h"
#include "services/intake/submission.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

// Takes "at" out of the body, which is no part of an event.
boost::system::result<Time, http::Response> take_moment(http::Request& request, Time now) {
    auto body = web::read_body(request);
    if (!body) return body.error();
    auto* object = body->if_object();
    const auto* at = object ? json::member(*object, "at") : nullptr;
    if (!at) return now;
    const auto t =
        at->is_string() ? parse_rfc3339(std::string_view(at->get_string())) : Result<Time>(invalid(""));
    if (!t) return web::refused({{"/at", "must be a time with an offset, such as 2026-03-29T00:30:00Z"}});
    object->erase("at");
    request.body = json::write(*body);
    return *t;
}

}  // namespace

http::Response Admin::preview(const http::Request& original) {
    http::Request request = original;
    const auto now = take_moment(request, parts_.clock.now());
    if (!now) return now.error();
    const auto catalog = parts_.catalog.current();
    const auto submission = intake::read_submission(request, {*catalog, *now, "local", random_});
    if (!submission) return submission.error();

    json::array decisions;
    json::array notifications;
    for (const auto& event : submission->events) {
        const auto* type = catalog->type(event.type, event.type_version);
        const auto known = parts_.store.recipients(std::span(&event.user, 1));
        if (!known) return web::answer_to(known.error());
        core::Recipient recipient;
        recipient.user = event.user;
        if (const auto found = known->find(event.user); found != known->end()) recipient = found->second;
        if (type->creates_recipient) recipient = core::recipient_from(event, *type, recipient);
        std::vector<ports::Address> addresses;
        for (const auto channel : core::kChannels) {
            addresses.emplace_back(channel, core::address_for(event, *type, recipient, channel));
        }
        const auto suppressed = parts_.store.suppressed(addresses);
        if (!suppressed) return web::answer_to(suppressed.error());
        const auto is_suppressed = [&](core::Channel channel, const std::string& address) {
            return suppressed->contains({channel, address});
        };
        catalog::EventRenderer renderer(*catalog, event, recipient, options_.texts);
        const auto decided =
            core::decide(event, {*type, recipient, is_suppressed, false, *now}, std::ref(renderer));
        for (const auto& decision : decided.decisions) decisions.push_back(decision.to_json());
        for (const auto& made : decided.notifications) {
            json::object item = to_json(made.notification);
            item["content"] = content_json(made.content);
            notifications.push_back(std::move(item));
        }
    }
    return web::json_answer(
        200, json::object{{"decisions", std::move(decisions)}, {"notifications", std::move(notifications)}});
}

}  // namespace tidings::admin
