#include "app/engine_start.h"

#include <algorithm>
#include <thread>

#include "app/waiting_room.h"
#include "base/log.h"

namespace tidings::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFirstPause = milliseconds{250};
constexpr Duration kLongestPause = seconds{5};
constexpr auto kCatalogPause = milliseconds{20};
constexpr int kCatalogTries = 1'500;

// The part behind an error's setting: "kafka.brokers: …".
std::string part_of(const Error& error) {
    if (error.message.starts_with("kafka.")) return "log";
    return error.message.starts_with("redis.") ? "queue" : "store";
}

}  // namespace

Result<std::unique_ptr<Engine>> wait_for_engine(const Settings& settings, Signals& signals) {
    std::unique_ptr<WaitingRoom> room;
    for (Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
        auto engine = make_engine(settings);
        const bool may_come = !engine && engine.error().code == Errc::unavailable;
        if (!may_come || settings.text("engine") == "embedded") return engine;
        log::warning("a server does not answer; it is tried again",
                     {{"error", engine.error().message}, {"after", format_duration(pause)}});
        if (!room) {
            auto opened = WaitingRoom::open(settings);
            if (!opened) return opened.error();
            room = std::move(*opened);
        }
        room->missing(part_of(engine.error()));
        if (signals.wait_for(pause)) return std::unique_ptr<Engine>();
    }
}

Result<> read_to_the_end(catalog::CatalogView& catalog) {
    Result<> read;
    for (int i = 0; i < kCatalogTries; ++i) {
        read = catalog.catch_up();
        if (read || read.error().code != Errc::unavailable) break;
        std::this_thread::sleep_for(kCatalogPause);
    }
    if (!read) return read;
    if (catalog.current()->types().empty()) {
        return invalid("the catalog has no event types; run `tidings init`");
    }
    return {};
}

}  // namespace tidings::app
