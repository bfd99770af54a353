#include "app/completion.h"

#include "app/commands/commands.h"

namespace tidings::app {

CommandSpec completion_command() {
    return {.name = "completion",
            .section = "Offline",
            .help = "Print a script that completes commands and flags in a shell",
            .examples =
                "  source <(tidings completion bash)\n"
                "  source <(tidings completion zsh)\n"
                "  tidings completion fish | source",
            .positionals = {{.name = "SHELL", .help = "bash, zsh or fish", .words = {"bash", "zsh", "fish"}}},
            .run = [](Invocation& invocation) -> Result<int> {
                invocation.out << completion_script(invocation.arguments.value("SHELL")).value();
                return 0;
            }};
}

}  // namespace tidings::app
