#include "app/commands/catalog_client.h"

#include <charconv>

namespace tidings::app {

std::vector<OptionSpec> paging_options(std::vector<OptionSpec> own) {
    own.push_back({.name = "--limit", .value = "N", .help = "At most so many, up to 500 (50)"});
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

Result<json::value> version_body(const Arguments& arguments) {
    const std::string text = arguments.value("VERSION");
    std::int64_t version = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (fault != std::errc{} || end != text.data() + text.size()) {
        return invalid("VERSION: \"" + printable(text) + "\" is not a number");
    }
    return json::value(json::object{{"version", version}});
}

}  // namespace tidings::app
