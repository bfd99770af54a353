#include <string>

#include <benchmark/benchmark.h>

#include "base/json.h"

namespace {

// An event as producers send it, about 300 bytes.
const std::string kEvent = R"({"specversion":"1.0","type":"order.completed","source":"shop","id":"8f14e45f",)"
                           R"("subject":"u-1001","data":{"order_id":"A-4711","total":129.9,"currency":"EUR",)"
                           R"("items":[{"name":"Lamp","quantity":1,"price":79.9},)"
                           R"({"name":"Bulb \"warm\" 7 W","quantity":2,"price":25}]}})";

void count_bytes(benchmark::State& state) {
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kEvent.size()));
}

void read_event(benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
        benchmark::DoNotOptimize(tidings::json::parse(kEvent));
    }
    count_bytes(state);
}
BENCHMARK(read_event);

void write_event(benchmark::State& state) {
    const auto event = *tidings::json::parse(kEvent);
    std::string text;
    for ([[maybe_unused]] auto _ : state) {
        text.clear();
        tidings::json::write(event, text);
        benchmark::DoNotOptimize(text);
    }
    count_bytes(state);
}
BENCHMARK(write_event);

}  // namespace
