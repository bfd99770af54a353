#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/commands/event_body.h"
#include "app/commands/event_report.h"

namespace tidings::app {

namespace {

// What was accepted: an event, or the events of a batch.
json::array accepted_events(const json::value& answer) {
    const json::array& batch = items_of(answer, "events");
    return batch.empty() ? json::array{answer} : batch;
}

// What became of each, as soon as nothing more will, or the time is over.
Result<json::array> await_events(const ApiClient& client, const json::value& accepted,
                                 const std::string& wait) {
    json::array found;
    for (const json::value& one : accepted_events(accepted)) {
        Result<json::value> event =
            client.get(path_of({"events", cell(one, "id")},
                               {{"source", cell(one, "source")}, {"wait", wait}, {"until", "final"}}));
        if (!event) return event.error();
        found.push_back(*std::move(event));
    }
    return found;
}

void print_accepted(Invocation& invocation, const json::value& accepted) {
    const json::array events = accepted_events(accepted);
    for (const json::value& event : events) {
        const std::string users = cell(event, "users");
        invocation.out << "accepted " << printable(cell(event, "id"))
                       << (users.empty() ? "" : " for " + printable(users) + " users") << '\n';
    }
    const std::string next = "next: tidings status " + printable(cell(events.front(), "id"));
    invocation.out << invocation.style.dim(next) << '\n';
}

Result<int> run_send(Invocation& invocation) {
    const Result<json::value> body = event_body(invocation.arguments);
    if (!body) return body.error();
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const auto wait = read_wait(invocation.arguments, *client);
    const Result<json::value> accepted = client->ask("POST", path_of({"events"}), *body);
    if (!accepted) return accepted.error();
    if (!wait) {
        if (!print_as_json(invocation, *accepted)) print_accepted(invocation, *accepted);
        return 0;
    }
    const Result<json::array> events = await_events(*client, *accepted, *wait);
    if (!events) {
        // Who takes this for a refusal sends it again, as another event.
        if (!print_as_json(invocation, *accepted)) print_accepted(invocation, *accepted);
        return Error{events.error().code,
                     "it was accepted, but what became of it cannot be asked: " + events.error().message};
    }
    const bool is_batch = !items_of(*accepted, "events").empty();
    if (print_as_json(invocation,
                      is_batch ? json::value(json::object{{"events", *events}}) : events->front()))
        return 0;
    for (const json::value& event : *events) {
        if (&event != &events->front()) invocation.out << '\n';
        print_event(invocation, event);
    }
    return 0;
}

Result<int> run_preview(Invocation& invocation) {
    Result<json::value> body = event_body(invocation.arguments);
    if (!body) return body.error();
    if (invocation.arguments.has("--at") && body->is_object()) {
        body->get_object()["at"] = invocation.arguments.value("--at");
    }
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> preview = client->ask("POST", path_of({"preview"}), *body);
    if (!preview) return preview.error();
    if (print_as_json(invocation, *preview)) return 0;
    const Result<json::value> sentences = client->get(path_of({"reasons"}));
    print_decisions(invocation, *preview, sentences ? *sentences : json::value());
    for (const json::value& notification : items_of(*preview, "notifications")) {
        invocation.out << '\n';
        print_notification(invocation, notification);
    }
    for (const json::value& skipped : items_of(*preview, "skipped")) {
        invocation.out << '\n';
        print_skipped_message(invocation, skipped);
    }
    return 0;
}

}  // namespace

CommandSpec send_command() {
    return {.name = "send",
            .section = kClientSection,
            .help = "Send an event",
            .examples =
                "  tidings send user.registered --user u1 name=Ada email=ada@example.com\n"
                "  tidings send order.completed --user u1 order_id=42 total=19.9 currency=EUR --wait 10s\n"
                "  tidings send --body @event.json",
            .positionals = event_positionals(),
            .options = event_options({{.name = "--wait",
                                       .value = "DURATION",
                                       .help = "Wait for what becomes of it, and print that",
                                       .check = check_duration}}),
            .misuse = event_misuse,
            .run = run_send};
}

CommandSpec preview_command() {
    return {
        .name = "preview",
        .section = kClientSection,
        .help = "Show how an event would be decided and rendered, with sizes and warnings; nothing is sent",
        .examples =
            "  tidings preview order.completed --user u1 order_id=42 total=19.9 currency=EUR\n"
            "  tidings preview payment.failed --user u1 --data @data.json --at 2026-03-29T00:30:00Z",
        .positionals = event_positionals(),
        .options = event_options({{.name = "--at",
                                   .value = "TIME",
                                   .help = "As if it were sent then, RFC 3339 (now)",
                                   .check = check_time}}),
        .misuse = event_misuse,
        .run = run_preview};
}

}  // namespace tidings::app
