#include "app/commands/client.h"

#include <fmt/format.h>

#include "app/listen.h"
#include "app/read_file.h"
#include "app/table.h"

namespace tidings::app {

namespace {

// A wildcard address is where the server listens, not where it can be reached.
std::string reachable(std::string listen) {
    if (listen.starts_with("0.0.0.0:")) return "127.0.0.1" + listen.substr(7);
    if (listen.starts_with("[::]:")) return "[::1]" + listen.substr(4);
    return listen;
}

std::string environment(const Invocation& invocation, const std::string& name) {
    const auto found = invocation.sources.environment.find(name);
    return found == invocation.sources.environment.end() ? "" : found->second;
}

// Where the server is: `url` takes events, and `admin_url`, if it is not empty, answers about them.
struct Place {
    std::string url;
    std::string admin_url;
};

// The first of three places that names a server names its admin too, so that no two systems are mixed.
Result<Place> find_server(const Invocation& invocation) {
    const Arguments& arguments = invocation.arguments;
    if (arguments.has("--url")) return Place{arguments.value("--url"), ""};
    if (std::string url = environment(invocation, "TIDINGS_URL"); !url.empty()) {
        return Place{std::move(url), environment(invocation, "TIDINGS_ADMIN_URL")};
    }
    const Result<LoadedSettings> loaded = load_settings(invocation.sources);
    if (!loaded) return loaded.error();
    return Place{"http://" + reachable(listen_address(loaded->settings)), loaded->settings.text("admin.url")};
}

}  // namespace

OptionSpec json_option() {
    return {.name = "--json", .help = "Print the answer as JSON"};
}

std::vector<OptionSpec> client_options(std::vector<OptionSpec> own) {
    own.push_back(json_option());
    own.push_back({.name = "--url",
                   .value = "URL",
                   .help = "The server (else TIDINGS_URL, else http.listen)",
                   .check = check_url});
    own.push_back({.name = "--admin-url",
                   .value = "URL",
                   .help = "Its admin, where that is apart (else TIDINGS_ADMIN_URL beside TIDINGS_URL, else "
                           "what the server says)",
                   .check = check_url});
    own.push_back({.name = "--key", .value = "KEY", .help = "The API key (else TIDINGS_KEY)"});
    return own;
}

Result<ApiClient> make_client(const Invocation& invocation) {
    Result<Place> place = find_server(invocation);
    if (!place) return place.error();
    ApiClient client(std::move(place->url),
                     Secret(invocation.arguments.value("--key", environment(invocation, "TIDINGS_KEY"))));
    client.set_admin_url(invocation.arguments.value("--admin-url", place->admin_url));
    return client;
}

bool print_as_json(Invocation& invocation, const json::value& value) {
    if (!invocation.arguments.has("--json")) return false;
    invocation.out << json::write(value) << '\n';
    return true;
}

Result<int> ask_and_print(Invocation& invocation, std::string_view method, const std::string& path,
                          const std::optional<json::value>& body, const Print& print) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> answer = client->ask(method, path, body);
    if (!answer) return answer.error();
    if (!print_as_json(invocation, *answer)) print(invocation, *answer);
    return 0;
}

std::string beside(const Arguments& arguments, const std::string& option,
                   std::initializer_list<const char*> others) {
    for (const char* other : others) {
        if (arguments.has(other))
            return fmt::format("{} does not go with {}, which says it all", other, option);
    }
    return "";
}

Result<json::value> json_argument(const Arguments& arguments, const std::string& option) {
    std::string text = arguments.value(option);
    if (text == "-" || text.starts_with('@')) {
        Result<std::string> input = read_input(text == "-" ? text : text.substr(1));
        if (!input) return invalid(option + ": " + input.error().message);
        text = *std::move(input);
    }
    Result<json::value> value = json::read(text);
    if (!value) return invalid(option + " is not JSON: " + value.error().message);
    return value;
}

std::optional<std::string> read_wait(const Arguments& arguments, ApiClient& client) {
    constexpr Duration kAnswerTime = std::chrono::seconds{10};
    if (!arguments.has("--wait")) return std::nullopt;
    const std::string wait = arguments.value("--wait");
    client.set_timeout(parse_duration(wait).value() + kAnswerTime);
    return wait;
}

