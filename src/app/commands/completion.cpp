#include "app/cli.h"
#include "app/commands/commands.h"

namespace tidings::app {

CommandSpec completion_command() {
    return {.name = "completion",
            .section = "Offline",
            .help = "Print a script that completes commands and flags in a shell",
            .examples = "  source <(tidings completion bash)",
            .positionals = {{.name = "SHELL", .help = "bash", .words = {"bash"}}},
            .run = [](Invocation& invocation) -> Result<int> {
                if (invocation.arguments.value("SHELL") != "bash")
                    return invalid("there is completion for bash only");
                invocation.out << bash_completion(all_commands());
                return 0;
            }};
}

}  // namespace tidings::app
