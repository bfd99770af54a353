#pragma once

#include <initializer_list>
#include <vector>

#include "app/commands/client.h"
#include "app/table.h"

// What the commands that look after the catalog have in common.
namespace tidings::app {

inline constexpr const char* kCatalogSection = "The catalog of a running server";

// How lists are turned over.
inline constexpr std::initializer_list<const char*> kPaging{"--limit", "--cursor"};
std::vector<OptionSpec> paging_options(std::vector<OptionSpec> own = {});

// The table of a list with what follows it, or "none".
void print_table_or_none(Invocation& invocation, const Table& table, const json::value& list);

// A list of versions, as GET …/versions answers it.
void print_versions(Invocation& invocation, const json::value& list);

// What an answer warns of, a line each.
void print_warnings(Invocation& invocation, const json::value& written);

// How a version is asked for, and gone back to; {"version": N}, from that argument.
OptionSpec version_option();
PositionalSpec version_positional();
json::value version_body(const Arguments& arguments);

}  // namespace tidings::app
