#include "core/address.h"
#include "core/message_size.h"
#include "services/admin/admin.h"
#include "services/admin/shapes.h"
#include "services/intake/submission.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

// Of one request, each for one recipient: all of their texts are made at once.
constexpr std::size_t kEventsMax = 100;

// Takes "at" out of the body, which is no part of an event. A CloudEvent in binary mode has none: its body is
// the data.
boost::system::result<Time, http::Response> take_moment(http::Request& request, Time now) {
    if (request.header("ce-specversion")) return now;
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

// A message as it would be, or why there is none.
void add_message(json::object& item, core::Channel channel, const Result<std::string>& content) {
    const json::value shown = content ? content_json(*content) : json::value();
    const auto* object = shown.if_object();
    item["content"] = shown;
    item["sizes"] = object ? json::value(core::sizes_of(channel, *object)) : json::value();
    json::array warnings;
    if (!content) warnings.emplace_back(content.error().message);
    if (object) {
        for (auto& warning : core::warnings_of(channel, *object)) warnings.emplace_back(std::move(warning));
    }
    item["warnings"] = std::move(warnings);
}

// What a channel would have said that nothing is sent by.
json::object skipped_json(const core::Decision& decision, const Result<core::Rendered>& made) {
    json::object item{{"user", decision.user.str()},
                      {"channel", core::name(decision.channel)},
                      {"reason", core::name(decision.reason)}};
    item["template"] =
        made ? json::value{{"locale", made->locale}, {"version", made->version}} : json::value();
    add_message(item, decision.channel, made ? Result<std::string>(made->content) : made.error());
    return item;
}

}  // namespace

http::Response Admin::preview(const web::Visit& visit) {
    http::Request request = visit.request;
    const auto now = take_moment(request, parts_.clock.now());
    if (!now) return now.error();
    const auto catalog = parts_.catalog.current();
    const auto submission = intake::read_submission(request, {*catalog, *now, visit.key_name, random_});
    if (!submission) return submission.error();
    if (submission->events.size() > kEventsMax) {
        return web::refused({{"", "a preview shows at most " + std::to_string(kEventsMax) +
                                      " events, of which each recipient has one"}});
    }

    Preview shown;
    for (const auto& event : submission->events) {
        if (const auto done = preview_one(event, *now, shown); !done) return web::answer_to(done.error());
    }
    return web::json_answer(200, json::object{{"decisions", std::move(shown.decisions)},
                                              {"notifications", std::move(shown.notifications)},
                                              {"skipped", std::move(shown.skipped)}});
}

Result<> Admin::preview_one(const core::Event& event, Time now, Preview& shown) {
    const auto catalog = parts_.catalog.current();
    const auto& type = *catalog->type(event.type, event.type_version);
    const auto known = parts_.store.recipients(std::span(&event.user, 1));
    if (!known) return known.error();
    core::Recipient recipient;
    recipient.user = event.user;
    if (const auto found = known->find(event.user); found != known->end()) recipient = found->second;
    if (type.creates_recipient) recipient = core::recipient_from(event, type, recipient);
    std::vector<ports::Address> keys;
    for (const auto channel : core::kChannels) {
        const auto address = core::address_for(event, type, recipient, channel);
        for (auto& key : core::suppression_keys(channel, address)) keys.push_back(std::move(key));
    }
    const auto suppressed = parts_.store.suppressed(keys);
    if (!suppressed) return suppressed.error();
    const ports::Changes::EventName name{event.source, event.id};
    const auto cancelled = parts_.store.cancelled_events(std::span(&name, 1));
    if (!cancelled) return cancelled.error();
    const auto is_suppressed = [&](core::Channel channel, const std::string& key) {
        return suppressed->contains({channel, key});
    };
    catalog::EventRenderer renderer(*catalog, event, recipient, options_.texts);
    const auto decided =
        core::decide(event, {type, recipient, is_suppressed, !cancelled->empty(), now}, std::ref(renderer));
    for (const auto& decision : decided.decisions) {
        shown.decisions.push_back(decision.to_json());
        if (!decision.send) shown.skipped.push_back(skipped_json(decision, renderer(decision.channel)));
    }
    for (const auto& made : decided.notifications) {
        json::object item = to_json(made.notification);
        const auto& n = made.notification;
        add_message(item, n.channel,
                    n.state == core::State::failed ? invalid(n.detail) : Result<std::string>(made.content));
        shown.notifications.push_back(std::move(item));
    }
    return {};
}

}  // namespace tidings::admin
