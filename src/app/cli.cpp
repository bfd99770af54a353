#include "app/cli.h"

#include <algorithm>
#include <memory>
#include <sstream>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/completion.h"
#include "base/nearest.h"

namespace tidings::app {

namespace {

constexpr int kUsageError = 2;
constexpr std::string_view kBeginning =
    "tidings turns events into notifications and gets them delivered: by e-mail, SMS and push.";
constexpr std::string_view kEnd =
    "Every setting is a flag too: tidings config --reference lists them.\n"
    "tidings COMMAND --help has examples. First steps: tidings demo\n"
    "Exit codes: 0 done, 1 failed (or the answer is no), 2 a command line that makes no sense";

// Nothing is done while parsing; the results are read afterwards.
CLI::callback_t ignore() {
    return [](const CLI::results_t&) { return true; };
}

class Parser {
public:
    explicit Parser(std::span<const CommandSpec> commands) : root_(std::string(kBeginning), "tidings") {
        root_.require_subcommand(0, 1);
        root_.fallthrough();
        root_.allow_extras();
        root_.footer(std::string(kEnd));
        add_settings();
        for (const CommandSpec& command : commands) add_command(command);
        for (const auto& [name, app] : groups_) app->description(members_of(*app));
    }

    // Throws CLI::ParseError.
    void parse(std::vector<std::string> arguments) {
        std::ranges::reverse(arguments);  // as CLI11 wants them
        root_.parse(std::move(arguments));
    }

    const CommandSpec* chosen() const {
        for (const auto& [command, app] : apps_) {
            if (app->parsed()) return command;
        }
        return nullptr;
    }

    // The help of what was chosen.
    std::string help() const { return root_.help(); }

    // The first argument that nobody takes, or an empty text.
    std::string unexpected() const {
        const std::vector<std::string> rest = root_.remaining(true);
        return rest.empty() ? "" : rest.front();
    }

    std::vector<std::string> groups() const {
        std::vector<std::string> names;
        for (const auto& [name, app] : groups_) names.push_back(name);
        return names;
    }

    // The group that was named without a command of it, or nullptr.
    const CLI::App* lone_group() const {
        for (const auto& [name, app] : groups_) {
            if (app->parsed() && app->get_subcommands().empty()) return app;
        }
        return nullptr;
    }

    // The switch of the command that was given a value, "--json=no", or an empty text.
    std::string valued_switch(const CommandSpec& command) const {
        for (const OptionSpec& spec : command.options) {
            const CLI::Option* const option = options_.at(&command).at(spec.name);
            if (spec.value.empty() && option->count() > 0 && option->results().back() != "true")
                return spec.name;
        }
        return "";
    }

    Arguments arguments(const CommandSpec& command) const {
        Arguments given;
        for (const auto& [name, option] : options_.at(&command)) {
            if (option->count() > 0) given.values[name] = option->results();
        }
        return given;
    }

    void settings(SettingSources& sources) const {
        for (const auto& [name, option] : settings_) {
            if (option->count() > 0) sources.flags[name] = option->results().back();
        }
        if (config_->count() > 0) sources.file = config_->results().back();
    }

private:
    void add_settings() {
        config_ = root_.add_option("--config", ignore(),
                                   "The file of settings (else TIDINGS_CONFIG, else "
                                   "./tidings.toml if there is one)");
        config_->type_name("FILE");
        for (const std::string& name : setting_names()) {
            const SettingSpec* const spec = find_setting(name);
            CLI::Option* option = nullptr;
            if (spec != nullptr && spec->kind == SettingKind::flag) {
                option = root_.add_flag(flag_of(name));
            } else {
                option = root_.add_option(flag_of(name), ignore());
            }
            option->group("");  // there are too many for the help
            option->take_last();
            settings_[name] = option;
        }
    }

    CLI::App& parent_of(const CommandSpec& command, std::string& last_word) {
        const std::size_t space = command.name.find(' ');
        if (space == std::string::npos) {
            last_word = command.name;
            return root_;
        }
        const std::string group = command.name.substr(0, space);
        last_word = command.name.substr(space + 1);
        if (!groups_.contains(group)) {
            CLI::App* app = root_.add_subcommand(group);
            app->footer("");
            app->require_subcommand(0, 1);
            app->group(command.section);
            groups_[group] = app;
        }
        return *groups_[group];
    }

    static std::string members_of(const CLI::App& group) {
        std::vector<std::string> names;
        for (const CLI::App* app : group.get_subcommands(nullptr)) names.push_back(app->get_name());
        return fmt::format("{}", fmt::join(names, ", "));
    }

