#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/setting_kinds.h"
#include "app/table.h"

namespace tidings::app {

namespace {

Result<int> run_create(Invocation& invocation) {
    const std::string name = invocation.arguments.value("--name");
    if (name.empty()) return invalid("--name is required: what the key is for");
    const std::vector<std::string> scopes = parse_list(invocation.arguments.value("--scopes", "send,read"));
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> made =
        client->ask("POST", path_of({"api-keys"}),
                    json::object{{"name", name}, {"scopes", json::array(scopes.begin(), scopes.end())}});
    if (!made) return made.error();
    if (print_as_json(invocation, *made)) return 0;
    // The key alone on standard output, so that it can be piped into where it is kept.
    invocation.out << cell(*made, "key") << '\n';
    invocation.err << "This key is shown only now. Its id is " << printable(cell(*made, "id")) << ".\n";
    return 0;
}

Result<int> run_list(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> list = client->get(path_of({"api-keys"}));
    if (!list) return list.error();
    if (print_as_json(invocation, *list)) return 0;
    Table table({"id", "name", "scopes", "created", "revoked"});
    for (const json::value& key : items_of(*list)) {
        table.add({cell(key, "id"), cell(key, "name"), cell(key, "scopes"), cell(key, "created_at"),
                   cell(key, "revoked")});
    }
    table.print(invocation.out, invocation.style);
    return 0;
}

Result<int> run_revoke(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const std::string id = invocation.arguments.value("ID");
    const Result<json::value> done = client->ask("DELETE", path_of({"api-keys", id}));
    if (!done) return done.error();
    if (!print_as_json(invocation, *done)) invocation.out << "revoked " << printable(id) << '\n';
    return 0;
}

}  // namespace

CommandSpec key_create_command() {
    return {.name = "key create",
            .section = kClientSection,
            .help = "Make an API key; the first one needs the scope admin",
            .examples =
                "  tidings key create --name root --scopes send,read,admin\n"
                "  tidings key create --name shop --scopes send",
            .options = client_options(
                {{.name = "--name", .value = "NAME", .help = "What it is for; also the source of its events"},
                 {.name = "--scopes",
                  .value = "SCOPES",
                  .help = "What it may do (comma list; send,read)",
                  .words = {"send", "read", "admin"}}}),
            .run = run_create};
}

CommandSpec key_list_command() {
    return {.name = "key list",
            .section = kClientSection,
            .help = "List API keys, without the keys themselves",
            .options = client_options(),
            .run = run_list};
}

CommandSpec key_revoke_command() {
    return {.name = "key revoke",
            .section = kClientSection,
            .help = "Revoke an API key",
            .positionals = {{.name = "ID", .help = "The key's id"}},
            .options = client_options(),
            .run = run_revoke};
}

}  // namespace tidings::app
