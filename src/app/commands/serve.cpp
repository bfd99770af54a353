#include "app/commands/commands.h"
#include "app/wiring.h"
#include "base/log.h"

namespace tidings::app {

namespace {

Result<int> run(Invocation& invocation) {
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    const Settings& settings = loaded->settings;
    log::configure(log::parse_level(settings.text("log.level")).value(),
                   log::parse_format(settings.text("log.format")).value());
    for (const std::string& warning : loaded->warnings) log::warning("settings", {{"warning", warning}});
    return serve(settings);
}

}  // namespace

CommandSpec serve_command() {
    return {.name = "serve",
            .section = kServerSection,
            .help = "Run the services until SIGTERM; all roles by default",
            .examples =
                "  tidings serve\n"
                "  tidings serve --roles gateway,worker --http-listen 0.0.0.0:8080\n"
                "  tidings serve --test-clock --data-dir /tmp/try\n"
                "  tidings serve --engine cluster --roles worker --kafka-brokers HOST:PORT --redis-url URL\n"
                "Every setting is a flag here: tidings config --reference",
            .run = run};
}

}  // namespace tidings::app