    void add_command(const CommandSpec& command) {
        std::string word;
        CLI::App& parent = parent_of(command, word);
        CLI::App* app = parent.add_subcommand(word, command.help);
        app->group(&parent == &root_ ? command.section : "Commands");
        if (!command.examples.empty()) app->footer("Examples:\n" + command.examples);
        apps_[&command] = app;
        for (const PositionalSpec& positional : command.positionals) {
            CLI::Option* option = app->add_option(positional.name, ignore(), positional.help);
            option->type_name("");
            option->required(positional.required);
            if (positional.repeated)
                option->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args();
            options_[&command][positional.name] = option;
        }
        for (const OptionSpec& spec : command.options) add_option(command, *app, spec);
        options_[&command];
    }

    static std::string choices_of(const OptionSpec& spec) {
        return spec.words.empty() ? "" : fmt::format(": {}", fmt::join(spec.words, ", "));
    }

    void add_option(const CommandSpec& command, CLI::App& app, const OptionSpec& spec) {
        CLI::Option* option = nullptr;
        if (spec.value.empty()) {
            option = app.add_flag(spec.name, spec.help);
        } else {
            option = app.add_option(spec.name, ignore(), spec.help + choices_of(spec));
            option->type_name(spec.value);
            option->required(spec.required);
        }
        if (spec.repeated) {
            option->take_all();
        } else {
            option->take_last();
        }
        options_[&command][spec.name] = option;
    }

