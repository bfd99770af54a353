#include "app/commands/commands.h"

namespace tidings::app {

const std::vector<CommandSpec>& all_commands() {
    static const std::vector<CommandSpec> commands{
        serve_command(),      demo_command(),        config_command(),     migrate_command(),
        init_command(),       send_command(),        preview_command(),    status_command(),
        explain_command(),    list_command(),        cancel_command(),     dead_list_command(),
        dead_show_command(),  dead_replay_command(), user_get_command(),   user_set_command(),
        key_create_command(), key_list_command(),    key_revoke_command(), audit_command(),
        health_command(),     render_command(),      when_command(),       completion_command(),
        version_command(),
    };
    return commands;
}

}  // namespace tidings::app
