#include "app/commands/commands.h"

namespace tidings::app {

CommandSpec version_command() {
    return {.name = "version",
            .section = "Offline",
            .help = "Print the version",
            .run = [](Invocation& invocation) -> Result<int> {
                invocation.out << "tidings " << TIDINGS_VERSION << '\n';
                return 0;
            }};
}

}  // namespace tidings::app
