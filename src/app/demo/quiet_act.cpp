#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/demo/acts.h"
#include "app/demo/parts.h"
#include "base/time_zone.h"
#include "core/quiet_hours.h"

namespace tidings::app {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A quiet time that somebody is in.
struct Quiet {
    Time ends;
    std::string told;  // "07:00 in Tokyo"
};

Result<> put_sleeper(Story& story, const core::QuietHours& span, const std::string& zone) {
    return story.put_user("yuki", {{"email", "yuki@example.com"},
                                   {"timezone", zone},
                                   {"quiet_hours",
                                    {{"from", core::QuietHours::format_clock(span.from)},
                                     {"to", core::QuietHours::format_clock(span.to)}}}});
}

// The night is made by the test clock: half an hour into the quiet time of the coming day.
Result<Quiet> turn_to_night(Story& story) {
    const core::QuietHours span{.from = hours{22}, .to = hours{7}};
    const Result<TimeZone> zone = TimeZone::find("Asia/Tokyo");
    if (!zone) return zone.error();
    if (const Result<> user = put_sleeper(story, span, zone->name()); !user) return user.error();
    const Result<json::value> clock =
        story.client().ask("POST", path_of({"test", "clock"}), json::object{{"advance", "1s"}});
    if (!clock) return clock.error();
    const Result<Time> now = time_of(*clock, "now");
    if (!now) return now.error();
    const Time evening =
        *core::first_quiet(span, *zone, core::first_not_quiet(span, *zone, *now)) + minutes{30};
    if (const Result<> set = story.set_clock(evening); !set) return set.error();
    story.say(fmt::format("(the test clock goes forward to {}, 22:30 in Tokyo)", format_rfc3339(evening)));
    return Quiet{core::first_not_quiet(span, *zone, evening), "07:00 in Tokyo"};
}

// Where the clock cannot be turned, the quiet time is put around it.
Result<Quiet> put_night_around_now(Story& story) {
    const Time now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const auto minute = std::chrono::floor<minutes>(now - std::chrono::floor<std::chrono::days>(now));
    const core::QuietHours span{.from = (minute + hours{23}) % hours{24},
                                .to = (minute + hours{2}) % hours{24}};
    if (const Result<> user = put_sleeper(story, span, "UTC"); !user) return user.error();
    return Quiet{core::first_not_quiet(span, TimeZone::utc(), now),
                 core::QuietHours::format_clock(span.to) + " UTC"};
}

// Its end comes by the clock, or because the sleeper says so.
Result<> end_night(Story& story, const Quiet& quiet) {
    if (!story.stage().is_live) return story.set_clock(quiet.ends);
    const Result<json::value> done = story.client().ask("PATCH", path_of({"users", story.user("yuki")}),
                                                        json::object{{"quiet_hours", nullptr}});
    if (!done) return done.error();
    return {};
}

// In the morning on the test clock; on a live stage, as soon as nothing holds it.
void check_when_sent(Story& story, const json::value& notification, const Quiet& quiet) {
    if (story.stage().is_live) {
        story.check(true, "the quiet hours are switched off; it was sent at once");
        return;
    }
    const json::array& attempts = items_of(notification, "attempts");
    const Result<Time> sent_at =
        attempts.empty() ? internal_error("no attempt") : time_of(attempts[0], "started_at");
    story.check(sent_at && *sent_at >= quiet.ends && *sent_at < quiet.ends + minutes{1},
                "it was sent in the morning");
}

Result<> check_urgent(Story& story) {
    const Result<std::string> urgent = story.send("payment.failed", "yuki", failed_payment(), {"email"});
    if (!urgent) return urgent.error();
    const Result<json::array> sent = story.await_notifications("event_id", *urgent, 1, is_delivered);
    if (!sent) return sent.error();
    story.check(true, "a critical one does not wait");
    return {};
}

}  // namespace

Result<> quiet_hour(Story& story) {
    story.begin_act("A quiet hour: nobody is woken for an order");
    const Result<Quiet> quiet = story.stage().is_live ? put_night_around_now(story) : turn_to_night(story);
    if (!quiet) return quiet.error();
    const Result<std::string> event = story.send("order.completed", "yuki", order(), {"email"});
    if (!event) return event.error();
    const Result<std::string> id = only_notification(story, *event);
    if (!id) return id.error();
    const Result<json::value> held = story.client().get(path_of({"notifications", *id}));
    if (!held) return held.error();
    story.check(cell(*held, "state") == "scheduled" && cell(*held, "reason") == "quiet_hours" &&
                    cell(*held, "due_at") == format_rfc3339(quiet->ends),
                fmt::format("it is held until {}, {}", format_rfc3339(quiet->ends), quiet->told));
    if (const Result<> urgent = check_urgent(story); !urgent) return urgent;

    if (const Result<> ended = end_night(story, *quiet); !ended) return ended;
    const Result<json::value> end = story.await_notification(*id, is_delivered);
    if (!end) return end.error();
    check_when_sent(story, *end, *quiet);
    return {};
}

}  // namespace tidings::app
