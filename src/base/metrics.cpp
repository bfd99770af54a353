#include "base/metrics.h"

#include <algorithm>
#include <mutex>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/assert.h"

namespace tidings {

namespace {

bool is_our_name(std::string_view name) {
    return name.starts_with("tidings_") && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

}  // namespace

void Counter::add(double amount) {
    counter_.Increment(amount);
}
double Counter::value() const {
    return counter_.Value();
}

void Gauge::set(double value) {
    gauge_.Set(value);
}
void Gauge::add(double amount) {
    gauge_.Increment(amount);
}
double Gauge::value() const {
    return gauge_.Value();
}

void Histogram::observe(double value) {
    histogram_.Observe(value);
}
void Histogram::observe(Duration d) {
    observe(std::chrono::duration<double>(d).count());
}

std::vector<double> duration_buckets() {
    return {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

struct Metrics::Impl {
    using Key = std::pair<std::string, Labels>;

    template <class Ours, class Theirs, class... Extra>
    Ours& get(std::map<Key, std::unique_ptr<Ours>>& made, prometheus::detail::Builder<Theirs> builder,
              std::string_view name, std::string_view help, const Labels& labels, const Extra&... extra) {
        TIDINGS_ASSERT(is_our_name(name));
        const std::lock_guard lock(mutex);
        auto& slot = made[Key{name, labels}];
        if (!slot) {
            auto& family = builder.Name(std::string(name)).Help(std::string(help)).Register(registry);
            slot = std::make_unique<Ours>(family.Add(labels, extra...));
        }
        return *slot;
    }

    std::mutex mutex;
    prometheus::Registry registry;
    std::map<Key, std::unique_ptr<Counter>> counters;
    std::map<Key, std::unique_ptr<Gauge>> gauges;
    std::map<Key, std::unique_ptr<Histogram>> histograms;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    return impl_->get(impl_->counters, prometheus::BuildCounter(), name, help, labels);
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return impl_->get(impl_->gauges, prometheus::BuildGauge(), name, help, labels);
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels,
                              const std::vector<double>& buckets) {
    return impl_->get(impl_->histograms, prometheus::BuildHistogram(), name, help, labels, buckets);
}

std::string Metrics::text() const {
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace tidings
