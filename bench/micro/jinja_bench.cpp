#include <benchmark/benchmark.h>

#include "base/json.h"
#include "jinja/template.h"

namespace tidings::jinja {
namespace {

// About what an e-mail's text has: twenty expressions, a loop, two conditions.
constexpr const char* kSource =
    "Hello {{ user.name|title }},\n\nyour order {{ order.id }} of {{ order.day }} is on its way.\n"
    "{% for item in order.items_list %}- {{ item.count }} x {{ item.name }}: {{ '%.2f'|format(item.price) "
    "}}\n"
    "{% endfor %}{% if order.note %}Note: {{ order.note|truncate(40) }}\n{% endif %}"
    "Total: {{ order.total|round(2) }} {{ order.currency|upper }}\n"
    "{% if user.tier == 'gold' and order.total > 100 %}Thank you, {{ user.name }}.{% endif %}\n{{ "
    "link|d('-') }}\n";

json::object data() {
    return json::read(R"({"user": {"name": "ann smith", "tier": "gold"}, "link": "https://e.example/o/1",
        "order": {"id": 4711, "day": "Monday", "total": 123.456, "currency": "eur", "note": "ring twice",
        "items_list": [{"count": 2, "name": "pen", "price": 1.5}, {"count": 1, "name": "ink", "price": 20.0},
                       {"count": 3, "name": "paper", "price": 4.25}]}})")
        .value()
        .as_object();
}

void render(benchmark::State& state, bool autoescape) {
    const auto compiled = Template::compile(kSource, {.autoescape = autoescape}).value();
    const json::object context = data();
    for (auto _ : state) benchmark::DoNotOptimize(compiled.render(context).value());
}

void render_plain(benchmark::State& state) {
    render(state, false);
}
BENCHMARK(render_plain);

void render_escaped(benchmark::State& state) {
    render(state, true);
}
BENCHMARK(render_escaped);

void compile(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(Template::compile(kSource, {}).value());
}
BENCHMARK(compile);

}  // namespace
}  // namespace tidings::jinja
