#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace tidings {

// Figures for Prometheus. Each is made once, by whoever counts, and kept as a reference; counting is an
// atomic addition from any thread.

// Only grows. Its name ends in `_total`.
class Counter {
public:
    explicit Counter(prometheus::Counter& counter) : counter_(counter) {}
    void add(double amount = 1);  // not negative
    double value() const;

private:
    prometheus::Counter& counter_;
};

class Gauge {
public:
    explicit Gauge(prometheus::Gauge& gauge) : gauge_(gauge) {}
    void set(double value);
    void add(double amount);  // or takes away
    double value() const;

private:
    prometheus::Gauge& gauge_;
};

// Counts observations by size. Durations are in seconds, and its name ends in `_seconds`.
class Histogram {
public:
    explicit Histogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
    void observe(double value);
    void observe(Duration d);

private:
    prometheus::Histogram& histogram_;
};

using Labels = std::map<std::string, std::string>;

// Bounds for what takes between a tenth of a millisecond and ten seconds.
std::vector<double> duration_buckets();

class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // `name` is written out ("tidings_events_total"), so that a search finds it; it must begin with
    // "tidings_" and keep to a-z, 0-9 and "_". The same name and labels give the same object; a name always
    // has one kind, one help and, for histograms, the same bounds (rising). References last as long as this.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels,
                         const std::vector<double>& buckets = duration_buckets());

    // All of them in Prometheus' text format 0.0.4.
    std::string text() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tidings
