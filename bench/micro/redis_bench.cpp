#include <array>
#include <cstdlib>
#include <ctime>

#include <benchmark/benchmark.h>

#include "adapters/redis/redis_task_queue.h"
#include "adapters/system/system_clock.h"

// What a task costs from push to acknowledgement on a Redis of its own, which it empties:
// TIDINGS_TEST_REDIS=redis://127.0.0.1:6390. Both sides' CPU stand beside the time, in microseconds a task.
namespace tidings {
namespace {

using adapters::redis::Connection;
using adapters::redis::RedisTaskQueue;

double own_cpu() {
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e6 + static_cast<double>(spent.tv_nsec) / 1e3;
}

double redis_cpu(Connection& connection) {
    const auto info = connection.command({"INFO", "cpu"}).value();
    double sum = 0;
    for (const std::string_view name : {"used_cpu_sys:", "used_cpu_user:"}) {
        sum += std::strtod(info.text().substr(info.text().find(name) + name.size()).data(), nullptr);
    }
    return sum * 1e6;
}

std::vector<core::Task> tasks(std::int64_t count, std::uint64_t& last) {
    std::vector<core::Task> out(static_cast<std::size_t>(count));
    for (core::Task& task : out) {
        ++last;
        for (std::size_t i = 0; i < 8; ++i) {
            task.id.notification.bytes[i] = static_cast<std::uint8_t>(last >> (8 * i));
        }
        task.id.round = 1;
        task.user = core::UserId("user-4711");
        task.type = core::TypeName("order.completed");
        task.priority = core::kPriorities[last % 4];
        task.channel = core::kChannels[last % 3];
        task.address = "someone@example.org";
        task.content = R"({"subject":"Your order 4711","text":")" + std::string(300, 'x') + R"("})";
        task.good_until = from_micros(1'900'000'000'000'000);
    }
    return out;
}

void push_take_acknowledge(benchmark::State& bench) {
    const char* url = std::getenv("TIDINGS_TEST_REDIS");
    if (!url) return bench.SkipWithError("TIDINGS_TEST_REDIS names no Redis");
    const adapters::SystemClock clock;
    adapters::redis::QueueOptions options;
    options.address = adapters::redis::parse_url(url).value();
    options.process = "bench";
    if (bench.range(1) > 0) {
        for (const auto channel : core::kChannels) {
            options.limits[channel] = {bench.range(1), std::chrono::seconds{1}};
        }
    }
    auto raw = Connection::open(options.address, options.timeouts).value();
    raw->command({"FLUSHALL"}).value();
    RedisTaskQueue queue(options, clock);
    queue.begin_refill().value();
    queue.end_refill().value();

    const std::vector channels(core::kChannels.begin(), core::kChannels.end());
    const auto batch = static_cast<std::size_t>(bench.range(0));
    std::uint64_t last = 0;
    std::array<double, 2> before{own_cpu(), redis_cpu(*raw)};
    for (auto _ : bench) {
        queue.push(tasks(bench.range(0), last)).value();
        const auto leased = queue.take({channels, batch, std::chrono::seconds{15}}).value();
        if (leased.size() != batch) bench.SkipWithError("a take gave less than was pushed");
        queue.acknowledge(leased).value();
    }
    const auto items = static_cast<double>(bench.iterations() * bench.range(0));
    bench.counters["client_us"] = (own_cpu() - before[0]) / items;
    bench.counters["redis_us"] = (redis_cpu(*raw) - before[1]) / items;
    bench.SetItemsProcessed(bench.iterations() * bench.range(0));
}
BENCHMARK(push_take_acknowledge)
    ->ArgNames({"batch", "limit"})
    ->ArgsProduct({{1, 50, 200}, {0, 1'000'000}})
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

}  // namespace
}  // namespace tidings
