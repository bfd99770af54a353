#include "app/commands/client.h"
#include "app/commands/commands.h"

namespace tidings::app {

namespace {

Result<int> run_audit(Invocation& invocation) {
    const Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    const Result<json::value> ledger = client->get(path_of({"ledger"}, {{"recount", "true"}}));
    if (!ledger) return ledger.error();
    const bool balanced = cell(*ledger, "balanced") == "true";
    if (print_as_json(invocation, *ledger)) return balanced ? 0 : 1;
    for (const char* const name : {"accepted", "lag", "events", "duplicates", "changes", "unreadable", "gaps",
                                   "missing", "decided", "purged"}) {
        print_pair(invocation, name, cell(*ledger, name));
    }
    const json::value* const states =
        ledger->is_object() ? json::member(ledger->get_object(), "states") : nullptr;
    if (states != nullptr && states->is_object()) {
        for (const auto& [name, count] : states->get_object()) {
            print_pair(invocation, "  " + std::string(name), cell(*states, name));
        }
    }
    for (const json::value& fault : items_of(*ledger, "faults")) {
        const std::string text = fault.is_string() ? std::string(fault.get_string()) : json::write(fault);
        invocation.out << invocation.style.red("fault: " + printable(text)) << '\n';
    }
    invocation.out << (balanced ? invocation.style.green("the ledger balances")
                                : invocation.style.red("the ledger does not balance"))
                   << '\n';
    return balanced ? 0 : 1;
}

}  // namespace

CommandSpec audit_command() {
    return {.name = "audit",
            .section = kClientSection,
            .help =
                "Count the rows and print the ledger: was anything lost, or made twice? "
                "Exit 1 when it does not balance",
            .examples = "  tidings audit --url http://127.0.0.1:8080",
            .options = client_options(),
            .run = run_audit};
}

}  // namespace tidings::app
