#include "app/commands/event_body.h"

#include "app/commands/client.h"
#include "app/setting_kinds.h"

namespace tidings::app {

namespace {

json::array as_array(const std::string& list) {
    const std::vector<std::string> parts = parse_list(list);
    return json::array(parts.begin(), parts.end());
}

// key=value: as JSON where it is some (numbers, true, anything in brackets or quotes), else as text.
void add_field(json::object& data, const std::string& field) {
    const std::size_t equals = field.find('=');
    const std::string text = field.substr(equals + 1);
    const Result<json::value> value = json::read(text);
    data[field.substr(0, equals)] = value ? *value : json::value(text);
}

Result<json::value> data_of(const Arguments& arguments) {
    Result<json::value> data = json::object{};
    if (arguments.has("--data")) data = json_argument(arguments, "--data");
    if (!data || !data->is_object()) return data;
    for (const std::string& field : arguments.all("FIELD")) add_field(data->get_object(), field);
    return data;
}

}  // namespace

std::vector<PositionalSpec> event_positionals() {
    return {{.name = "TYPE",
             .help = "The event's type",
             .required = false,
             .offered = {"user.registered", "order.completed", "payment.failed"}},
            {.name = "FIELD",
             .help = "A member of its data, as name=value; n=7 is a number, n='\"7\"' a text",
             .required = false,
             .repeated = true,
             .check = check_field}};
}

std::vector<OptionSpec> event_options(std::vector<OptionSpec> more) {
    std::vector<OptionSpec> options{
        {.name = "--user", .value = "ID", .help = "The recipient; several with commas", .check = check_names},
        {.name = "--data",
         .value = "JSON",
         .help = "The data: JSON, @FILE, or - for standard input",
         .check = check_json},
        {.name = "--body",
         .value = "JSON",
         .help = "The whole event instead, as POST /v1/events takes it: JSON, @FILE, or -",
         .check = check_json},
        {.name = "--id", .value = "ID", .help = "The event's id; a new one by default", .check = check_name},
        {.name = "--source", .value = "SOURCE", .help = "Where it comes from", .check = check_name},
        {.name = "--priority",
         .value = "PRIORITY",
         .help = "Instead of the type's own",
         .words = {"critical", "high", "normal", "low"}},
        {.name = "--channels",
         .value = "CHANNELS",
         .help = "Only these channels (comma list)",
         .words = {"email", "sms", "push"},
         .comma_list = true},
        {.name = "--send-at", .value = "TIME", .help = "Not before, RFC 3339", .check = check_time},
        {.name = "--expires-at", .value = "TIME", .help = "Not after, RFC 3339", .check = check_time}};
    options.insert(options.end(), more.begin(), more.end());
    return client_options(std::move(options));
}

// The event stands in --body alone, so that it is never half of what was said.
std::string event_misuse(const Arguments& arguments) {
    if (arguments.has("--body")) {
        return beside(arguments, "--body",
                      {"TYPE", "FIELD", "--user", "--data", "--id", "--source", "--priority", "--channels",
                       "--send-at", "--expires-at"});
    }
    return arguments.has("TYPE") ? "" : "TYPE is required, or --body; see --help";
}

Result<json::value> event_body(const Arguments& arguments) {
    if (arguments.has("--body")) return json_argument(arguments, "--body");
    Result<json::value> data = data_of(arguments);
    if (!data) return data.error();
    json::object body{{"type", arguments.value("TYPE")}, {"data", *std::move(data)}};
    if (const std::string users = arguments.value("--user"); users.find(',') != std::string::npos) {
        body["users"] = as_array(users);
    } else if (!users.empty()) {
        body["user"] = users;
    }
    for (const std::string name : {"id", "source", "priority"}) {
        if (arguments.has("--" + name)) body[name] = arguments.value("--" + name);
    }
    if (arguments.has("--channels")) body["channels"] = as_array(arguments.value("--channels"));
    if (arguments.has("--send-at")) body["send_at"] = arguments.value("--send-at");
    if (arguments.has("--expires-at")) body["expires_at"] = arguments.value("--expires-at");
    return body;
}

}  // namespace tidings::app
