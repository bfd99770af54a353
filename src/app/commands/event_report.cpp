#include "app/commands/event_report.h"

#include "app/commands/client.h"
#include "app/table.h"

namespace tidings::app {

namespace {

void print_attempts(Invocation& invocation, const json::array& attempts) {
    if (attempts.empty()) return;
    Table table({"attempt", "provider", "outcome", "at", "detail"});
    for (const json::value& attempt : attempts) {
        table.add({cell(attempt, "number"), cell(attempt, "provider"), cell(attempt, "outcome"),
                   cell(attempt, "finished_at"), cell(attempt, "detail")});
    }
    invocation.out << '\n';
    table.print(invocation.out, invocation.style);
}

// GET /v1/reasons is a list of {"reason", "sentence"}, or an object of sentences.
std::string sentence_for(const json::value& sentences, const std::string& reason) {
    if (const std::string sentence = cell(sentences, reason); !sentence.empty()) return sentence;
    for (const json::value& item : items_of(sentences)) {
        if (cell(item, "reason") == reason) return cell(item, "sentence");
    }
    return "";
}

}  // namespace

void print_event(Invocation& invocation, const json::value& event) {
    for (const char* const name : {"id", "type", "source", "user", "users", "received_at"}) {
        print_pair(invocation, name, cell(event, name));
    }
    if (const std::string conflicts = cell(event, "conflicts"); conflicts != "0") {
        print_pair(invocation, "conflicts", conflicts);
    }
    invocation.out << '\n';
    print_notifications(invocation, json::object{{"items", items_of(event, "notifications")}});
}

void print_decisions(Invocation& invocation, const json::value& event, const json::value& sentences) {
    Table table({"user", "channel", "result", "reason", "why"});
    for (const json::value& decision : items_of(event, "decisions")) {
        const std::string reason = cell(decision, "reason");
        std::string why = cell(decision, "detail");
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
    const json::value* const content =
        notification.is_object() ? json::member(notification.get_object(), "content") : nullptr;
    if (content != nullptr && content->is_object()) {
        invocation.out << '\n';
        for (const auto& [name, value] : content->get_object()) {
            print_pair(invocation, name, cell(*content, name));
        }
    }
    print_attempts(invocation, items_of(notification, "attempts"));
}

}  // namespace tidings::app
