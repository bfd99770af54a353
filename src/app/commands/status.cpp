#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/commands/event_report.h"

namespace tidings::app {

namespace {

constexpr Duration kAnswerTime = std::chrono::seconds{10};

// What an id names: events are asked first, as people have their ids.
Result<json::value> find(const Invocation& invocation, ApiClient& client, bool& is_event) {
    const std::string id = invocation.arguments.value("ID");
    ApiClient::Query query = query_of(invocation.arguments, {"--source"});
    if (invocation.arguments.has("--wait")) {
        const std::string wait = invocation.arguments.value("--wait");
        const Result<Duration> limit = parse_duration(wait);
        if (!limit)
            return invalid("--wait: \"" + printable(wait) + "\" is not a duration; write one such as 10s");
        client.set_timeout(*limit + kAnswerTime);
        query.insert(query.end(), {{"wait", wait}, {"until", "final"}});
    }
    Result<json::value> event = client.get(path_of({"events", id}, query));
    is_event = event.has_value();
    if (event || event.error().code != Errc::not_found) return event;
    Result<json::value> notification = client.get(path_of({"notifications", id}));
    if (!notification && notification.error().code == Errc::not_found) {
        return not_found("there is no event and no notification of the id \"" + printable(id) +
                         "\" (an event is found once it has been decided)");
    }
    return notification;
}

Result<int> run_status(Invocation& invocation) {
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    bool is_event = false;
    const Result<json::value> found = find(invocation, *client, is_event);
    if (!found) return found.error();
    if (print_as_json(invocation, *found)) return 0;
    is_event ? print_event(invocation, *found) : print_notification(invocation, *found);
    return 0;
}

Result<int> run_explain(Invocation& invocation) {
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    bool is_event = false;
    Result<json::value> found = find(invocation, *client, is_event);
    if (!found) return found.error();
    if (!is_event) {
        const json::value notification = *std::move(found);
        found = client->get(
            path_of({"events", cell(notification, "event_id")}, {{"source", cell(notification, "source")}}));
        if (!found) return found.error();
    }
    if (print_as_json(invocation, *found)) return 0;
    const Result<json::value> sentences = client->get(path_of({"reasons"}));
    print_event(invocation, *found);
    invocation.out << '\n';
    print_decisions(invocation, *found, sentences ? *sentences : json::value());
    return 0;
}

Result<int> run_list(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> list =
        client->get(path_of({"notifications"}, query_of(invocation.arguments, kFilters)));
    if (!list) return list.error();
    if (!print_as_json(invocation, *list)) print_notifications(invocation, *list);
    return 0;
}

// An id that nobody knows may be mistyped, so that only `--event` cancels what has not come yet.
Result<json::value> cancel_what_is_known(const ApiClient& client, const std::string& id,
                                         const Arguments& arguments) {
    const ApiClient::Query source = query_of(arguments, {"--source"});
    if (!arguments.has("--event")) {
        auto done = client.ask("POST", path_of({"notifications", id, "cancel"}));
        if (done || done.error().code != Errc::not_found) return done;
        const auto event = client.get(path_of({"events", id}, source));
        if (!event && event.error().code == Errc::not_found) {
            return not_found("nothing of this id is known; --event cancels an event that has yet to come");
        }
        if (!event) return event.error();
    }
    return client.ask("POST", path_of({"events", id, "cancel"}, source));
}

Result<int> run_cancel(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const std::string id = invocation.arguments.value("ID");
    const auto done = cancel_what_is_known(*client, id, invocation.arguments);
    if (!done) return done.error();
    if (!print_as_json(invocation, *done)) invocation.out << "cancelled " << printable(id) << '\n';
    return 0;
}

const OptionSpec kSource{
    .name = "--source", .value = "SOURCE", .help = "Where an id is used by several sources"};

}  // namespace

CommandSpec status_command() {
    return {
        .name = "status",
        .section = kClientSection,
        .help = "What became of an event or a notification",
        .examples =
            "  tidings status 0198c2f0-7f3c-7000-8000-000000000001\n"
            "  tidings status order-42 --wait 10s --json",
        .positionals = {{.name = "ID", .help = "An event's or a notification's id"}},
        .options = client_options(
            {kSource,
             {.name = "--wait", .value = "DURATION", .help = "Wait until nothing more will become of it"}}),
        .run = run_status};
}

CommandSpec explain_command() {
    return {.name = "explain",
            .section = kClientSection,
            .help = "Why an event was sent where it was, and where not",
            .examples = "  tidings explain order-42",
            .positionals = {{.name = "ID", .help = "An event's or a notification's id"}},
            .options = client_options({kSource}),
            .run = run_explain};
}

CommandSpec list_command() {
    return {.name = "list",
            .section = kClientSection,
            .help = "List notifications, newest first",
            .examples =
                "  tidings list --user u1 --state scheduled,failed\n"
                "  tidings list --channel sms --since 2026-03-01T00:00:00Z --json",
            .options = filter_options(),
            .run = run_list};
}

CommandSpec cancel_command() {
    return {.name = "cancel",
            .section = kClientSection,
            .help = "Cancel a notification, or all of an event's",
            .examples = "  tidings cancel order-42 --event",
            .positionals = {{.name = "ID", .help = "A notification's or an event's id"}},
            .options = client_options(
                {kSource,
                 {.name = "--event",
                  .help = "It is an event's id; one that has yet to come is cancelled when it does"}}),
            .run = run_cancel};
}

}  // namespace tidings::app
