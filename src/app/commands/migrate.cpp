#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/prepare.h"

namespace tidings::app {

namespace {

Result<int> print(Invocation& invocation, const Result<std::string>& done) {
    if (!done) return done.error();
    if (!print_as_json(invocation, json::object{{"done", *done}})) invocation.out << *done << '\n';
    return 0;
}

Result<int> run_migrate(Invocation& invocation) {
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    return print(invocation, migrate(loaded->settings));
}

Result<int> run_init(Invocation& invocation) {
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    return print(invocation, init(loaded->settings, invocation.arguments.has("--flush")));
}

}  // namespace

CommandSpec migrate_command() {
    return {.name = "migrate",
            .section = kServerSection,
            .help = "Make or bring up to date the database's schema; may be repeated",
            .examples =
                "  tidings migrate --data-dir /var/lib/tidings\n"
                "  tidings migrate --engine cluster --postgres-url postgresql://tidings@HOST/tidings\n"
                "Where there is no such database it is made, if the role in the URL may do so.",
            .options = {json_option()},
            .run = run_migrate};
}

CommandSpec init_command() {
    return {.name = "init",
            .section = kServerSection,
            .help = "Make the log's topics and the built-in catalog; may be repeated",
            .examples =
                "  tidings init --engine cluster --kafka-brokers HOST:PORT,HOST:PORT\n"
                "The embedded engine needs none of it.",
            .options = {{.name = "--flush",
                         .help = "Make every acknowledgement mean the disk, not the page cache"},
                        json_option()},
            .run = run_init};
}

}  // namespace tidings::app
