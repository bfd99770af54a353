#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "adapters/sqlite/sqlite_event_log.h"
#include "adapters/sqlite/sqlite_store.h"
#include "adapters/system/system_clock.h"
#include "store_batches.h"

// What a commit of the embedded engine costs, each one synced to the disk. The folder is made where TMPDIR
// says.
namespace tidings {
namespace {

using adapters::sqlite::Database;

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
