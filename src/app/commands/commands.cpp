#include "app/commands/commands.h"

namespace tidings::app {

const std::vector<CommandSpec>& all_commands() {
    static const std::vector<CommandSpec> commands{
        serve_command(),
        demo_command(),
        config_command(),
        migrate_command(),
        init_command(),
        send_command(),
        preview_command(),
        status_command(),
        explain_command(),
        list_command(),
        cancel_command(),
        dead_list_command(),
        dead_show_command(),
        dead_replay_command(),
        user_get_command(),
        user_set_command(),
        key_create_command(),
        key_list_command(),
        key_revoke_command(),
        audit_command(),
        type_list_command(),
        type_show_command(),
        type_put_command(),
        template_list_command(),
        template_show_command(),
        template_put_command(),
        template_versions_command(),
        template_revert_command(),
        piece_list_command(),
        piece_show_command(),
        piece_put_command(),
        piece_versions_command(),
        piece_revert_command(),
        health_command(),
        render_command(),
        when_command(),
        completion_command(),
        version_command(),
    };
    return commands;
}

}  // namespace tidings::app