    CLI::App root_;
    CLI::Option* config_ = nullptr;
    std::map<std::string, CLI::Option*> settings_;
    std::map<std::string, CLI::App*> groups_;
    std::map<const CommandSpec*, CLI::App*> apps_;
    std::map<const CommandSpec*, std::map<std::string, CLI::Option*>> options_;
};

std::vector<std::string> flags_of(const CommandSpec& command) {
    std::vector<std::string> flags{"--help", "--config"};
    for (const OptionSpec& option : command.options) flags.push_back(option.name);
    for (const std::string& name : setting_names()) flags.push_back(flag_of(name));
    return flags;
}

int usage_error(const Start& start, const std::string& text) {
    start.err << "tidings: " << text << '\n';
    return kUsageError;
}

// The words that may stand where a command was looked for: of a group, if one was named.
std::vector<std::string> words_below(std::span<const CommandSpec> commands, const std::string& group) {
    std::vector<std::string> words;
    for (const CommandSpec& command : commands) {
        if (group.empty()) {
            words.push_back(command.name.substr(0, command.name.find(' ')));
        } else if (command.name.starts_with(group + ' ')) {
            words.push_back(command.name.substr(group.size() + 1));
        }
    }
    return words;
}

int unexpected(const Start& start, std::span<const CommandSpec> commands, const Parser& parser,
               const std::string& word) {
    const CommandSpec* const command = parser.chosen();
    if (word.starts_with('-')) {
        const std::string flag = word.substr(0, word.find('='));
        return usage_error(start,
                           fmt::format("there is no flag {}{}", printable(flag),
                                       did_you_mean(flag, flags_of(command ? *command : CommandSpec{}))));
    }
    if (command != nullptr) {
        return usage_error(start, fmt::format("{} does not take \"{}\"; see tidings {} --help", command->name,
                                              printable(word), command->name));
    }
    const CLI::App* const group = parser.lone_group();
    const std::string prefix = group != nullptr ? group->get_name() : "";
    return usage_error(start, fmt::format("there is no command \"{}{}{}\"{} (tidings --help lists them)",
                                          prefix, prefix.empty() ? "" : " ", printable(word),
                                          did_you_mean(word, words_below(commands, prefix))));
}

// The flag that stands where it needs a value behind it and has none, or an empty text.
std::string lacking_value(const Start& start, const CommandSpec* command) {
    const auto takes_value = [&](const std::string& flag) {
        if (flag == "--config") return true;
        const auto is_it = [&](const std::string& name) { return flag_of(name) == flag; };
        const auto name = std::ranges::find_if(setting_names(), is_it);
        if (name != setting_names().end()) {
            const SettingSpec* const spec = find_setting(*name);
            return spec == nullptr || spec->kind != SettingKind::flag;
        }
        if (command == nullptr) return false;
        const auto option = std::ranges::find(command->options, flag, &OptionSpec::name);
        return option != command->options.end() && !option->value.empty();
    };
    const std::vector<std::string> flags = flags_of(command ? *command : CommandSpec{});
    for (std::size_t i = 0; i < start.arguments.size(); ++i) {
        const bool is_last = i + 1 == start.arguments.size();
        const std::string& argument = start.arguments[i];
        if (const std::string flag = argument.substr(0, argument.size() - 1);
            argument.ends_with('=') && takes_value(flag)) {
            return flag;
        }
        if (!takes_value(argument)) continue;
        if (is_last || std::ranges::count(flags, start.arguments[i + 1]) > 0) return argument;
        ++i;
    }
    return "";
}

// A command line that CLI11 refuses; its own words name no flag that its help leaves out.
int unparsed(const Start& start, const CommandSpec* command, const std::string& words) {
    const std::string flag = lacking_value(start, command);
    return usage_error(start, fmt::format("{}; see tidings {}{}--help",
                                          flag.empty() ? printable(words) : flag + " needs a value",
                                          command ? command->name : "", command ? " " : ""));
}

// An error may have several lines: faults of their own, or indented ones that go on with the first.
void print_error(std::ostream& err, const std::string& message) {
    std::istringstream lines(message);
    for (std::string line; std::getline(lines, line);) {
        err << (line.starts_with(' ') ? "" : "tidings: ") << line << '\n';
    }
}

// What people try first at any program, in the words of this one: `--version`, and `help` before a command.
std::vector<std::string> as_commands(std::vector<std::string> arguments) {
    if (arguments == std::vector<std::string>{"--version"}) return {"version"};
    if (!arguments.empty() && arguments.front() == "help") {
        arguments.erase(arguments.begin());
        arguments.emplace_back("--help");
    }
    return arguments;
}

// What is wrong with the values, a line for each; else with how they stand together.
std::string misuse_of(const CommandSpec& command, const Arguments& arguments) {
    std::string faults;
    const auto look = [&](const auto& specs) {
        for (const auto& spec : specs) {
            for (const std::string& value : arguments.all(spec.name)) {
                if (const Complaint complaint = complaint_about(spec, value))
                    faults += fmt::format("{}{}: {}", faults.empty() ? "" : "\n", spec.name, *complaint);
            }
        }
    };
    look(command.positionals);
    look(command.options);
    return faults.empty() && command.misuse ? command.misuse(arguments) : faults;
}

int run(const Start& start, const CommandSpec& command, const Parser& parser) {
    if (const std::string name = parser.valued_switch(command); !name.empty()) {
        return usage_error(start,
                           fmt::format("{} takes no value; see tidings {} --help", name, command.name));
    }
    Invocation invocation{parser.arguments(command), {}, start.out, start.err, start.style};
    if (const std::string wrong = misuse_of(command, invocation.arguments); !wrong.empty()) {
        print_error(start.err, wrong);
        return kUsageError;
    }
    invocation.sources.environment = start.environment;
    parser.settings(invocation.sources);
    const Result<int> code = command.run(invocation);
    start.out.flush();
    if (!code) print_error(start.err, code.error().message);
    if (!start.out) print_error(start.err, "the output cannot be written");  // a full disk, a closed stream
    return code && start.out ? *code : 1;
}

}  // namespace

std::string Arguments::value(const std::string& name, const std::string& otherwise) const {
    const auto found = values.find(name);
    return found == values.end() ? otherwise : found->second.back();
}

std::vector<std::string> Arguments::all(const std::string& name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::vector<std::string>{} : found->second;
}

int run_command_line(const Start& start, std::span<const CommandSpec> commands) {
    if (!start.arguments.empty() && start.arguments.front() == kCompleteWord) {
        const Candidates found = complete(commands, std::span(start.arguments).subspan(1));
        for (const std::string& word : found.words) start.out << word << '\n';
        if (found.files) start.out << ":files\n";
        return 0;
    }
    Parser parser(commands);
    try {
        parser.parse(as_commands(start.arguments));
    } catch (const CLI::CallForHelp&) {
        start.out << parser.help();
        return 0;
    } catch (const CLI::ParseError& error) {
        if (const std::string word = parser.unexpected(); !word.empty()) {
            return unexpected(start, commands, parser, word);
        }
        return unparsed(start, parser.chosen(), error.what());
    }
    if (const std::string word = parser.unexpected(); !word.empty()) {
        return unexpected(start, commands, parser, word);
    }
    if (const CommandSpec* const command = parser.chosen()) {
        if (!lacking_value(start, command).empty()) return unparsed(start, command, "");
        return run(start, *command, parser);
    }
    start.out << parser.help();
    return parser.lone_group() != nullptr || start.arguments.empty() ? kUsageError : 0;
}

}  // namespace tidings::app
