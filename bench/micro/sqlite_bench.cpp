#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/system_clock.h"

// What a commit of the embedded engine costs, each one synced to the disk. The folder is made where TMPDIR
// says.
namespace tidings {
namespace {

using adapters::sqlite::Database;
using core::State;

constexpr int kEvents = 500;  // of a batch of the notifier

class Folder {
public:
    Folder() {
        std::string path = (std::filesystem::temp_directory_path() / "tidings-bench-XXXXXX").string();
        if (!::mkdtemp(path.data())) std::abort();
        path_ = path;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// Calls what app/ calls every second, beside the time that is measured: it has a thread of its own there.
void maintain(benchmark::State& bench, Database& database) {
    bench.PauseTiming();
    database.maintain().value();
    bench.ResumeTiming();
}

void append(benchmark::State& bench) {
    const Folder folder;
    const auto database = Database::open(folder.path()).value();
    const adapters::SystemClock clock;
    adapters::sqlite::SqliteEventLog log(*database, clock);
    const ports::NewRecord record{
        core::Topic::events,
        "user-4711",
        {{"ce_type", "order.completed"}, {"ce_source", "shop"}, {"ce_id", "0123456789ab"}},
        std::string(400, 'x')};
    const std::vector records(static_cast<std::size_t>(bench.range(0)), record);
    for (auto _ : bench) {
        log.append(records).value();
        maintain(bench, *database);
    }
    bench.SetItemsProcessed(bench.iterations() * bench.range(0));
}
BENCHMARK(append)->Arg(1)->Arg(100)->Arg(500)->Unit(benchmark::kMicrosecond)->UseRealTime();

ports::Changes decided_batch(int batch, int users) {
    ports::Changes changes;
    const Time now = from_micros(1'800'000'000'000'000 + std::int64_t{batch} * 20'000);
    changes.offsets = {{{core::Topic::events, 0},
                        std::int64_t{batch} * kEvents,
                        std::int64_t{batch + 1} * kEvents,
                        {.events = kEvents}}};
    for (int i = 0; i < kEvents; ++i) {
        ports::StoredEvent stored;
        auto& e = stored.event;
        const int number = batch * kEvents + i;
        e.source = core::Source("shop");
        e.id = core::EventId("event-" + std::to_string(number));
        e.type = core::TypeName("order.completed");
        e.user = core::UserId("user-" + std::to_string(number * 7919LL % users));
        e.data = json::object{{"order_id", "A-1000"}, {"total", 19.99}, {"currency", "EUR"}};
        e.received_at = now + Duration{i};
        stored.body_hash = e.body_hash();
        stored.decided_at = now;
        for (const core::Channel channel : core::kChannels) {
            core::Notification n;
            n.id = core::notification_id(e.received_at, e.source, e.id, e.user, core::name(channel));
            n.source = e.source;
            n.event_id = e.id;
            n.type = e.type;
            n.user = e.user;
            n.channel = channel;
            n.state = State::queued;
            n.round = 1;
            n.created_at = n.updated_at = n.due_at = n.first_due_at = now;
            n.expires_at = now + std::chrono::hours{72};
            n.address = "somebody@example.org";
            n.template_locale = "en";
            stored.decisions.push_back({e.user, channel, true, core::Reason::ok, ""});
            changes.notifications.push_back({n, std::string(300, 'c')});
        }
        changes.events.push_back(std::move(stored));
    }
    return changes;
}

ports::Changes settled_batch(const ports::Changes& decided) {
    ports::Changes changes;
    for (const auto& [notification, content] : decided.notifications) {
        core::Notification n = notification;
        n.state = State::delivered;
        n.attempt_count = 1;
        n.provider = "outbox";
        ++n.revision;
        changes.updates.push_back({n, State::queued, std::nullopt});
        changes.attempts.push_back(
            {n.id, 1, 1, "outbox", n.due_at, n.due_at, core::OutcomeKind::delivered, "", n.id.str()});
    }
    return changes;
}

// Notifications decided and settled: 500 events of three, then 1,500 updates and attempts.
void decide_and_settle(benchmark::State& bench) {
    const Folder folder;
    const auto database = Database::open(folder.path()).value();
    adapters::sqlite::SqliteStore store(*database);
    const int users = static_cast<int>(bench.range(0));
    int batch = 0;
    Duration settling{};
    for (auto _ : bench) {
        bench.PauseTiming();
        const auto decided = decided_batch(batch++, users);
        const auto settled = settled_batch(decided);
        bench.ResumeTiming();
        store.commit(decided).value();
        const auto half = std::chrono::steady_clock::now();
        store.commit(settled).value();
        settling += std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - half);
        maintain(bench, *database);
    }
    bench.SetItemsProcessed(bench.iterations() * kEvents * 3);
    bench.counters["settle_us"] =
        benchmark::Counter(static_cast<double>(settling.count()), benchmark::Counter::kAvgIterations);
}
BENCHMARK(decide_and_settle)->Arg(1'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidings
