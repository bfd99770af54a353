#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/settings.h"
#include "base/result.h"
#include "ports/clock.h"
#include "ports/event_log.h"
#include "ports/store.h"
#include "ports/store_queries.h"
#include "ports/task_queue.h"
#include "services/catalog/catalog.h"

namespace tidings::app {

// The secret that unsubscribe links are signed with.
inline constexpr const char* kUnsubscribeKey = "unsubscribe.key";

// How a part that stands behind the ports fares.
struct PartHealth {
    std::string name;       // "log", "store", "queue", "group"
    bool required = false;  // by the roles of this process: without it, it is not ready
    Result<> state;
    bool is_coming = false;  // not there yet, which is no fault
};

// What stands behind the ports. One thread may call `maintain`; the ports keep their own promises.
class Engine {
public:
    virtual ~Engine() = default;

    virtual std::string_view name() const = 0;
    virtual ports::EventLog& log() = 0;
    virtual ports::Clock& clock() = 0;

    // Whether the roles of this process use store and queue. Where they do not, there are none: asking for
    // them is a bug (assertion).
    virtual bool has_store() const = 0;
    virtual bool has_queue() const = 0;
    virtual ports::Store& store() = 0;
    virtual ports::StoreQueries& queries() = 0;
    virtual ports::TaskQueue& queue() = 0;

    // Sets the test clock; empty where time is real.
    virtual std::function<Result<>(Time)> set_clock() = 0;

    // Housekeeping, and a look at every part; to be called about every second. Says which part it turns to,
    // since one that stands still keeps it waiting for as long as that part's own bounds allow.
    using TurnsTo = std::function<void(const std::string& part)>;
    virtual std::vector<PartHealth> maintain(const TurnsTo& turns_to) = 0;

    // How many accepted records wait to be decided, as far as the log can tell without the store; none where
    // only the store knows.
    virtual Result<std::int64_t> lag() = 0;

    // Random bytes as hex that outlive the process and are the same for all processes: made by `tidings init`
    // where there are several, else at the first start.
    virtual Result<Secret> keep_secret(const std::string& name, const catalog::Catalog& catalog) = 0;

    // The gateway's stamp of the newest record of the event logs, which may be ahead of the clock of then;
    // the earliest moment there is where they are empty, or where several processes append.
    virtual Result<Time> newest_stamp() = 0;
};

// The engine that the settings name, ready to be used. Errc::unavailable: a server does not answer, which may
// be tried again; any other error is for a person to mend, and says how. `waits_for` is called before each
// server is turned to, with its setting and its address: "kafka.brokers: kafka (host:port)".
using WaitsFor = std::function<void(const std::string& server)>;
Result<std::unique_ptr<Engine>> make_engine(
    const Settings& settings, const WaitsFor& waits_for = [](const auto&) {});

// Each of the two, by the file that makes it.
Result<std::unique_ptr<Engine>> make_embedded_engine(const Settings& settings);
Result<std::unique_ptr<Engine>> make_cluster_engine(const Settings& settings, const WaitsFor& waits_for);

// A record that is still on the log may be read again; its event must still be known then.
Result<> keeps_long_enough(const Settings& settings);

// The limits of the channels that have one.
std::map<core::Channel, core::RateLimit> limits_in(const Settings& settings);

}  // namespace tidings::app