std::string cell(const json::value& object, std::string_view member) {
    const json::value* const value = object.is_object() ? json::member(object.get_object(), member) : nullptr;
    if (value == nullptr || value->is_null()) return "";
    return value->is_string() ? std::string(value->get_string()) : json::write(*value);
}

std::string joined(const json::value& object, std::string_view member) {
    std::string list;
    for (const json::value& item : items_of(object, member)) {
        list += (list.empty() ? "" : ",") +
                (item.is_string() ? std::string(item.get_string()) : json::write(item));
    }
    return list;
}

std::string to_seconds(const std::string& time) {
    const std::size_t dot = time.find('.');
    return dot == std::string::npos || !time.ends_with('Z') ? time : time.substr(0, dot) + 'Z';
}

const json::array& items_of(const json::value& object, std::string_view member) {
    static const json::array none;
    const json::value* const value = object.is_object() ? json::member(object.get_object(), member) : nullptr;
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

ApiClient::Query query_of(const Arguments& arguments, std::initializer_list<const char*> options) {
    ApiClient::Query query;
    for (const std::string option : options) {
        if (!arguments.has(option)) continue;
        std::string name = option.substr(2);
        if (name == "event-id") name = "event_id";
        query.emplace_back(name, arguments.value(option));
    }
    return query;
}

std::vector<OptionSpec> filter_options() {
    return client_options({
        {.name = "--user", .value = "ID", .help = "Only of this user", .check = check_name},
        {.name = "--state",
         .value = "STATES",
         .help = "Only in these states (comma list)",
         .words = {"scheduled", "queued", "sent", "delivered", "failed", "cancelled", "expired",
                   "suppressed"},
         .comma_list = true},
        {.name = "--channel",
         .value = "CHANNELS",
         .help = "Only of these channels",
         .words = {"email", "sms", "push"},
         .comma_list = true},
        {.name = "--type", .value = "TYPES", .help = "Only of these event types"},
        {.name = "--event-id", .value = "ID", .help = "Only of this event", .check = check_name},
        {.name = "--since", .value = "TIME", .help = "Only made at or after, RFC 3339", .check = check_time},
        {.name = "--until", .value = "TIME", .help = "Only made before, RFC 3339", .check = check_time},
        {.name = "--limit", .value = "N", .help = "At most so many, up to 500 (50)", .check = check_limit},
        {.name = "--cursor", .value = "CURSOR", .help = "Go on where an earlier list ended"},
    });
}

Result<std::string> read_input(const std::string& path) {
    return path == "-" ? read_standard_input() : read_file(path);
}

void print_notifications(Invocation& invocation, const json::value& list) {
    const json::array& items = items_of(list);
    if (items.empty()) {
        invocation.out << "none\n";
        return;
    }
    Table table({"id", "state", "channel", "user", "type", "attempts", "due", "reason"});
    for (const json::value& n : items) {
        table.add({cell(n, "id"), cell(n, "state"), cell(n, "channel"), cell(n, "user"), cell(n, "type"),
                   cell(n, "attempt_count"), to_seconds(cell(n, "due_at")), cell(n, "reason")});
    }
    table.print(invocation.out, invocation.style);
    print_cursor(invocation, list);
}

void print_cursor(Invocation& invocation, const json::value& list) {
    if (const std::string cursor = cell(list, "next_cursor"); !cursor.empty()) {
        invocation.out << invocation.style.dim("more: --cursor " + printable(cursor)) << '\n';
    }
}

void print_pair(Invocation& invocation, std::string_view name, const std::string& value) {
    constexpr std::size_t kNameWidth = 14;
    if (value.empty()) return;
    std::string padded(name);
    padded.resize(std::max(kNameWidth, padded.size() + 1), ' ');
    invocation.out << invocation.style.bold(padded)
                   << (name == "state" ? invocation.style.state(printable(value)) : printable(value)) << '\n';
}

}  // namespace tidings::app
