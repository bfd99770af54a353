#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/provider_setup.h"
#include "app/settings_reference.h"
#include "app/table.h"

namespace tidings::app {

namespace {

json::value as_json(const Settings& settings) {
    json::object all;
    for (const SettingSpec& spec : setting_table()) {
        all[spec.name] =
            json::object{{"value", settings.shown(spec.name)}, {"origin", settings.origin(spec.name)}};
    }
    return all;
}

Result<int> run_config(Invocation& invocation) {
    if (invocation.arguments.has("--reference")) {
        invocation.out << settings_reference();
        return 0;
    }
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    for (const std::string& warning : loaded->warnings)
        invocation.err << "tidings: " << printable(warning) << '\n';
    const Result<> good = check_providers(loaded->settings);
    if (print_as_json(invocation, as_json(loaded->settings))) return good ? Result<int>(0) : good.error();
    Table table({"setting", "value", "from"});
    for (const SettingSpec& spec : setting_table()) {
        table.add({spec.name, loaded->settings.shown(spec.name), loaded->settings.origin(spec.name)});
    }
    table.print(invocation.out, invocation.style);
    return good ? Result<int>(0) : good.error();
}

}  // namespace

CommandSpec config_command() {
    return {.name = "config",
            .section = kServerSection,
            .help = "Print the settings in force and where each came from",
            .examples =
                "  tidings config\n"
                "  TIDINGS_LOG_LEVEL=debug tidings config --json\n"
                "  tidings config --reference > docs/settings.md",
            .options = {json_option(),
                        {.name = "--reference", .help = "Print every setting with its meaning, as Markdown"}},
            .run = run_config};
}

}  // namespace tidings::app
