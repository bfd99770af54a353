#include "app/commands/explanation.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/commands/event_report.h"

namespace tidings::app {

namespace {

// What a person can do about a reason; {0} is the notification, {1} the user. What is missing here is a wish
// of the recipient, passes by itself, or needs nobody.
struct Advice {
    std::string_view reason;
    std::string_view text;
};
constexpr std::array kAdvice{
    Advice{"no_address", "tidings user set {1} gives the address; then send the event under a new id"},
    Advice{"suppressed", "if the address is good again, lift it (DELETE /v1/suppressions/…) and send anew"},
    Advice{"expired", "if it still matters, send the event under a new id"},
    Advice{"template_error", "mend the template or the data; then tidings dead replay {0}"},
    Advice{"no_template", "write the template; then tidings dead replay {0}"},
    Advice{"rejected", "tidings user set {1} mends the address; then tidings dead replay {0}"},
    Advice{"bad_address", "tidings user set {1} mends the address; then tidings dead replay {0}"},
    Advice{"bounced", "tidings user set {1} mends the address; then tidings dead replay {0}"},
    Advice{"attempts_exhausted", "once the provider works again: tidings dead replay {0}"},
    Advice{"unknown_outcome", "ask the provider whether it arrived; if not: tidings dead replay {0}"},
    Advice{"poison", "look for crashes in the log; then tidings dead replay {0}"},
};

std::string advice_for(const std::string& reason, const json::value& notification, const std::string& user) {
    const auto* const found = std::ranges::find(kAdvice, std::string_view(reason), &Advice::reason);
    if (found == kAdvice.end()) return "";
    return fmt::format(fmt::runtime(found->text), cell(notification, "id"), user);
}

void line(Invocation& invocation, const std::string& name, const std::string& text) {
    if (!text.empty()) invocation.out << "  " << fmt::format("{:<11}", name) << printable(text) << '\n';
}

// A reason with its own words, or else the sentence that explains all of its kind.
std::string because(const std::string& reason, const std::string& detail, const json::value& sentences) {
    const std::string why = detail.empty() ? sentence_for(sentences, reason) : detail;
    return why.empty() ? reason : reason + ": " + why;
}

void print_attempts(Invocation& invocation, const json::value& notification) {
    for (const json::value& attempt : items_of(notification, "attempts")) {
        std::string text = fmt::format("{}  {} by {}", to_seconds(cell(attempt, "finished_at")),
                                       cell(attempt, "outcome"), cell(attempt, "provider"));
        if (const std::string detail = cell(attempt, "detail"); !detail.empty()) text += ": " + detail;
        line(invocation, "attempt " + cell(attempt, "number"), text);
    }
}

std::string next_of(const json::value& notification) {
    const std::string state = cell(notification, "state");
    if (state == "queued") return "a worker takes it as soon as its turn comes";
    if (state == "sent") return "a receipt of the provider may follow";
    if (state != "scheduled") return "";
    const std::string due = to_seconds(cell(notification, "due_at"));
    if (cell(notification, "reason") != "retry") return "it is due at " + due;
    const json::value* const used = json::find(notification, "/attempt_count");
    const std::int64_t count = used != nullptr && used->is_int64() ? used->get_int64() : 0;
    return fmt::format("attempt {} is due at {}", count + 1, due);
}

void print_notification_story(Invocation& invocation, const json::value& notification,
                              const json::value& sentences) {
    line(invocation, "to", cell(notification, "address"));
    print_attempts(invocation, notification);
    if (const std::string reason = cell(notification, "reason"); reason != "ok") {
        line(invocation, "now", because(reason, cell(notification, "detail"), sentences));
    }
    line(invocation, "next", next_of(notification));
}

const json::value* notification_of(const json::value& event, const std::string& user,
                                   const std::string& channel) {
    const json::array& all = items_of(event, "notifications");
    const auto found = std::ranges::find_if(
        all, [&](const json::value& n) { return cell(n, "user") == user && cell(n, "channel") == channel; });
    return found == all.end() ? nullptr : &*found;
}

void print_decision(Invocation& invocation, const json::value& event, const json::value& decision,
                    const json::value& sentences) {
    const std::string user = cell(decision, "user");
    const std::string channel = cell(decision, "channel");
    const json::value* const notification = notification_of(event, user, channel);
    const std::string state = notification != nullptr ? cell(*notification, "state") : "not sent";
    invocation.out << '\n'
                   << invocation.style.bold(printable(channel) + " for " + printable(user)) << ": "
                   << invocation.style.state(printable(state)) << '\n';
    std::string reason = cell(decision, "reason");
    line(invocation, "decided",
         cell(decision, "result") + ", " + because(reason, cell(decision, "detail"), sentences));
    if (notification != nullptr) {
        print_notification_story(invocation, *notification, sentences);
        reason = cell(*notification, "reason");
    }
    if (notification == nullptr || state == "failed" || state == "expired" || state == "suppressed") {
        line(invocation, "to do", advice_for(reason, notification ? *notification : json::value(), user));
    }
}

}  // namespace

void print_explanation(Invocation& invocation, const json::value& event, const json::value& sentences) {
    print_event_head(invocation, event);
    for (const json::value& decision : items_of(event, "decisions")) {
        print_decision(invocation, event, decision, sentences);
    }
}

}  // namespace tidings::app
