#include "app/commands/client.h"
#include "app/commands/commands.h"

namespace tidings::app {

CommandSpec version_command() {
    return {.name = "version",
            .section = "Offline",
            .help = "Print the version",
            .options = {json_option()},
            .run = [](Invocation& invocation) -> Result<int> {
                if (!print_as_json(invocation, json::object{{"version", TIDINGS_VERSION}}))
                    invocation.out << "tidings " << TIDINGS_VERSION << '\n';
                return 0;
            }};
}

}  // namespace tidings::app
