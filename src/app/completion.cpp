#include "app/completion.h"

#include <algorithm>
#include <set>

#include "app/cli.h"

namespace tidings::app {

namespace {

constexpr std::string_view kBash = R"(# Completion for bash: source <(tidings completion bash)
_tidings() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
        else
            COMPREPLY+=("$line")
        fi
    done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _tidings tidings
)";

constexpr std::string_view kZsh = R"(#compdef tidings
# Completion for zsh: source <(tidings completion zsh)
_tidings() {
    local line
    local -a found
    for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == :files ]]; then
            _files
        elif [[ -n $line ]]; then
            found+=("$line")
        fi
    done
    compadd -- "${found[@]}"
}
compdef _tidings tidings
)";

constexpr std::string_view kFish = R"(# Completion for fish: tidings completion fish | source
function __tidings_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] __complete $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c tidings -f -a '(__tidings_complete)'
)";

bool takes_file(const OptionSpec& option) {
    return option.value == "FILE" || option.value == "DIR";
}

// The command that is named before the last word, or the group that is, as "dead".
struct Named {
    const CommandSpec* command = nullptr;
    std::string words;
};

Named named_in(std::span<const CommandSpec> commands, std::span<const std::string> words) {
    Named named;
    for (const std::string& word : words) {
        if (word.starts_with('-')) continue;
        const std::string longer = named.words.empty() ? word : named.words + ' ' + word;
        const auto command = std::ranges::find(commands, longer, &CommandSpec::name);
        if (command != commands.end()) return {&*command, longer};
        const auto is_group = [&](const CommandSpec& c) { return c.name.starts_with(longer + ' '); };
        if (std::ranges::any_of(commands, is_group)) named.words = longer;
    }
    return named;
}

// The values of a flag, or nothing where it takes none, or is not known.
std::optional<Candidates> values_of(const CommandSpec* command, const std::string& flag) {
    if (flag == "--config") return Candidates{{}, true};
    if (command != nullptr) {
        const auto option = std::ranges::find(command->options, flag, &OptionSpec::name);
        if (option != command->options.end()) {
            if (option->value.empty()) return std::nullopt;
            return Candidates{option->words, takes_file(*option)};
        }
    }
    for (const std::string& name : setting_names()) {
        if (flag_of(name) != flag) continue;
        const SettingSpec* const spec = find_setting(name);
        if (spec == nullptr) return Candidates{{}, true};  // the file of a secret
        if (spec->kind == SettingKind::flag) return std::nullopt;
        return Candidates{spec->words, spec->kind == SettingKind::path};
    }
    return std::nullopt;
}

std::vector<std::string> flags_of(const CommandSpec* command) {
    std::vector<std::string> flags{"--help"};
    if (command != nullptr) {
        for (const OptionSpec& option : command->options) flags.push_back(option.name);
    }
    // Clients take settings, too, but hardly anybody wants to see them all there.
    if (command == nullptr || command->section == kServerSection) {
        flags.emplace_back("--config");
        for (const std::string& name : setting_names()) flags.push_back(flag_of(name));
    }
    return flags;
}

std::vector<std::string> next_words(std::span<const CommandSpec> commands, const Named& named) {
    std::vector<std::string> words;
    if (named.command != nullptr) {
        for (const PositionalSpec& positional : named.command->positionals) {
            words.insert(words.end(), positional.words.begin(), positional.words.end());
            words.insert(words.end(), positional.offered.begin(), positional.offered.end());
        }
        return words;
    }
    std::set<std::string> seen;
    const std::string prefix = named.words.empty() ? "" : named.words + ' ';
    for (const CommandSpec& command : commands) {
        if (!command.name.starts_with(prefix)) continue;
        std::string word = command.name.substr(prefix.size());
        word = word.substr(0, word.find(' '));
        if (seen.insert(word).second) words.push_back(word);
    }
    return words;
}

}  // namespace

Candidates complete(std::span<const CommandSpec> commands, std::span<const std::string> words) {
    std::vector<std::string> before(words.begin(), words.end());
    std::string typed;
    if (!before.empty()) {
        typed = before.back();
        before.pop_back();
    }
    // bash takes "--flag=value" apart at the equals sign.
    if (typed == "=") typed.clear();
    if (!before.empty() && before.back() == "=") before.pop_back();

    const Named named = named_in(commands, before);
    std::optional<Candidates> found;
    if (!before.empty()) found = values_of(named.command, before.back());
    if (!found) {
        found = Candidates{next_words(commands, named), false};
        if (typed.starts_with('-') || found->words.empty()) found->words = flags_of(named.command);
    }
    std::erase_if(found->words, [&](const std::string& word) { return !word.starts_with(typed); });
    return *found;
}

std::optional<std::string_view> completion_script(std::string_view shell) {
    if (shell == "bash") return kBash;
    if (shell == "zsh") return kZsh;
    if (shell == "fish") return kFish;
    return std::nullopt;
}

}  // namespace tidings::app
