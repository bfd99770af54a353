#include "app/commands/event_report.h"

#include <algorithm>
#include <array>
#include <sstream>

#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/table.h"

namespace tidings::app {

namespace {

void print_attempts(Invocation& invocation, const json::array& attempts) {
    if (attempts.empty()) return;
    Table table({"attempt", "provider", "outcome", "at", "detail"});
    for (const json::value& attempt : attempts) {
        table.add({cell(attempt, "number"), cell(attempt, "provider"), cell(attempt, "outcome"),
                   to_seconds(cell(attempt, "finished_at")), cell(attempt, "detail")});
    }
    invocation.out << '\n';
    table.print(invocation.out, invocation.style);
}

// Lines stay lines; of HTML only its size is said, since nobody reads it in a terminal.
void print_content(Invocation& invocation, const json::value& content) {
    for (const auto& [key, value] : content.get_object()) {
        const std::string name(key);
        const std::string text = cell(content, name);
        if (name == "html") {
            print_pair(invocation, name, fmt::format("{} bytes; --json shows them", text.size()));
        } else if (text.find('\n') == std::string::npos) {
            print_pair(invocation, name, text);
        } else {
            invocation.out << invocation.style.bold(printable(name)) << '\n';
            std::istringstream lines(text);
            for (std::string line; std::getline(lines, line);) {
                invocation.out << (line.empty() ? "" : "  ") << printable(line) << '\n';
            }
        }
    }
}

// "1 segment", "2 segments".
std::string counted(const json::value& sizes, std::string_view member, std::string_view what) {
    const std::string count = cell(sizes, member);
    return count + " " + std::string(what) + (count == "1" ? "" : "s");
}

std::string size_line(const json::value& sizes) {
    if (!cell(sizes, "encoding").empty()) {
        return counted(sizes, "segments", "segment") + ", " + counted(sizes, "units", "unit") + " of " +
               cell(sizes, "encoding");
    }
    if (!cell(sizes, "fcm_bytes").empty()) {
        return "title " + counted(sizes, "title_characters", "character") + ", body " +
               counted(sizes, "body_characters", "character") + ", payload " + cell(sizes, "fcm_bytes") +
               " bytes (FCM), " + cell(sizes, "apns_bytes") + " (APNs)";
    }
    return "subject " + counted(sizes, "subject_characters", "character") + ", text " +
           counted(sizes, "text_bytes", "byte") + ", html " + counted(sizes, "html_bytes", "byte");
}

// The text of a notification, and what is known of it where it is only looked at.
void print_message(Invocation& invocation, const json::value& message) {
    const auto member = [&](std::string_view name) {
        const json::value* found = message.is_object() ? json::member(message.get_object(), name) : nullptr;
        return found != nullptr && found->is_object() ? found : nullptr;
    };
    if (const auto* content = member("content")) {
        invocation.out << '\n';
        print_content(invocation, *content);
    }
    if (const auto* sizes = member("sizes")) print_pair(invocation, "size", size_line(*sizes));
    const std::string detail = cell(message, "detail");  // why there is no text, which has been printed
    for (const json::value& warning : items_of(message, "warnings")) {
        if (!warning.is_string() || warning.get_string() == detail) continue;
        print_pair(invocation, "warning", std::string(warning.get_string()));
    }
}

// Whether what a decision says in detail is said of its notification, too.
bool is_told_below(const json::value& event, const json::value& decision) {
    return std::ranges::any_of(items_of(event, "notifications"), [&](const json::value& notification) {
        return std::ranges::all_of(std::array{"user", "channel", "detail"}, [&](const char* member) {
            return cell(notification, member) == cell(decision, member);
        });
    });
}

// Channels that no notification was made for: without them an event that reaches nobody says nothing.
void print_skipped(Invocation& invocation, const json::value& event) {
    Table table({"not sent", "user", "reason", "why"});
    bool any = false;
    for (const json::value& decision : items_of(event, "decisions")) {
        if (cell(decision, "result") != "skip") continue;
        any = true;
        table.add({cell(decision, "channel"), cell(decision, "user"), cell(decision, "reason"),
                   cell(decision, "detail")});
    }
    if (!any) return;
    invocation.out << '\n';
    table.print(invocation.out, invocation.style);
}

}  // namespace

std::string sentence_for(const json::value& sentences, const std::string& reason) {
    for (const json::value& item : items_of(sentences)) {
        if (cell(item, "reason") == reason) return cell(item, "sentence");
    }
    return "";
}

void print_event_head(Invocation& invocation, const json::value& event) {
    for (const char* const name : {"id", "type", "source", "user", "users", "received_at"}) {
        print_pair(invocation, name, cell(event, name));
    }
    if (const std::string conflicts = cell(event, "conflicts"); conflicts != "0") {
        print_pair(invocation, "conflicts", conflicts);
    }
}

void print_event(Invocation& invocation, const json::value& event) {
    print_event_head(invocation, event);
    invocation.out << '\n';
    print_notifications(invocation, json::object{{"items", items_of(event, "notifications")}});
    print_skipped(invocation, event);
}

void print_decisions(Invocation& invocation, const json::value& event, const json::value& sentences) {
    Table table({"user", "channel", "result", "reason", "why"});
    for (const json::value& decision : items_of(event, "decisions")) {
        const std::string reason = cell(decision, "reason");
        std::string why = is_told_below(event, decision) ? "" : cell(decision, "detail");
        if (why.empty()) why = sentence_for(sentences, reason);
        table.add({cell(decision, "user"), cell(decision, "channel"), cell(decision, "result"), reason, why});
    }
    table.print(invocation.out, invocation.style);
}

void print_notification(Invocation& invocation, const json::value& notification) {
    for (const char* const name :
         {"id", "event_id", "type", "user", "channel", "address", "priority", "state", "reason", "detail",
          "provider", "attempt_count", "created_at", "due_at", "expires_at"}) {
        print_pair(invocation, name, cell(notification, name));
    }
    print_message(invocation, notification);
    print_attempts(invocation, items_of(notification, "attempts"));
}

void print_skipped_message(Invocation& invocation, const json::value& skipped) {
    print_pair(invocation, "not sent", cell(skipped, "channel"));
    for (const char* const name : {"user", "reason"}) print_pair(invocation, name, cell(skipped, name));
    print_message(invocation, skipped);
}

}  // namespace tidings::app
