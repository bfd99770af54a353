#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/commands/event_report.h"
#include "app/table.h"

namespace tidings::app {

namespace {

constexpr std::initializer_list<const char*> kSelecting{"--user",     "--channel", "--type",
                                                        "--event-id", "--since",   "--until"};

void print_letters(Invocation& invocation, const json::value& list) {
    if (items_of(list).empty()) {
        invocation.out << "none\n";
        return;
    }
    Table table({"id", "kind", "reason", "channel", "user", "type", "at"});
    for (const json::value& letter : items_of(list)) {
        table.add({cell(letter, "id"), cell(letter, "kind"), cell(letter, "reason"), cell(letter, "channel"),
                   cell(letter, "user"), cell(letter, "type"), to_seconds(cell(letter, "at"))});
    }
    table.print(invocation.out, invocation.style);
    print_cursor(invocation, list);
}

Result<int> run_dead_list(Invocation& invocation) {
    return ask_and_print(invocation, "GET",
                         path_of({"dead-letters"}, query_of(invocation.arguments, kFilters)), {},
                         print_letters);
}

Result<int> run_dead_show(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const std::string id = invocation.arguments.value("ID");
    Result<json::value> letter = client->get(path_of({"dead-letters", id}));
    if (!letter) return letter.error();
    if (print_as_json(invocation, *letter)) return 0;
    if (cell(*letter, "kind") == "notification") {
        letter = client->get(path_of({"notifications", id}));  // with its text and attempts
        if (!letter) return letter.error();
        print_notification(invocation, *letter);
        return 0;
    }
    for (const char* const name : {"id", "kind", "reason", "detail", "at", "topic", "partition", "offset",
                                   "key", "headers", "value"}) {
        print_pair(invocation, name, cell(*letter, name));
    }
    return 0;
}

// All are replayed only where somebody says so.
std::string replay_misuse(const Arguments& arguments) {
    const bool by_filter = !query_of(arguments, kSelecting).empty() || arguments.has("--all");
    if (arguments.has("ID"))
        return by_filter ? "an ID does not go with a filter or --all; say one of them" : "";
    return by_filter ? "" : "say which: an ID, a filter such as --user, or --all";
}

Result<int> run_dead_replay(Invocation& invocation) {
    const ApiClient::Query filter = query_of(invocation.arguments, kSelecting);
    const std::vector<std::string> ids = invocation.arguments.all("ID");
    std::string path = path_of({"dead-letters", "replay"}, filter);
    std::optional<json::value> body;
    if (ids.size() == 1) {
        path = path_of({"dead-letters", ids.front(), "replay"});
    } else if (!ids.empty()) {
        body = json::object{{"ids", json::array(ids.begin(), ids.end())}};
    }
    Result<int> code =
        ask_and_print(invocation, "POST", path, body, [](Invocation& to, const json::value& done) {
            to.out << "replayed " << cell(done, "replayed") << '\n';
        });
    if (!code && code.error().code == Errc::not_found && ids.size() == 1) {
        return not_found(code.error().message + " (of an event's: --event-id)");
    }
    return code;
}

}  // namespace

CommandSpec dead_list_command() {
    std::vector<OptionSpec> options = filter_options();
    // They all have failed.
    std::erase_if(options, [](const OptionSpec& option) { return option.name == "--state"; });
    return {.name = "dead list",
            .section = kClientSection,
            .help = "List dead letters: what was given up, and records that nobody could read",
            .options = std::move(options),
            .run = run_dead_list};
}

CommandSpec dead_show_command() {
    return {.name = "dead show",
            .section = kClientSection,
            .help = "Show one with all that is known about it",
            .positionals = {{.name = "ID", .help = "The dead letter's id"}},
            .options = client_options(),
            .run = run_dead_show};
}

CommandSpec dead_replay_command() {
    std::vector<OptionSpec> options = filter_options();
    std::erase_if(options, [](const OptionSpec& option) {
        return option.name == "--state" || option.name == "--limit" || option.name == "--cursor";
    });
    options.insert(options.begin(), {.name = "--all", .help = "All of them"});
    return {.name = "dead replay",
            .section = kClientSection,
            .help = "Decide and send dead letters anew, by the addresses and templates of now",
            .examples =
                "  tidings dead replay 0198c2f0-7f3c-7000-8000-000000000001\n"
                "  tidings dead replay --channel sms --since 2026-03-01T00:00:00Z",
            .positionals = {{.name = "ID", .help = "Dead letters' ids", .required = false, .repeated = true}},
            .options = std::move(options),
            .misuse = replay_misuse,
            .run = run_dead_replay};
}

}  // namespace tidings::app
