#include <algorithm>
#include <iterator>

#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/commands/event_report.h"
#include "app/commands/explanation.h"

namespace tidings::app {

namespace {

// Of an event for many recipients as many are told; the rest are found by `tidings list`.
constexpr std::size_t kToldMax = 60;

// What an id names: events are asked first, as people have their ids.
Result<json::value> find(const Invocation& invocation, ApiClient& client, bool& is_event) {
    const std::string id = invocation.arguments.value("ID");
    ApiClient::Query query = query_of(invocation.arguments, {"--source"});
    const auto wait = read_wait(invocation.arguments, client);
    if (wait) query.insert(query.end(), {{"wait", *wait}, {"until", "final"}});
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

// The event whose story is to be told: of a notification's id, its event as if it had made only that one.
Result<json::value> find_story(const Invocation& invocation, ApiClient& client) {
    bool is_event = false;
    Result<json::value> found = find(invocation, client, is_event);
    if (!found || is_event) return found;
    const json::value notification = *std::move(found);
    const ApiClient::Query source{{"source", cell(notification, "source")}};
    found = client.get(path_of({"events", cell(notification, "event_id")}, source));
    if (!found || !found->is_object()) return found;
    const auto is_other = [&](const json::value& decision) {
        return cell(decision, "user") != cell(notification, "user") ||
               cell(decision, "channel") != cell(notification, "channel");
    };
    json::array decisions;
    std::ranges::remove_copy_if(items_of(*found, "decisions"), std::back_inserter(decisions), is_other);
    found->get_object()["decisions"] = std::move(decisions);
    found->get_object()["notifications"] = json::array{notification};
    return found;
}

// Every notification with its attempts, as only the answer about one has them.
Result<> add_attempts(const ApiClient& client, json::value& event) {
    json::array whole;
    for (const json::value& notification : items_of(event, "notifications")) {
        if (whole.size() == kToldMax) break;
        Result<json::value> one = client.get(path_of({"notifications", cell(notification, "id")}));
        if (!one) return one.error();
        whole.push_back(*std::move(one));
    }
    if (event.is_object()) event.get_object()["notifications"] = std::move(whole);
    return {};
}

Result<int> run_explain(Invocation& invocation) {
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    Result<json::value> event = find_story(invocation, *client);
    if (!event) return event.error();
    if (const Result<> added = add_attempts(*client, *event); !added) return added.error();
    if (print_as_json(invocation, *event)) return 0;
    const Result<json::value> sentences = client->get(path_of({"reasons"}));
    print_explanation(invocation, *event, sentences ? *sentences : json::value());
    return 0;
}

Result<int> run_list(Invocation& invocation) {
    return ask_and_print(invocation, "GET",
                         path_of({"notifications"}, query_of(invocation.arguments, kFilters)), {},
                         print_notifications);
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

const OptionSpec kSource{.name = "--source",
                         .value = "SOURCE",
                         .help = "Where an id is used by several sources",
                         .check = check_name};

}  // namespace

CommandSpec status_command() {
    return {.name = "status",
            .section = kClientSection,
            .help = "What became of an event or a notification",
            .examples =
                "  tidings status 0198c2f0-7f3c-7000-8000-000000000001\n"
                "  tidings status order-42 --wait 10s --json",
            .positionals = {{.name = "ID", .help = "An event's or a notification's id"}},
            .options = client_options({kSource,
                                       {.name = "--wait",
                                        .value = "DURATION",
                                        .help = "Wait until nothing more will become of it",
                                        .check = check_duration}}),
            .run = run_status};
}

CommandSpec explain_command() {
    return {
        .name = "explain",
        .section = kClientSection,
        .help = "Tell the whole story: what was decided and why, each attempt, what comes next, what to do",
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
