#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/api_client.h"
#include "app/command.h"

// What the commands that speak to a server have in common.
namespace tidings::app {

inline constexpr const char* kClientSection = "Clients of a running server";

// --json, --url, --admin-url and --key behind a command's own options.
std::vector<OptionSpec> client_options(std::vector<OptionSpec> own = {});

// Finds the server: --url, else TIDINGS_URL, else where this process would listen itself. Its admin, where
// that is another process: --admin-url, else TIDINGS_ADMIN_URL beside TIDINGS_URL, or the setting admin.url
// where neither --url nor TIDINGS_URL is given. The key: --key, else TIDINGS_KEY.
Result<ApiClient> make_client(const Invocation& invocation);

// --json, as every command has it that prints an answer.
OptionSpec json_option();

// With --json prints `value` and returns true.
bool print_as_json(Invocation& invocation, const json::value& value);

// Asks a server and prints what it answers: as JSON where that is wanted, else by `print`. Returns the exit
// code.
using Print = std::function<void(Invocation&, const json::value&)>;
Result<int> ask_and_print(Invocation& invocation, std::string_view method, const std::string& path,
                          const std::optional<json::value>& body, const Print& print);

// That one of these was given beside `option`, which stands alone, as a misuse; empty: none was.
std::string beside(const Arguments& arguments, const std::string& option,
                   std::initializer_list<const char*> others);

// The JSON that an option holds: as it stands, "@FILE", or "-" for standard input.
Result<json::value> json_argument(const Arguments& arguments, const std::string& option);

// How long `--wait` says to wait, a duration; the client is given that time to answer, and what an answer
// takes. Nothing: not to wait.
std::optional<std::string> read_wait(const Arguments& arguments, ApiClient& client);

// The member as people read it: texts as they are, nothing for null, anything else as JSON.
std::string cell(const json::value& object, std::string_view member);

// A member that is an array of texts, as a comma list.
std::string joined(const json::value& object, std::string_view member);

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

// How to go on where a list has more.
void print_cursor(Invocation& invocation, const json::value& list);

// A table of notifications, with that note.
void print_notifications(Invocation& invocation, const json::value& list);

// One value of a list of pairs, aligned: "state      delivered".
void print_pair(Invocation& invocation, std::string_view name, const std::string& value);

}  // namespace tidings::app
