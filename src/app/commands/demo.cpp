#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "app/commands/commands.h"
#include "app/demo/acts.h"
#include "app/wiring.h"
#include "base/log.h"

namespace tidings::app {

namespace {

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

Result<int> run(Invocation& invocation) {
    // Piped into `head`, it still ends by taking its folder away.
    static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
    const TemporaryFolder folder;
    if (folder.path().empty()) return unavailable("cannot make a temporary folder; is TMPDIR writable?");
    const Result<Settings> settings = demo_settings(folder.path());
    if (!settings) return settings.error();
    log::configure(log::Level::error, log::Format::logfmt);
    const auto server = start_server(*settings);
    if (!server) return server.error();

    const ApiClient client((*server)->url(), Secret());
    Story story(client, invocation.out, invocation.style);
    invocation.out << "An embedded engine of its own is running at " << client.base_url() << ",\n"
                   << "its data in " << folder.path() << ".\n";
    for (const auto act : {three_events, retry, quiet_hour, dead_letter, ledger}) {
        if (const Result<> done = act(story); !done) story.fail(done.error());
    }
    invocation.out << (story.all_happened() ? kNext : "\nNot all of it happened.\n");
    return story.all_happened() ? 0 : 1;
}

}  // namespace

CommandSpec demo_command() {
    return {.name = "demo",
            .section = kServerSection,
            .help = "Show the whole story in under a minute: events, a retry, a quiet hour, a dead letter",
            .examples = "  tidings demo",
            .run = run};
}

}  // namespace tidings::app
