#include <set>
#include <sstream>

#include "app/commands/catalog_client.h"
#include "app/commands/commands.h"
#include "app/table.h"

namespace tidings::app {

namespace {

constexpr const char* kInLocale = "Of this locale (the server's default)";

std::string place_of(const Arguments& arguments) {
    const std::string type = arguments.value("TYPE");
    const std::string channel = arguments.value("CHANNEL");
    if (!arguments.has("--locale")) return path_of({"templates", type, channel});
    return path_of({"templates", type, channel, arguments.value("--locale")});
}

std::vector<PositionalSpec> place_positionals(std::vector<PositionalSpec> more = {}) {
    std::vector<PositionalSpec> all{
        {.name = "TYPE",
         .help = "The event type",
         .offered = {"user.registered", "order.completed", "payment.failed"}},
        {.name = "CHANNEL", .help = "The channel", .words = {"email", "sms", "push"}}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

OptionSpec locale_option() {
    return {.name = "--locale", .value = "LOCALE", .help = kInLocale, .check = check_locale};
}

void print_list(Invocation& invocation, const json::value& list) {
    Table table({"type", "channel", "locale", "version"});
    for (const json::value& item : items_of(list)) {
        table.add({cell(item, "type"), cell(item, "channel"), cell(item, "locale"), cell(item, "version")});
    }
    print_table_or_none(invocation, table, list);
}

Result<int> run_template_list(Invocation& invocation) {
    return ask_and_print(invocation, "GET", path_of({"templates"}, query_of(invocation.arguments, kPaging)),
                         {}, print_list);
}

void print_lines(Invocation& invocation, const std::string& name, const std::string& source) {
    invocation.out << invocation.style.bold(printable(name)) << '\n';
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) {
        invocation.out << (line.empty() ? "" : "  ") << printable(line) << '\n';
    }
}

void print_template(Invocation& invocation, const json::value& shown) {
    for (const char* const name : {"locale", "version"}) print_pair(invocation, name, cell(shown, name));
    if (!shown.is_object()) return;
    for (const auto& [key, value] : shown.get_object()) {
        if (key == "locale" || key == "version") continue;
        invocation.out << '\n';
        print_lines(invocation, std::string(key), cell(shown, key));
    }
}

Result<int> run_template_show(Invocation& invocation) {
    const Arguments& arguments = invocation.arguments;
    const std::string path = place_of(arguments) + query_text(query_of(arguments, {"--version"}));
    if (!arguments.has("--part")) return ask_and_print(invocation, "GET", path, {}, print_template);
    const std::string part = arguments.value("--part");
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> shown = client->get(path);
    if (!shown) return shown.error();
    const json::value* const found = shown->is_object() ? json::member(shown->get_object(), part) : nullptr;
    if (found == nullptr) return not_found("it has no part \"" + printable(part) + "\"");
    if (!print_as_json(invocation, *found)) invocation.out << cell(*shown, part);
    return 0;
}

// NAME=SOURCE or NAME=@FILE; data.NAME is a member of a push message's data.
Result<> add_part(json::object& body, const std::string& part) {
    const std::size_t equals = part.find('=');
    std::string source = part.substr(equals + 1);
    if (source.starts_with('@')) {
        Result<std::string> read = read_input(source.substr(1));
        if (!read) return read.error();
        source = *std::move(read);
    }
    const std::string name = part.substr(0, equals);
    const bool of_data = name.starts_with("data.");
    json::object* members = &body;
    if (of_data) members = &body.emplace("data", json::object{}).first->value().get_object();
    members->emplace(of_data ? name.substr(5) : name, std::move(source));
    return {};
}

Complaint check_part(std::string_view value) {
    if (!check_field(value)) return std::nullopt;
    return '"' + printable(value) + "\" is no part; write name='source' or name=@FILE";
}

std::string put_misuse(const Arguments& arguments) {
    if (arguments.has("--body")) return beside(arguments, "--body", {"PART"});
    std::set<std::string> names;
    for (const std::string& part : arguments.all("PART")) {
        const auto [name, is_new] = names.insert(part.substr(0, part.find('=')));
        if (!is_new) return "the part " + printable(*name) + " is there twice";
    }
    if (names.empty()) return "it has no part; write one such as text='Order {{ order_id }}'";
    const auto of_data = names.lower_bound("data.");
    if (names.contains("data") && of_data != names.end() && of_data->starts_with("data."))
        return "data and " + printable(*of_data) + " do not go together";
    return "";
}

Result<json::value> body_of(const Arguments& arguments) {
    if (arguments.has("--body")) return json_argument(arguments, "--body");
    json::object body;
    for (const std::string& part : arguments.all("PART")) {
        if (const Result<> added = add_part(body, part); !added) return added.error();
    }
    return body;
}

void print_written(Invocation& invocation, const json::value& written) {
    const Arguments& arguments = invocation.arguments;
    invocation.out << "version " << cell(written, "version") << " of " << printable(arguments.value("TYPE"))
                   << ' ' << printable(arguments.value("CHANNEL")) << ' ' << cell(written, "locale") << '\n';
    print_warnings(invocation, written);
}

Result<int> run_template_put(Invocation& invocation) {
    const Result<json::value> body = body_of(invocation.arguments);
    if (!body) return body.error();
    return ask_and_print(invocation, "PUT", place_of(invocation.arguments), *body, print_written);
}

Result<int> run_template_versions(Invocation& invocation) {
    return ask_and_print(
        invocation, "GET",
        place_of(invocation.arguments) + "/versions" + query_text(query_of(invocation.arguments, kPaging)),
        {}, print_versions);
}

Result<int> run_template_revert(Invocation& invocation) {
    return ask_and_print(invocation, "POST", place_of(invocation.arguments) + "/revert",
                         version_body(invocation.arguments), print_written);
}

}  // namespace

CommandSpec template_list_command() {
    return {.name = "template list",
            .section = kCatalogSection,
            .help = "List templates, each with its newest version",
            .options = client_options(paging_options()),
            .run = run_template_list};
}

CommandSpec template_show_command() {
    return {.name = "template show",
            .section = kCatalogSection,
            .help = "Print a template's sources",
            .examples =
                "  tidings template show order.completed email --locale ru\n"
                "  tidings template show order.completed email --part html > order.html",
            .positionals = place_positionals(),
            .options = client_options(
                {locale_option(),
                 version_option(),
                 {.name = "--part", .value = "NAME", .help = "This part alone, printed as it is"}}),
            .run = run_template_show};
}

CommandSpec template_put_command() {
    return {
        .name = "template put",
        .section = kCatalogSection,
        .help = "Write a template; parts that are not named are gone",
        .examples =
            "  tidings template put order.completed sms text='Order {{ order_id }}'\n"
            "  tidings template put order.completed email subject='Order {{ order_id }}' html=@order.html\n"
            "  tidings template put order.completed push title=Order body='{{ order_id }}' data.url='{{ url "
            "}}'",
        .positionals = place_positionals({{.name = "PART",
                                           .help = "name='source' or name=@FILE (@- is standard input)",
                                           .required = false,
                                           .repeated = true,
                                           .check = check_part}}),
        .options = client_options({locale_option(),
                                   {.name = "--body",
                                    .value = "JSON",
                                    .help = "All of it instead: JSON, @FILE, or -",
                                    .check = check_json}}),
        .misuse = put_misuse,
        .run = run_template_put};
}

CommandSpec template_versions_command() {
    return {.name = "template versions",
            .section = kCatalogSection,
            .help = "List a template's versions, the newest first",
            .positionals = place_positionals(),
            .options = client_options(paging_options({locale_option()})),
            .run = run_template_versions};
}

CommandSpec template_revert_command() {
    return {.name = "template revert",
            .section = kCatalogSection,
            .help = "Make a new version that says what an older one said",
            .examples = "  tidings template revert order.completed sms 2",
            .positionals = place_positionals({version_positional()}),
            .options = client_options({locale_option()}),
            .run = run_template_revert};
}

}  // namespace tidings::app
