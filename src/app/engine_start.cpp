#include "app/engine_start.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "app/steady_now.h"
#include "app/under_watch.h"
#include "base/log.h"

namespace tidings::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kFirstPause = milliseconds{250};
constexpr Duration kLongestPause = seconds{5};
constexpr auto kCatalogPause = milliseconds{20};
constexpr int kCatalogTries = 1'500;

// The part behind a text that begins with a setting: "kafka.brokers: …".
std::string part_of(const std::string& text) {
    if (text.starts_with("kafka.")) return "log";
    return text.starts_with("redis.") ? "queue" : "store";
}

// What the thread that opens an engine waits for, for the one that watches it.
class Place {
public:
    void set(const std::string& text) {
        const std::lock_guard lock(mutex_);
        text_ = text;
    }
    std::string get() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }

private:
    mutable std::mutex mutex_;
    std::string text_;
};

}  // namespace

Result<std::unique_ptr<Engine>> Start::engine() {
    if (settings_.text("engine") == "embedded") return make_engine(settings_);
    for (Duration pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
        Result<std::unique_ptr<Engine>> engine = std::unique_ptr<Engine>();
        Place place;
        const bool done =
            run([&] { engine = make_engine(settings_, [&](const auto& text) { place.set(text); }); },
                [&] { return place.get(); });
        if (!done) return std::unique_ptr<Engine>();
        if (engine && outage_.works(steady_now() + Outage::kFineFor)) log::info("all servers answer");
        if (engine || engine.error().code != Errc::unavailable) return engine;
        if (const auto told = tell(engine.error(), pause); !told) return told.error();
        if (signals_.wait_for(pause)) return std::unique_ptr<Engine>();
    }
}

bool Start::run(const std::function<void()>& work) {
    if (settings_.text("engine") == "embedded") {
        work();
        return true;
    }
    return run(work, [this] {
        return "kafka.brokers: the catalog on kafka (" + settings_.text("kafka.brokers") + ")";
    });
}

bool Start::run(const std::function<void()>& work, const std::function<std::string()>& waits_for) {
    return UnderWatch{}.run(signals_, work, [&] {
        const std::string what = waits_for();
        if (outage_.failed(what, steady_now())) {
            log::warning("a server has not answered yet", {{"server", what}});
        }
        // Where it cannot listen, the server will say so when its turn comes.
        (void)open_room(what);
    });
}

Result<> Start::tell(const Error& error, Duration pause) {
    if (const auto held_back = outage_.failed(error.message, steady_now())) {
        log::warning("a server does not answer; it is tried again",
                     {{"error", error.message}, {"after", pause}, {"held_back", *held_back}});
    }
    return open_room(error.message);
}

Result<> Start::open_room(const std::string& what) {
    if (!room_) {
        auto opened = WaitingRoom::open(settings_);
        if (!opened) return opened.error();
        room_ = std::move(*opened);
    }
    room_->missing(part_of(what));
    return {};
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
