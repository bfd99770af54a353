#include "app/demo/acts.h"

#include <fmt/format.h>

#include "app/commands/client.h"
#include "base/time_zone.h"
#include "core/quiet_hours.h"

namespace tidings::app {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

bool is_delivered(const json::value& notification) {
    return cell(notification, "state") == "delivered";
}

std::function<bool(const json::value&)> has_attempts(int count) {
    return [count](const json::value& n) {
        return cell(n, "attempt_count") == std::to_string(count) && cell(n, "state") != "queued";
    };
}

Result<Time> time_of(const json::value& object, std::string_view member) {
    return parse_rfc3339(cell(object, member));
}

json::object order() {
    return {{"order_id", "A-1042"}, {"total", 49.9}, {"currency", "EUR"}};
}

// The one notification of an event that goes to one channel, once it is decided.
Result<std::string> only_notification(Story& story, const std::string& event_id) {
    const Result<json::array> made =
        story.await_notifications("event_id", event_id, 1, [](const json::value&) { return true; });
    if (!made) return made.error();
    return cell(made->front(), "id");
}

// The wait after a failed attempt: checks that it is `wait` long, and turns the clock past it.
Result<json::value> pass_the_wait(Story& story, const std::string& id, int attempt, minutes wait) {
    Result<json::value> waiting = story.await_notification(id, has_attempts(attempt));
    if (!waiting) return waiting;
    const json::array& attempts = items_of(*waiting, "attempts");
    const Result<Time> due = time_of(*waiting, "due_at");
    if (!due || attempts.empty()) return internal_error("the notification tells no attempts");
    const Result<Time> failed = time_of(attempts.back(), "finished_at");
    if (!failed) return failed.error();
    const Duration off = std::chrono::abs(*due - *failed - wait);
    story.check(
        cell(*waiting, "state") == "scheduled" && off < seconds{2},
        fmt::format("attempt {} failed; the next one is due {} later", attempt, format_duration(wait)));
    const Result<> set = story.set_clock(*due + seconds{1});
    if (!set) return set.error();
    story.say(fmt::format("(the test clock goes forward by {})", format_duration(wait)));
    return waiting;
}

std::string numbers_of(const json::value& notification) {
    std::string numbers;
    for (const json::value& attempt : items_of(notification, "attempts")) {
        numbers += (numbers.empty() ? "" : ",") + cell(attempt, "number");
    }
    return numbers;
}

}  // namespace

Result<> three_events(Story& story) {
    story.begin_act("Three events, nine notifications");
    const Result<> user = story.put_user("ada", {{"email", "ada@example.com"},
                                                 {"phone", "+4915112345678"},
                                                 {"push_tokens", json::array{"demo-token-of-ada"}},
                                                 {"timezone", "Europe/Berlin"}});
    if (!user) return user.error();
    const json::object failed_payment{
        {"order_id", "A-1042"}, {"amount", 49.9}, {"currency", "EUR"}, {"reason", "the card has expired"}};
    for (const auto& [type, data] :
         {std::pair{"user.registered", json::object{{"name", "Ada"}, {"email", "ada@example.com"}}},
          std::pair{"order.completed", order()}, std::pair{"payment.failed", failed_payment}}) {
        const Result<std::string> id = story.send(type, "ada", data);
        if (!id) return id.error();
    }
    const Result<json::array> all = story.await_notifications("user", "ada", 9, is_delivered);
    if (!all) return all.error();
    story.check(all->size() == 9, "three events became nine notifications, and all were delivered");
    const Result<json::value> outbox = story.client().get(path_of({"outbox"}, {{"limit", "50"}}));
    if (!outbox) return outbox.error();
    story.check(items_of(*outbox).size() == 9, "the outbox took nine messages, each once");
    for (const json::value& entry : items_of(*outbox)) {
        const json::value* const text = json::find(entry, "/content/text");
        if (cell(entry, "channel") != "sms" || text == nullptr || !text->is_string()) continue;
        story.say("an SMS: " + printable(text->get_string()));
    }
    return {};
}

Result<> retry(Story& story) {
    story.begin_act("A retry: an address that fails twice");
    if (const Result<> user = story.put_user("grace", {{"email", "grace+retry2@example.com"}}); !user)
        return user;
    const Result<std::string> event = story.send("order.completed", "grace", order(), {"email"});
    if (!event) return event.error();
    const Result<std::string> id = only_notification(story, *event);
    if (!id) return id.error();
    for (const auto& [attempt, wait] : {std::pair{1, minutes{1}}, std::pair{2, minutes{5}}}) {
        const Result<json::value> waited = pass_the_wait(story, *id, attempt, wait);
        if (!waited) return waited.error();
    }
    const Result<json::value> end = story.await_notification(*id, is_delivered);
    if (!end) return end.error();
    story.check(numbers_of(*end) == "1,2,3", "attempt 3 was delivered");
    return {};
}

