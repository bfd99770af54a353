#include <algorithm>

#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "core/quiet_hours.h"
#include "core/words.h"

namespace tidings::app {

namespace {

void print_user(Invocation& invocation, const json::value& user) {
    if (!user.is_object()) return;
    for (const auto& [name, value] : user.get_object()) print_pair(invocation, name, cell(user, name));
}

Result<int> run_user_get(Invocation& invocation) {
    return ask_and_print(invocation, "GET", path_of({"users", invocation.arguments.value("ID")}), {},
                         print_user);
}

// sms=off as {"sms": false}.
void add_switch(json::object& switches, const std::string& text) {
    const std::size_t equals = text.find('=');
    switches[text.substr(0, equals)] = text.substr(equals + 1) == "on";
}

json::value quiet_hours(const std::string& span) {
    if (span == "none") return nullptr;
    const auto quiet = core::QuietHours::parse(span).value();
    return json::object{{"from", core::QuietHours::format_clock(quiet.from)},
                        {"to", core::QuietHours::format_clock(quiet.to)}};
}

Complaint check_quiet_hours_or_none(std::string_view value) {
    return value == "none" ? std::nullopt : check_quiet_hours(value);
}

Complaint check_channel_switch(std::string_view value) {
    if (auto complaint = check_switch(value)) return complaint;
    const std::string_view name = value.substr(0, value.find('='));
    if (core::parse_channel(name)) return std::nullopt;
    return '"' + printable(name) + "\" is no channel; write email, sms or push";
}

std::string set_misuse(const Arguments& arguments) {
    static constexpr std::initializer_list<const char*> kMembers{
        "--email", "--phone", "--locale", "--timezone", "--quiet", "--channel", "--category"};
    if (arguments.has("--body")) return beside(arguments, "--body", kMembers);
    const bool changes = std::ranges::any_of(kMembers, [&](const char* name) { return arguments.has(name); });
    return changes ? "" : "nothing is to be changed; see tidings user set --help";
}

Result<json::value> patch_of(const Arguments& arguments) {
    if (arguments.has("--body")) return json_argument(arguments, "--body");
    json::object patch;
    for (const std::string name : {"email", "phone", "locale", "timezone"}) {
        if (!arguments.has("--" + name)) continue;
        const std::string text = arguments.value("--" + name);
        patch[name] = text.empty() ? json::value() : json::value(text);  // null takes it away
    }
    for (const auto& [option, member] :
         {std::pair{"--channel", "channels"}, std::pair{"--category", "categories"}}) {
        json::object switches;
        for (const std::string& text : arguments.all(option)) add_switch(switches, text);
        if (!switches.empty()) patch[member] = std::move(switches);
    }
    if (arguments.has("--quiet")) patch["quiet_hours"] = quiet_hours(arguments.value("--quiet"));
    return patch;
}

Result<int> run_user_set(Invocation& invocation) {
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
            .run = run_user_get};
}

CommandSpec user_set_command() {
    return {.name = "user set",
            .section = kClientSection,
            .help = "Change a user; what is not named stays",
            .examples =
                "  tidings user set u1 --email ada@example.com --timezone Europe/Berlin\n"
                "  tidings user set u1 --quiet 22:00-08:00 --channel sms=off\n"
                "  tidings user set u1 --quiet none --phone ''",
            .positionals = {{.name = "ID", .help = "The user's id"}},
            .options = client_options({{.name = "--email",
                                        .value = "ADDRESS",
                                        .help = "'' takes it away, here and below",
                                        .check = check_email,
                                        .empty_takes_away = true},
                                       {.name = "--phone",
                                        .value = "NUMBER",
                                        .help = "E.164, such as +4915112345678",
                                        .check = check_phone,
                                        .empty_takes_away = true},
                                       {.name = "--locale",
                                        .value = "LOCALE",
                                        .help = "A language tag, such as pt-BR",
                                        .check = check_locale,
                                        .empty_takes_away = true},
                                       {.name = "--timezone",
                                        .value = "ZONE",
                                        .help = "An IANA zone, such as Europe/Berlin",
                                        .check = check_zone,
                                        .empty_takes_away = true},
                                       {.name = "--quiet",
                                        .value = "FROM-TO",
                                        .help = "Quiet hours, such as 22:00-08:00, or none",
                                        .check = check_quiet_hours_or_none},
                                       {.name = "--channel",
                                        .value = "NAME=on|off",
                                        .help = "Switch a channel",
                                        .repeated = true,
                                        .check = check_channel_switch},
                                       {.name = "--category",
                                        .value = "NAME=on|off",
                                        .help = "Switch a category",
                                        .repeated = true,
                                        .check = check_switch},
                                       {.name = "--body",
                                        .value = "JSON",
                                        .help = "The change as a JSON merge patch instead: JSON, @FILE, or -",
                                        .check = check_json}}),
            .misuse = set_misuse,
            .run = run_user_set};
}

}  // namespace tidings::app
