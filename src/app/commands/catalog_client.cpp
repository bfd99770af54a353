#include "app/commands/catalog_client.h"

#include "app/setting_kinds.h"
namespace tidings::app {

std::vector<OptionSpec> paging_options(std::vector<OptionSpec> own) {
    own.push_back(
        {.name = "--limit", .value = "N", .help = "At most so many, up to 500 (50)", .check = check_limit});
    own.push_back({.name = "--cursor", .value = "CURSOR", .help = "Go on where an earlier list ended"});
    return own;
}

void print_table_or_none(Invocation& invocation, const Table& table, const json::value& list) {
    if (table.empty()) {
        invocation.out << "none\n";
        return;
    }
    table.print(invocation.out, invocation.style);
    print_cursor(invocation, list);
}

void print_versions(Invocation& invocation, const json::value& list) {
    Table table({"version", "written"});
    for (const json::value& item : items_of(list)) {
        table.add({cell(item, "version"), to_seconds(cell(item, "at"))});
    }
    print_table_or_none(invocation, table, list);
}

void print_warnings(Invocation& invocation, const json::value& written) {
    for (const json::value& warning : items_of(written, "warnings")) {
        if (warning.is_string()) print_pair(invocation, "warning", std::string(warning.get_string()));
    }
}

OptionSpec version_option() {
    return {.name = "--version", .value = "N", .help = "This version (the newest)", .check = check_version};
}

PositionalSpec version_positional() {
    return {.name = "VERSION", .help = "The older version", .check = check_version};
}

json::value version_body(const Arguments& arguments) {
    return {{"version", parse_number(arguments.value("VERSION")).value()}};
}

}  // namespace tidings::app
