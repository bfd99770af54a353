#include "app/commands/catalog_client.h"
#include "app/commands/commands.h"
#include "app/table.h"

namespace tidings::app {

namespace {

PositionalSpec type_positional() {
    return {.name = "TYPE",
            .help = "The event type",
            .offered = {"user.registered", "order.completed", "payment.failed"}};
}

std::string path_of_type(const Invocation& invocation) {
    return path_of({"event-types", invocation.arguments.value("TYPE")});
}

Result<int> run_type_list(Invocation& invocation) {
    return ask_and_print(
        invocation, "GET", path_of({"event-types"}, query_of(invocation.arguments, kPaging)), {},
        [](Invocation& to, const json::value& list) {
            Table table({"type", "version", "priority", "channels", "category", "title"});
            for (const json::value& type : items_of(list)) {
                table.add({cell(type, "name"), cell(type, "version"), cell(type, "priority"),
                           joined(type, "channels"), cell(type, "category"), cell(type, "title")});
            }
            print_table_or_none(to, table, list);
        });
}

Result<int> run_type_show(Invocation& invocation) {
    return ask_and_print(invocation, "GET", path_of_type(invocation), {},
                         [](Invocation& to, const json::value& type) {
                             if (!type.is_object()) return;
                             for (const auto& [name, value] : type.get_object()) {
                                 print_pair(to, name, cell(type, name));
                             }
                         });
}

Result<int> run_type_put(Invocation& invocation) {
    const std::string file = invocation.arguments.value("FILE");
    const Result<std::string> text = read_input(file);
    if (!text) return text.error();
    const Result<json::value> body = json::read(*text);
    if (!body) return invalid(printable(file) + " is not JSON: " + body.error().message);
    return ask_and_print(
        invocation, "PUT", path_of_type(invocation), *body, [](Invocation& to, const json::value& type) {
            to.out << "version " << cell(type, "version") << " of " << printable(cell(type, "name")) << '\n';
            print_warnings(to, type);
        });
}

}  // namespace

CommandSpec type_list_command() {
    return {.name = "type list",
            .section = kCatalogSection,
            .help = "List event types",
            .options = client_options(paging_options()),
            .run = run_type_list};
}

CommandSpec type_show_command() {
    return {.name = "type show",
            .section = kCatalogSection,
            .help = "Print an event type: its schema, and how its events are treated",
            .positionals = {type_positional()},
            .options = client_options(),
            .run = run_type_show};
}

CommandSpec type_put_command() {
    return {.name = "type put",
            .section = kCatalogSection,
            .help = "Write an event type",
            .examples =
                "  tidings type show order.completed --json > type.json\n"
                "  tidings type put order.completed type.json",
            .positionals = {type_positional(), {.name = "FILE", .help = "Its JSON; - for standard input"}},
            .options = client_options(),
            .run = run_type_put};
}

}  // namespace tidings::app
