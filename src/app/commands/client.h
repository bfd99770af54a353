#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/api_client.h"
#include "app/command.h"

// What the commands that speak to a server have in common.
namespace tidings::app {

inline constexpr const char* kClientSection = "Clients of a running server";

// --url, --key and --json behind a command's own options.
std::vector<OptionSpec> client_options(std::vector<OptionSpec> own = {});

// Finds the server: --url, else TIDINGS_URL, else where `http.listen` says; the key: --key, else TIDINGS_KEY.
Result<ApiClient> make_client(const Invocation& invocation);

// With --json prints `value` and returns true.
bool print_as_json(Invocation& invocation, const json::value& value);

// The member as people read it: texts as they are, nothing for null, anything else as JSON.
std::string cell(const json::value& object, std::string_view member);

// A time of an answer without the fraction of its second, for tables.
std::string to_seconds(const std::string& time);

// The items of a list, or of any member that is an array.
const json::array& items_of(const json::value& object, std::string_view member = "items");

// Those of the options that were given, as a query: {"--user", "user"}.
ApiClient::Query query_of(const Arguments& arguments, std::initializer_list<const char*> options);

// The filters of lists, as GET /v1/notifications takes them.
std::vector<OptionSpec> filter_options();
inline constexpr std::initializer_list<const char*> kFilters{
    "--user", "--state", "--channel", "--type", "--event-id", "--since", "--until", "--limit", "--cursor"};

// The content of a file, or of standard input for "-".
Result<std::string> read_input(const std::string& path);

// A table of notifications, with a note on how to go on where there are more.
void print_notifications(Invocation& invocation, const json::value& list);

// One value of a list of pairs, aligned: "state      delivered".
void print_pair(Invocation& invocation, std::string_view name, const std::string& value);

}  // namespace tidings::app
