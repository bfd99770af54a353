#include "app/commands/catalog_client.h"
#include "app/commands/commands.h"
#include "app/table.h"

namespace tidings::app {

namespace {

PositionalSpec name_positional() {
    return {.name = "NAME", .help = "The piece's name, such as layouts/email.html"};
}

std::string path_of_piece(const Invocation& invocation) {
    return path_of({"pieces", invocation.arguments.value("NAME")});
}

Result<int> run_piece_list(Invocation& invocation) {
    return ask_and_print(invocation, "GET", path_of({"pieces"}, query_of(invocation.arguments, kPaging)), {},
                         [](Invocation& to, const json::value& list) {
                             Table table({"name", "version"});
                             for (const json::value& piece : items_of(list)) {
                                 table.add({cell(piece, "name"), cell(piece, "version")});
                             }
                             print_table_or_none(to, table, list);
                         });
}

// The source alone, so that it can go to a file and come back.
Result<int> run_piece_show(Invocation& invocation) {
    return ask_and_print(
        invocation, "GET",
        path_of_piece(invocation) + query_text(query_of(invocation.arguments, {"--version"})), {},
        [](Invocation& to, const json::value& piece) { to.out << cell(piece, "source"); });
}

void print_written(Invocation& invocation, const json::value& piece) {
    invocation.out << "version " << cell(piece, "version") << " of " << printable(cell(piece, "name"))
                   << '\n';
}

Result<int> run_piece_put(Invocation& invocation) {
    const Result<std::string> source = read_input(invocation.arguments.value("FILE"));
    if (!source) return source.error();
    return ask_and_print(invocation, "PUT", path_of_piece(invocation), json::object{{"source", *source}},
                         print_written);
}

Result<int> run_piece_versions(Invocation& invocation) {
    return ask_and_print(
        invocation, "GET",
        path_of_piece(invocation) + "/versions" + query_text(query_of(invocation.arguments, kPaging)), {},
        print_versions);
}

Result<int> run_piece_revert(Invocation& invocation) {
    return ask_and_print(invocation, "POST", path_of_piece(invocation) + "/revert",
                         version_body(invocation.arguments), print_written);
}

}  // namespace

CommandSpec piece_list_command() {
    return {.name = "piece list",
            .section = kCatalogSection,
            .help = "List the pieces that templates share",
            .options = client_options(paging_options()),
            .run = run_piece_list};
}

CommandSpec piece_show_command() {
    return {.name = "piece show",
            .section = kCatalogSection,
            .help = "Print a piece's source, with nothing added",
            .positionals = {name_positional()},
            .options = client_options({version_option()}),
            .run = run_piece_show};
}

CommandSpec piece_put_command() {
    return {.name = "piece put",
            .section = kCatalogSection,
            .help = "Write a piece; templates that use it say it from then on",
            .examples =
                "  tidings piece put layouts/email.html layout.html\n"
                "  echo 'Shop Ltd., Riga' | tidings piece put footers/legal.txt -",
            .positionals = {name_positional(), {.name = "FILE", .help = "Its source; - for standard input"}},
            .options = client_options(),
            .run = run_piece_put};
}

CommandSpec piece_versions_command() {
    return {.name = "piece versions",
            .section = kCatalogSection,
            .help = "List a piece's versions, the newest first",
            .positionals = {name_positional()},
            .options = client_options(paging_options()),
            .run = run_piece_versions};
}

CommandSpec piece_revert_command() {
    return {.name = "piece revert",
            .section = kCatalogSection,
            .help = "Make a new version that says what an older one said",
            .examples = "  tidings piece revert layouts/email.html 2",
            .positionals = {name_positional(), version_positional()},
            .options = client_options(),
            .run = run_piece_revert};
}

}  // namespace tidings::app
