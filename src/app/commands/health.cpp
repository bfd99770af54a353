#include "app/commands/client.h"
#include "app/commands/commands.h"

namespace tidings::app {

namespace {

// It runs every few seconds where it is a container's health check, and has to answer before its time is up.
constexpr Duration kPatience = std::chrono::seconds{3};

Result<int> run_health(Invocation& invocation) {
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    client->set_timeout(kPatience);
    const bool live = invocation.arguments.has("--live");
    const Result<ApiClient::Answer> answer = client->exchange("GET", live ? "/healthz" : "/readyz");
    if (!answer) return answer.error();
    const bool good = answer->status == 200;
    if (!print_as_json(invocation, live ? json::object{{"live", good}} : answer->body)) {
        const std::string word = std::string(good ? "" : "not ") + (live ? "live" : "ready");
        const std::string parts = answer->body.is_null() ? "" : ' ' + json::write(answer->body);
        invocation.out << (good ? invocation.style.green(word) : invocation.style.red(word)) << parts << '\n';
    }
    return good ? 0 : 1;
}

}  // namespace

CommandSpec health_command() {
    return {
        .name = "health",
        .section = kClientSection,
        .help = "Ask whether the server is ready; exit 0 if it is",
        .examples =
            "  tidings health --url http://127.0.0.1:8081\n"
            "  HEALTHCHECK CMD [\"tidings\", \"health\"]    # in a Dockerfile: of the role in TIDINGS_ROLES",
        .options = client_options(
            {{.name = "--live", .help = "Ask only whether it lives, not whether it can work"}}),
        .run = run_health};
}

}  // namespace tidings::app
