#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "core/quiet_hours.h"

namespace tidings::app {

namespace {

void print_user(Invocation& invocation, const json::value& user) {
    if (!user.is_object()) return;
    for (const auto& [name, value] : user.get_object()) print_pair(invocation, name, cell(user, name));
}

Result<int> run_get(Invocation& invocation) {
    return ask_and_print(invocation, "GET", path_of({"users", invocation.arguments.value("ID")}), {},
                         print_user);
}

// sms=off as {"sms": false}.
Result<> add_switch(json::object& switches, const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string word = equals == std::string::npos ? "" : text.substr(equals + 1);
    if (word != "on" && word != "off") {
        return invalid("\"" + printable(text) + "\" switches nothing; write name=on or name=off");
    }
    switches[text.substr(0, equals)] = word == "on";
    return {};
}

Result<> add_quiet_hours(json::object& patch, const std::string& span) {
    if (span == "none") {
        patch["quiet_hours"] = nullptr;
        return {};
    }
    const Result<core::QuietHours> quiet = core::QuietHours::parse(span);
    if (!quiet) return invalid("--quiet: " + quiet.error().message);
    patch["quiet_hours"] = json::object{{"from", core::QuietHours::format_clock(quiet->from)},
                                        {"to", core::QuietHours::format_clock(quiet->to)}};
    return {};
}

Result<json::value> patch_of(const Arguments& arguments) {
    if (arguments.has("--body")) {
        const Result<> alone = stands_alone(
            arguments, "--body",
            {"--email", "--phone", "--locale", "--timezone", "--quiet", "--channel", "--category"});
        if (!alone) return alone.error();
        return json_argument(arguments, "--body");
    }
    json::object patch;
    for (const std::string name : {"email", "phone", "locale", "timezone"}) {
        if (!arguments.has("--" + name)) continue;
        const std::string text = arguments.value("--" + name);
        patch[name] = text.empty() ? json::value() : json::value(text);  // null takes it away
    }
    for (const auto& [option, member] :
         {std::pair{"--channel", "channels"}, std::pair{"--category", "categories"}}) {
        json::object switches;
        for (const std::string& text : arguments.all(option)) {
            if (const Result<> added = add_switch(switches, text); !added) return added.error();
        }
        if (!switches.empty()) patch[member] = std::move(switches);
    }
    if (arguments.has("--quiet")) {
        if (const Result<> added = add_quiet_hours(patch, arguments.value("--quiet")); !added)
            return added.error();
    }
    if (patch.empty()) return invalid("nothing is to be changed; see tidings user set --help");
    return patch;
}

Result<int> run_set(Invocation& invocation) {
    const Result<json::value> patch = patch_of(invocation.arguments);
    if (!patch) return patch.error();
    const std::string id = invocation.arguments.value("ID");
    return ask_and_print(invocation, "PATCH", path_of({"users", id}), *patch,
                         [&](Invocation& to, const json::value&) {
                             to.out << "accepted the change of " << printable(id) << '\n';
                         });
}

}  // namespace

CommandSpec user_get_command() {
    return {.name = "user get",
            .section = kClientSection,
            .help = "Print a user's addresses, preferences and quiet hours",
            .positionals = {{.name = "ID", .help = "The user's id"}},
            .options = client_options(),
            .run = run_get};
}

CommandSpec user_set_command() {
    return {
        .name = "user set",
        .section = kClientSection,
        .help = "Change a user; what is not named stays",
        .examples =
            "  tidings user set u1 --email ada@example.com --timezone Europe/Berlin\n"
            "  tidings user set u1 --quiet 22:00-08:00 --channel sms=off\n"
            "  tidings user set u1 --quiet none --phone ''",
        .positionals = {{.name = "ID", .help = "The user's id"}},
        .options = client_options(
            {{.name = "--email", .value = "ADDRESS", .help = "'' takes it away, here and below"},
             {.name = "--phone", .value = "NUMBER", .help = "E.164, such as +4915112345678"},
             {.name = "--locale", .value = "LOCALE", .help = "A language tag, such as pt-BR"},
             {.name = "--timezone", .value = "ZONE", .help = "An IANA zone, such as Europe/Berlin"},
             {.name = "--quiet", .value = "FROM-TO", .help = "Quiet hours, such as 22:00-08:00, or none"},
             {.name = "--channel", .value = "NAME=on|off", .help = "Switch a channel", .repeated = true},
             {.name = "--category", .value = "NAME=on|off", .help = "Switch a category", .repeated = true},
             {.name = "--body",
              .value = "JSON",
              .help = "The change as a JSON merge patch instead: JSON, @FILE, or -"}}),
        .run = run_set};
}

}  // namespace tidings::app
