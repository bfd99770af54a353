#include <set>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli.h"

namespace tidings::app {

namespace {

// `$command` becomes the words of the command so far: one, or two where the first is a group.
constexpr std::string_view kBeginning = R"(# Completion for bash: source <(tidings completion bash)
_tidings() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' words='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == -* ]] && continue
        case $command in
)";
constexpr std::string_view kEnd = R"(    esac
    [[ $cur == -* || -z $words ]] && words+=" $flags"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _tidings tidings
)";

bool takes_file(const std::string& value) {
    return value == "FILE" || value == "DIR";
}

std::string group_of(const CommandSpec& command) {
    const std::size_t space = command.name.find(' ');
    return space == std::string::npos ? "" : command.name.substr(0, space);
}

std::set<std::string> groups_of(std::span<const CommandSpec> commands) {
    std::set<std::string> groups;
    for (const CommandSpec& command : commands) {
        if (const std::string group = group_of(command); !group.empty()) groups.insert(group);
    }
    return groups;
}

// Values of flags, whatever the command.
std::string value_cases(std::span<const CommandSpec> commands) {
    std::map<std::string, std::set<std::string>> words;
    std::set<std::string> files{"--config"};
    const auto take = [&](const std::string& flag, const std::vector<std::string>& values) {
        if (!values.empty()) words[flag].insert(values.begin(), values.end());
    };
    for (const SettingSpec& spec : setting_table()) {
        take(flag_of(spec.name), spec.words);
        if (spec.kind == SettingKind::path) files.insert(flag_of(spec.name));
    }
    for (const CommandSpec& command : commands) {
        for (const OptionSpec& option : command.options) {
            take(option.name, option.words);
            if (takes_file(option.value)) files.insert(option.name);
        }
    }
    std::string cases;
    for (const auto& [flag, values] : words) {
        cases += fmt::format("        {}) mapfile -t COMPREPLY < <(compgen -W '{}' -- \"$cur\"); return ;;\n",
                             flag, fmt::join(values, " "));
    }
    return cases + fmt::format("        {}) mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); return ;;\n",
                               fmt::join(files, " | "));
}

std::string flags_of(const CommandSpec& command) {
    std::vector<std::string> flags{"--help"};
    for (const OptionSpec& option : command.options) flags.push_back(option.name);
    if (command.section == "The server") {
        flags.emplace_back("--config");
        for (const std::string& name : setting_names()) flags.push_back(flag_of(name));
    }
    return fmt::format("{}", fmt::join(flags, " "));
}

std::string first_words(std::span<const CommandSpec> commands) {
    std::vector<std::string> words;
    for (const CommandSpec& command : commands) {
        const std::string word = command.name.substr(0, command.name.find(' '));
        if (words.empty() || words.back() != word) words.push_back(word);
    }
    return fmt::format("{}", fmt::join(words, " "));
}

std::string words_of_group(std::span<const CommandSpec> commands, const std::string& group) {
    std::vector<std::string> words;
    for (const CommandSpec& command : commands) {
        if (group_of(command) == group) words.push_back(command.name.substr(group.size() + 1));
    }
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace

std::string bash_completion(std::span<const CommandSpec> commands) {
    const std::set<std::string> groups = groups_of(commands);
    std::string script(kBeginning);
    script += "            '') command=${COMP_WORDS[i]} ;;\n";
    script += fmt::format("            {}) command+=\" ${{COMP_WORDS[i]}}\" ;;\n", fmt::join(groups, " | "));
    script += "        esac\n    done\n    case $prev in\n" + value_cases(commands) + "    esac\n";
    script += "    local flags='--help'\n    case $command in\n";
    script += fmt::format("        '') words='{}' ;;\n", first_words(commands));
    for (const std::string& group : groups) {
        script += fmt::format("        '{}') words='{}' ;;\n", group, words_of_group(commands, group));
    }
    for (const CommandSpec& command : commands) {
        std::vector<std::string> words;
        for (const PositionalSpec& positional : command.positionals) {
            words.insert(words.end(), positional.words.begin(), positional.words.end());
        }
        script += fmt::format("        '{}') words='{}' flags='{}' ;;\n", command.name, fmt::join(words, " "),
                              flags_of(command));
    }
    script += kEnd;
    return script;
}

}  // namespace tidings::app