Result<> quiet_hour(Story& story) {
    story.begin_act("A quiet hour: nobody is woken for an order");
    const core::QuietHours quiet{.from = std::chrono::hours{22}, .to = std::chrono::hours{7}};
    const Result<TimeZone> zone = TimeZone::find("Asia/Tokyo");
    if (!zone) return zone.error();
    if (const Result<> user = story.put_user("yuki", {{"email", "yuki@example.com"},
                                                      {"timezone", "Asia/Tokyo"},
                                                      {"quiet_hours", {{"from", "22:00"}, {"to", "07:00"}}}});
        !user) {
        return user;
    }
    const Result<json::value> clock =
        story.client().ask("POST", path_of({"test", "clock"}), json::object{{"advance", "1s"}});
    if (!clock) return clock.error();
    const Result<Time> now = time_of(*clock, "now");
    if (!now) return now.error();
    // Half an hour into the quiet time of the coming day.
    const Time evening =
        *core::first_quiet(quiet, *zone, core::first_not_quiet(quiet, *zone, *now)) + minutes{30};
    const Time morning = core::first_not_quiet(quiet, *zone, evening);
    if (const Result<> set = story.set_clock(evening); !set) return set;
    story.say(fmt::format("(the test clock goes forward to {}, 22:30 in Tokyo)", format_rfc3339(evening)));

    const Result<std::string> event = story.send("order.completed", "yuki", order(), {"email"});
    if (!event) return event.error();
    const Result<std::string> id = only_notification(story, *event);
    if (!id) return id.error();
    const Result<json::value> held = story.client().get(path_of({"notifications", *id}));
    if (!held) return held.error();
    story.check(cell(*held, "state") == "scheduled" && cell(*held, "reason") == "quiet_hours" &&
                    cell(*held, "due_at") == format_rfc3339(morning),
                fmt::format("it is held until {}, 07:00 in Tokyo", format_rfc3339(morning)));

    const Result<std::string> urgent = story.send(
        "payment.failed", "yuki",
        {{"order_id", "A-1042"}, {"amount", 49.9}, {"currency", "EUR"}, {"reason", "no funds"}}, {"email"});
    if (!urgent) return urgent.error();
    const Result<json::array> sent = story.await_notifications("event_id", *urgent, 1, is_delivered);
    if (!sent) return sent.error();
    story.check(true, "a critical one does not wait for the morning");

    if (const Result<> set = story.set_clock(morning); !set) return set;
    const Result<json::value> end = story.await_notification(*id, is_delivered);
    if (!end) return end.error();
    const json::array& attempts = items_of(*end, "attempts");
    const Result<Time> sent_at =
        attempts.empty() ? internal_error("no attempt") : time_of(attempts[0], "started_at");
    story.check(sent_at && *sent_at >= morning && *sent_at < morning + minutes{1},
                "it was sent in the morning");
    return {};
}

Result<> dead_letter(Story& story) {
    story.begin_act("A dead letter, and its replay");
    if (const Result<> user = story.put_user("alan", {{"email", "alan+retry4@example.com"}}); !user)
        return user;
    const Result<std::string> event = story.send("order.completed", "alan", order(), {"email"});
    if (!event) return event.error();
    const Result<std::string> id = only_notification(story, *event);
    if (!id) return id.error();
    for (const auto& [attempt, wait] :
         {std::pair{1, minutes{1}}, std::pair{2, minutes{5}}, std::pair{3, minutes{15}}}) {
        const Result<json::value> waited = pass_the_wait(story, *id, attempt, wait);
        if (!waited) return waited.error();
    }
    const Result<json::value> given_up =
        story.await_notification(*id, [](const json::value& n) { return cell(n, "state") == "failed"; });
    if (!given_up) return given_up.error();
    story.check(numbers_of(*given_up) == "1,2,3,4", "attempt 4 failed too: it is given up");
    const Result<json::value> letter = story.client().get(path_of({"dead-letters", *id}));
    story.check(letter.has_value(), "it is a dead letter");

    const Result<json::value> replayed = story.client().ask("POST", path_of({"dead-letters", *id, "replay"}));
    if (!replayed) return replayed.error();
    const Result<json::value> end = story.await_notification(*id, is_delivered);
    if (!end) return end.error();
    story.check(numbers_of(*end) == "1,2,3,4,5", "a person replays it; attempt 5 was delivered");
    return {};
}

Result<> ledger(Story& story) {
    story.begin_act("The ledger");
    const Result<json::value> ledger = story.client().get(path_of({"ledger"}));
    if (!ledger) return ledger.error();
    story.check(cell(*ledger, "balanced") == "true" && cell(*ledger, "lag") == "0",
                fmt::format("{} records accepted, {} notifications decided; all are accounted for",
                            cell(*ledger, "accepted"), cell(*ledger, "decided")));
    for (const json::value& fault : items_of(*ledger, "faults")) story.say(printable(json::write(fault)));
    return {};
}

}  // namespace tidings::app
