#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "app/commands/client.h"
#include "app/commands/commands.h"
#include "app/demo/acts.h"
#include "app/wiring.h"
#include "base/log.h"

namespace tidings::app {

namespace {

// How long anything in it may take, on a machine that stands still for a while too.
constexpr auto kPatience = std::chrono::seconds{60};

constexpr std::string_view kLeftOut = R"(
Left out, for it takes a clock that can be turned (`tidings demo`): waits of minutes between tries, and a night
that ends. The event type demo.order stays in the catalog; the people's names end with "{}".
)";

constexpr std::string_view kNext = R"(
What next:
  tidings serve &
  curl localhost:8080/v1/events --json '{"type": "user.registered",
    "user": "u1", "data": {"name": "Ada", "email": "ada@example.com"}}'
  tidings list --user u1
  curl -s localhost:8080/v1/outbox
)";

// A folder that goes away with its owner.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::error_code none;  // then the path is empty
        std::string pattern = (std::filesystem::temp_directory_path(none) / "tidings-demo-XXXXXX").string();
        if (none) return;
        if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;  // empty: it could not be made
};

// Of what the user has set nothing counts here, so that the demo is the same for everyone.
Result<Settings> demo_settings(const std::string& folder) {
    Settings settings;
    for (const auto& [name, text] :
         {std::pair{"data.dir", folder.c_str()}, std::pair{"http.listen", "127.0.0.1:0"},
          std::pair{"test_clock", "true"}, std::pair{"retry.jitter", "0"}}) {
        if (const Result<> set = settings.set(name, text, "demo"); !set) return set.error();
    }
    return settings;
}

void play(Story& story) {
    for (const auto act : {three_events, retry, quiet_hour, dead_letter, ledger}) {
        if (const Result<> done = act(story); !done) story.fail(done.error());
    }
}

int end(Invocation& invocation, const Story& story, std::string_view next) {
    invocation.out << (story.all_happened() ? next : "\nNot all of it happened.\n");
    return story.all_happened() ? 0 : 1;
}

// Against a server that is running already. Others may be at work there, and nothing that is theirs is
// touched.
Result<int> run_live(Invocation& invocation) {
    Result<ApiClient> client = make_client(invocation);
    if (!client) return client.error();
    client->set_timeout(kPatience);
    Story story(*client, invocation.out, invocation.style, kPatience, live_stage());
    invocation.out << "Played against " << printable(client->base_url()) << ".\n";
    if (const Result<> done = put_short_waits(story); !done) return done.error();
    play(story);
    return end(invocation, story, fmt::format(kLeftOut, story.stage().suffix));
}

Result<int> run_demo(Invocation& invocation) {
    if (invocation.arguments.has("--url")) return run_live(invocation);
    // Piped into `head`, it still ends by taking its folder away.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    const TemporaryFolder folder;
    if (folder.path().empty()) return unavailable("cannot make a temporary folder; is TMPDIR writable?");
    const Result<Settings> settings = demo_settings(folder.path());
    if (!settings) return settings.error();
    log::configure(log::Level::error, log::Format::logfmt);
    const auto server = start_server(*settings);
    if (!server) return server.error();

    ApiClient client((*server)->url(), Secret());
    client.set_timeout(kPatience);
    Story story(client, invocation.out, invocation.style, kPatience);
    invocation.out << "An embedded engine of its own is running at " << client.base_url() << ",\n"
                   << "its data in " << folder.path() << ".\n";
    play(story);
    return end(invocation, story, kNext);
}

// Those of the clients, but for --json; --url has no default here.
std::vector<OptionSpec> options() {
    std::vector<OptionSpec> own = client_options();
    std::erase_if(own, [](const OptionSpec& option) { return option.name == "--json"; });
    for (OptionSpec& option : own) {
        if (option.name == "--url")
            option.help = "Play it against this running server, without a clock to turn";
    }
    return own;
}

}  // namespace

CommandSpec demo_command() {
    return {
        .name = "demo",
        .section = kServerSection,
        .help = "Show the whole story in under a minute: events, a retry, a quiet hour, a dead letter",
        .examples =
            "  tidings demo\n"
            "  tidings demo --url http://127.0.0.1:8080\n"
            "Against a running server it needs the provider `outbox`, and where there are keys one with the\n"
            "scope admin. It writes to people of its own at example.com, and leaves them there.",
        .options = options(),
        .run = run_demo};
}

}  // namespace tidings::app
