#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/first_key.h"
#include "app/setting_kinds.h"
#include "app/table.h"

namespace tidings::app {

namespace {

// The key alone on standard output, so that it can be piped into where it is kept.
void print_key(Invocation& invocation, const json::value& made) {
    invocation.out << cell(made, "key") << '\n' << std::flush;
    invocation.err << "This key is shown only now. Its id is " << printable(cell(made, "id")) << ".\n";
}

Result<int> create_offline(Invocation& invocation, const std::string& name,
                           const std::vector<std::string>& scopes) {
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    const Result<MadeKey> made = make_key_offline(loaded->settings, name, scopes);
    if (!made) return made.error();
    const json::object answer{{"id", made->id},
                              {"name", name},
                              {"scopes", json::array(scopes.begin(), scopes.end())},
                              {"key", made->text}};
    if (!print_as_json(invocation, answer)) print_key(invocation, answer);
    return 0;
}

Result<int> run_key_create(Invocation& invocation) {
    const std::string name = invocation.arguments.value("--name");
    const std::vector<std::string> scopes = parse_list(invocation.arguments.value("--scopes", "send,read"));
    if (invocation.arguments.has("--offline")) return create_offline(invocation, name, scopes);
    const json::object body{{"name", name}, {"scopes", json::array(scopes.begin(), scopes.end())}};
    Result<int> made = ask_and_print(invocation, "POST", path_of({"api-keys"}), body, print_key);
    if (!made && made.error().code == Errc::unavailable) {
        return Error{
            made.error().code,
            made.error().message + "\n  (--offline makes the key in a data folder that no server uses)"};
    }
    return made;
}

Result<int> run_key_list(Invocation& invocation) {
    return ask_and_print(
        invocation, "GET", path_of({"api-keys"}), {}, [](Invocation& to, const json::value& list) {
            Table table({"id", "name", "scopes", "created", "revoked"});
            for (const json::value& key : items_of(list)) {
                table.add({cell(key, "id"), cell(key, "name"), joined(key, "scopes"),
                           to_seconds(cell(key, "created_at")), cell(key, "revoked") == "true" ? "yes" : ""});
            }
            if (table.empty()) {
                to.out << "none: on loopback everything is open until the first is made\n";
            } else {
                table.print(to.out, to.style);
            }
        });
}

Result<int> run_key_revoke(Invocation& invocation) {
    const std::string id = invocation.arguments.value("ID");
    return ask_and_print(
        invocation, "DELETE", path_of({"api-keys", id}), {},
        [&](Invocation& to, const json::value&) { to.out << "revoked " << printable(id) << '\n'; });
}

}  // namespace

CommandSpec key_create_command() {
    return {.name = "key create",
            .section = kClientSection,
            .help = "Make an API key; the first one needs the scope admin",
            .examples =
                "  tidings key create --name root --scopes send,read,admin\n"
                "  tidings key create --name shop --scopes send\n"
                "  tidings key create --name root --scopes admin --offline --data-dir /var/lib/tidings",
            .options = client_options(
                {{.name = "--name",
                  .value = "NAME",
                  .help = "What it is for; also the source of its events",
                  .required = true,
                  .check = check_name},
                 {.name = "--scopes",
                  .value = "SCOPES",
                  .help = "What it may do (comma list; send,read)",
                  .words = {"send", "read", "admin"},
                  .comma_list = true},
                 {.name = "--offline", .help = "Make it in the data folder itself, while no server runs"}}),
            .misuse =
                [](const Arguments& arguments) {
                    return arguments.has("--offline") ? beside(arguments, "--offline", {"--url", "--key"})
                                                      : "";
                },
            .run = run_key_create};
}

CommandSpec key_list_command() {
    return {.name = "key list",
            .section = kClientSection,
            .help = "List API keys, without the keys themselves",
            .options = client_options(),
            .run = run_key_list};
}

CommandSpec key_revoke_command() {
    return {.name = "key revoke",
            .section = kClientSection,
            .help = "Revoke an API key",
            .positionals = {{.name = "ID", .help = "The key's id"}},
            .options = client_options(),
            .run = run_key_revoke};
}

}  // namespace tidings::app
