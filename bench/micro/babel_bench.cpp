#include <benchmark/benchmark.h>

#include "babel/vocabulary.h"
#include "base/json.h"
#include "jinja/template.h"

namespace tidings::babel {
namespace {

constexpr std::int64_t kCalls = 20;

// One rendering of a template with twenty of an expression; items are the calls.
void call(benchmark::State& state, const char* expression) {
    jinja::Options options;
    options.vocabulary = &vocabulary();
    std::string source;
    for (std::int64_t i = 0; i < kCalls; ++i) source += expression;
    const auto compiled = jinja::Template::compile(source, options).value();
    const jinja::Surroundings around{.locale = "de", .time_zone = TimeZone::find("Europe/Berlin").value()};
    const json::object data{{"total", 1234.5}, {"at", "2026-03-29T10:00:00Z"}, {"n", 3}};
    for (auto _ : state) benchmark::DoNotOptimize(compiled.render(data, around).value());
    state.SetItemsProcessed(state.iterations() * kCalls);
}

BENCHMARK_CAPTURE(call, currencyformat, "{{ total|currencyformat('EUR') }}");
BENCHMARK_CAPTURE(call, numberformat, "{{ total|numberformat }}");
BENCHMARK_CAPTURE(call, dateformat, "{{ at|dateformat }}");
BENCHMARK_CAPTURE(call, datetimeformat, "{{ at|datetimeformat('full') }}");
BENCHMARK_CAPTURE(call, timedeltaformat, "{{ at|timedeltaformat(add_direction=true) }}");
BENCHMARK_CAPTURE(call, plural, "{{ n|plural(one='a', other='b') }}");
BENCHMARK_CAPTURE(call, strftime, "{{ (at|datetime).strftime('%d.%m.%Y') }}");

}  // namespace
}  // namespace tidings::babel
