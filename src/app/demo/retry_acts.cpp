#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/demo/acts.h"
#include "app/demo/parts.h"

namespace tidings::app {

namespace {

using std::chrono::seconds;

std::function<bool(const json::value&)> has_attempts(int count) {
    return [count](const json::value& n) {
        return cell(n, "attempt_count") == std::to_string(count) && cell(n, "state") != "queued";
    };
}

// The wait after a failed attempt: checks that it is `wait` long, and turns the clock past it.
Result<> turn_past_wait(Story& story, const std::string& id, int attempt, Duration wait) {
    Result<json::value> waiting = story.await_notification(id, has_attempts(attempt));
    if (!waiting) return waiting.error();
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
    return {};
}

// How long the attempt behind `attempts[i]` was waited for.
Result<Duration> waited_after(const json::array& attempts, std::size_t i) {
    if (i + 1 >= attempts.size()) return not_found("the attempt that should have followed");
    const Result<Time> failed = time_of(attempts[i], "finished_at");
    if (!failed) return failed.error();
    const Result<Time> next = time_of(attempts[i + 1], "started_at");
    if (!next) return next.error();
    return *next - *failed;
}

// Waits until `is_so`, and through the first `count` of the stage's waits on the way. A clock that cannot be
// turned is waited for, and the attempts say afterwards how long that was.
Result<json::value> see_through(Story& story, const std::string& id, std::size_t count,
                                const std::function<bool(const json::value&)>& is_so) {
    const Stage& stage = story.stage();
    for (std::size_t i = 0; i < count && !stage.is_live; ++i) {
        const Result<> turned = turn_past_wait(story, id, static_cast<int>(i + 1), stage.waits[i]);
        if (!turned) return turned.error();
    }
    Result<json::value> end = story.await_notification(id, is_so);
    if (!end) return end;
    for (std::size_t i = 0; i < count && stage.is_live; ++i) {
        const Result<Duration> waited = waited_after(items_of(*end, "attempts"), i);
        story.check(waited && *waited >= stage.waits[i] * 9 / 10,
                    fmt::format("attempt {} failed; the next one came {} later", i + 1,
                                format_duration(stage.waits[i])));
    }
    return end;
}

std::string numbers_of(const json::value& notification) {
    std::string numbers;
    for (const json::value& attempt : items_of(notification, "attempts")) {
        numbers += (numbers.empty() ? "" : ",") + cell(attempt, "number");
    }
    return numbers;
}

// One e-mail to somebody whose address says how often it fails; its notification's id.
Result<std::string> send_to_failing(Story& story, std::string_view name, const std::string& address) {
    if (const Result<> user = story.put_user(name, {{"email", address}}); !user) return user.error();
    const Result<std::string> event = story.send(story.stage().retried_type, name, order(), {"email"});
    if (!event) return event.error();
    return only_notification(story, *event);
}

}  // namespace

Result<> retry(Story& story) {
    story.begin_act("A retry: an address that fails twice");
    const Result<std::string> id = send_to_failing(story, "grace", "grace+retry2@example.com");
    if (!id) return id.error();
    const Result<json::value> end = see_through(story, *id, 2, is_delivered);
    if (!end) return end.error();
    story.check(numbers_of(*end) == "1,2,3", "attempt 3 was delivered");
    return {};
}

Result<> dead_letter(Story& story) {
    story.begin_act("A dead letter, and its replay");
    const Result<std::string> id = send_to_failing(story, "alan", "alan+retry4@example.com");
    if (!id) return id.error();
    const Result<json::value> given_up =
        see_through(story, *id, 3, [](const json::value& n) { return cell(n, "state") == "failed"; });
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

}  // namespace tidings::app
