#pragma once

#include "app/command.h"

// One function for each command, in a file of its name.
namespace tidings::app {

CommandSpec serve_command();
CommandSpec demo_command();
CommandSpec migrate_command();
CommandSpec init_command();
CommandSpec config_command();

CommandSpec send_command();
CommandSpec preview_command();
CommandSpec status_command();
CommandSpec explain_command();
CommandSpec list_command();
CommandSpec cancel_command();
CommandSpec dead_list_command();
CommandSpec dead_show_command();
CommandSpec dead_replay_command();
CommandSpec user_get_command();
CommandSpec user_set_command();
CommandSpec key_create_command();
CommandSpec key_list_command();
CommandSpec key_revoke_command();
CommandSpec template_list_command();
CommandSpec template_show_command();
CommandSpec template_put_command();
CommandSpec template_versions_command();
CommandSpec template_revert_command();
CommandSpec piece_list_command();
CommandSpec piece_show_command();
CommandSpec piece_put_command();
CommandSpec piece_versions_command();
CommandSpec piece_revert_command();
CommandSpec type_list_command();
CommandSpec type_show_command();
CommandSpec type_put_command();
CommandSpec audit_command();
CommandSpec health_command();

CommandSpec render_command();
CommandSpec when_command();
CommandSpec version_command();
CommandSpec completion_command();

}  // namespace tidings::app
