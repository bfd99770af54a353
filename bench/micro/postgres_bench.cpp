#include <benchmark/benchmark.h>

#include "adapters/postgres/migrations.h"
#include "adapters/postgres/postgres_store.h"
#include "adapters/system/system_clock.h"
#include "store_batches.h"

// What a commit of the cluster engine's store costs, on one connection to the server that
// TIDINGS_TEST_POSTGRES names: tests/support/servers/run.py postgres -- …/tidings_bench
// --benchmark_filter=postgres. Its database, tidings_bench, is left there.
namespace tidings {
namespace {

// The server's URL with our database for its path.
std::string database_url(const std::string& server) {
    return server.substr(0, server.find('/', server.find("://") + 3)) + "/tidings_bench";
}

// Notifications decided and settled: 500 events on that many channels, then their updates and attempts.
void postgres_decide_and_settle(benchmark::State& bench) {
    const char* server = std::getenv("TIDINGS_TEST_POSTGRES");
    if (!server) return bench.SkipWithError("TIDINGS_TEST_POSTGRES names no PostgreSQL");
    adapters::postgres::Options options;
    options.url = Secret(database_url(server));
    adapters::postgres::migrate(options).value();
    const adapters::SystemClock clock;
    const auto store = adapters::postgres::PostgresStore::open(options, clock).value();
    const auto channels = std::span(core::kChannels).first(static_cast<std::size_t>(bench.range(0)));
    const auto before = store->offset({core::Topic::events, 0}).value().value_or(0);
    int batch = static_cast<int>(before / kEvents);
    Duration settling{};
    for (auto _ : bench) {
        bench.PauseTiming();
        const auto decided = decided_batch(batch++, 1'000'000, clock.now(), channels);
        const auto settled = settled_batch(decided);
        bench.ResumeTiming();
        store->commit(decided).value();
        const auto half = std::chrono::steady_clock::now();
        store->commit(settled).value();
        settling += std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - half);
    }
    bench.SetItemsProcessed(bench.iterations() * kEvents * bench.range(0));
    bench.counters["settle_us"] =
        benchmark::Counter(static_cast<double>(settling.count()), benchmark::Counter::kAvgIterations);
}
BENCHMARK(postgres_decide_and_settle)->Arg(1)->Arg(3)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tidings
