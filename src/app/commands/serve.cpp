#include <sys/prctl.h>
#include <sys/resource.h>

#include "app/commands/commands.h"
#include "app/wiring.h"
#include "base/log.h"

namespace tidings::app {

namespace {

// What is in memory stays there: no image of it is left by a crash, not by one that is piped to a collector
// either, and no debugger of the same user attaches.
void keep_memory_to_ourselves() {
    const rlimit none{0, 0};
    const bool kept = ::setrlimit(RLIMIT_CORE, &none) == 0 && ::prctl(PR_SET_DUMPABLE, 0) == 0;
    if (!kept) log::warning("a crash may leave an image of the memory, although core_dumps is off");
}

Result<int> run_serve(Invocation& invocation) {
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    const Settings& settings = loaded->settings;
    log::configure(log::parse_level(settings.text("log.level")).value(),
                   log::parse_format(settings.text("log.format")).value());
    if (!settings.flag("core_dumps")) keep_memory_to_ourselves();
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
            .run = run_serve};
}

}  // namespace tidings::app
