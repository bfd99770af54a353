#include "base/metrics.h"

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, ACounterIsWrittenWithItsHelpAndKind) {
    Metrics metrics;
    metrics.counter("tidings_events_total", "Events accepted.").add();
    metrics.counter("tidings_events_total", "Events accepted.").add(2);
    EXPECT_EQ(metrics.text(),
              "# HELP tidings_events_total Events accepted.\n"
              "# TYPE tidings_events_total counter\n"
              "tidings_events_total 3\n");
}

TEST(Metrics, LabelsTellSeriesOfOneNameApart) {
    Metrics metrics;
    Counter& email = metrics.counter("tidings_sent_total", "Sent.", {{"channel", "email"}});
    Counter& sms = metrics.counter("tidings_sent_total", "Sent.", {{"channel", "sms"}});
    email.add(5);
    sms.add(7);
    EXPECT_EQ(&email, &metrics.counter("tidings_sent_total", "Sent.", {{"channel", "email"}}));
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_sent_total{channel=\"email\"} 5\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_sent_total{channel=\"sms\"} 7\n"));
}

TEST(Metrics, LabelValuesAreEscaped) {
    Metrics metrics;
    metrics.gauge("tidings_x", "X.", {{"name", "a\"b\\c\nd"}}).set(1);
    EXPECT_THAT(metrics.text(), HasSubstr(R"(tidings_x{name="a\"b\\c\nd"} 1)"));
}

TEST(Metrics, AGaugeGoesUpAndDown) {
    Metrics metrics;
    Gauge& depth = metrics.gauge("tidings_queue_depth", "Waiting tasks.");
    depth.set(10);
    depth.add(-3);
    EXPECT_EQ(depth.value(), 7);
    EXPECT_THAT(metrics.text(), HasSubstr("# TYPE tidings_queue_depth gauge\ntidings_queue_depth 7\n"));
}

TEST(Metrics, AHistogramCountsSecondsByBound) {
    Metrics metrics;
    Histogram& took =
        metrics.histogram("tidings_step_duration_seconds", "Steps.", {{"service", "worker"}}, {0.01, 0.1});
    took.observe(std::chrono::milliseconds{5});
    took.observe(std::chrono::milliseconds{50});
    took.observe(3.0);
    const std::string text = metrics.text();
    EXPECT_THAT(text, HasSubstr(R"(tidings_step_duration_seconds_count{service="worker"} 3)"));
    EXPECT_THAT(text, HasSubstr(R"(tidings_step_duration_seconds_bucket{service="worker",le="0.01"} 1)"));
    EXPECT_THAT(text, HasSubstr(R"(tidings_step_duration_seconds_bucket{service="worker",le="0.1"} 2)"));
    EXPECT_THAT(text, HasSubstr(R"(tidings_step_duration_seconds_bucket{service="worker",le="+Inf"} 3)"));
}

TEST(Metrics, CountingFromSeveralThreadsLosesNothing) {
    Metrics metrics;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&metrics] {
            for (int i = 0; i < 1000; ++i) metrics.counter("tidings_n_total", "N.").add();
        });
    }
    threads.clear();
    EXPECT_EQ(metrics.counter("tidings_n_total", "N.").value(), 4000);
}

TEST(Metrics, TwoRegistriesShareNothing) {
    Metrics one;
    Metrics two;
    one.counter("tidings_n_total", "N.").add();
    EXPECT_THAT(two.text(), Not(HasSubstr("tidings_n_total")));
}

TEST(MetricsDeathTest, ANameThatIsNotOursIsABug) {
    Metrics metrics;
    EXPECT_DEATH(metrics.counter("events_total", "Events."), "is_our_name");
    EXPECT_DEATH(metrics.counter("tidings_Événements", "Events."), "is_our_name");
}

}  // namespace
}  // namespace tidings
