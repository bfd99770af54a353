#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/commands/event_body.h"
#include "app/commands/event_report.h"

namespace tidings::app {

namespace {

constexpr Duration kAnswerTime = std::chrono::seconds{10};

Result<int> wait_for(Invocation& invocation, ApiClient& client, const json::value& accepted) {
    const std::string wait = invocation.arguments.value("--wait");
    const Result<Duration> limit = parse_duration(wait);
    if (!limit)
        return invalid("--wait: \"" + printable(wait) + "\" is not a duration; write one such as 10s");
    client.set_timeout(*limit + kAnswerTime);
    const Result<json::value> event =
        client.get(path_of({"events", cell(accepted, "id")},
                           {{"source", cell(accepted, "source")}, {"wait", wait}, {"until", "final"}}));
    if (!event) return event.error();
    if (!print_as_json(invocation, *event)) print_event(invocation, *event);
    return 0;
}

Result<int> run_send(Invocation& invocation) {
    const Result<json::value> body = event_body(invocation.arguments);
    if (!body) return body.error();
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> accepted = client->ask("POST", path_of({"events"}), *body);
    if (!accepted) return accepted.error();
    if (invocation.arguments.has("--wait")) return wait_for(invocation, *client, *accepted);
    if (print_as_json(invocation, *accepted)) return 0;
    const std::string id = cell(*accepted, "id");
    invocation.out << "accepted " << printable(id) << '\n'
                   << invocation.style.dim("next: tidings status " + printable(id)) << '\n';
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
    return 0;
}

}  // namespace

CommandSpec send_command() {
    return {
        .name = "send",
        .section = kClientSection,
        .help = "Send an event",
        .examples =
            "  tidings send user.registered --user u1 name=Ada email=ada@example.com\n"
            "  tidings send order.completed --user u1 order_id=42 total=19.9 currency=EUR --wait 10s\n"
            "  tidings send --body @event.json",
        .positionals = event_positionals(),
        .options = event_options(
            {{.name = "--wait", .value = "DURATION", .help = "Wait for what becomes of it, and print that"}}),
        .run = run_send};
}

CommandSpec preview_command() {
    return {.name = "preview",
            .section = kClientSection,
            .help = "Show how an event would be decided and rendered; nothing is sent",
            .examples =
                "  tidings preview order.completed --user u1 order_id=42 total=19.9 currency=EUR\n"
                "  tidings preview payment.failed --user u1 --data @data.json --at 2026-03-29T00:30:00Z",
            .positionals = event_positionals(),
            .options = event_options(
                {{.name = "--at", .value = "TIME", .help = "As if it were sent then, RFC 3339 (now)"}}),
            .run = run_preview};
}

}  // namespace tidings::app
