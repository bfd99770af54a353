#include "app/service_loop.h"

#include <array>
#include <atomic>
#include <future>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>

namespace tidings::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::HasSubstr;

// A service whose steps a test scripts, and that tells when a step has happened.
struct Scripted {
    std::function<Result<std::size_t>(int)> script = [](int) -> Result<std::size_t> { return 0U; };
    Duration idle = hours{1};
    std::function<bool()> drained;
    Metrics metrics;
    std::promise<std::string> crash;

    std::mutex mutex;
    std::condition_variable changed;
    int steps = 0;

    ServiceLoop loop{{"scripted", [this] { return step(); }, [this] { return idle; },
                      [this] { return !drained || drained(); }},
                     metrics,
                     [this](const std::string& name) { crash.set_value(name); }};

    Result<std::size_t> step() {
        int number = 0;
        {
            const std::lock_guard lock(mutex);
            number = ++steps;
        }
        changed.notify_all();
        return script(number);
    }

    void wait_for_steps(int count) {
        std::unique_lock lock(mutex);
        ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds{10}, [&] { return steps >= count; }));
    }

    int count() {
        const std::lock_guard lock(mutex);
        return steps;
    }
};

TEST(ServiceLoop, StepsAgainAtOnceWhileThereIsWork) {
    Scripted service;
    service.script = [](int number) -> Result<std::size_t> { return number < 5 ? 1U : 0U; };
    service.loop.start();
    service.wait_for_steps(5);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_EQ(service.count(), 5);
}

TEST(ServiceLoop, AWakeEndsTheRest) {
    Scripted service;
    service.loop.start();
    service.wait_for_steps(1);
    service.loop.wake();
    service.wait_for_steps(2);
}

TEST(ServiceLoop, AWakeBeforeTheRestIsNotLost) {
    Scripted service;
    service.script = [&](int number) -> Result<std::size_t> {
        if (number == 1) service.loop.wake();
        return 0U;
    };
    service.loop.start();
    service.wait_for_steps(2);
}

TEST(ServiceLoop, RestsNoLongerThanTheServiceSays) {
    Scripted service;
    service.idle = milliseconds{1};
    service.loop.start();
    service.wait_for_steps(5);
}

TEST(ServiceLoop, StopEndsTheRestAndTheThread) {
    Scripted service;
    service.loop.start();
    service.wait_for_steps(1);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_EQ(service.count(), 1);
}

TEST(ServiceLoop, StepsOnUntilDrained) {
    Scripted service;
    std::atomic<int> in_hand = 3;
    std::atomic<bool> draining = false;
    service.script = [&](int) -> Result<std::size_t> {
        if (draining) --in_hand;
        return draining ? 1U : 0U;
    };
    service.drained = [&] {
        draining = true;
        return in_hand == 0;
    };
    service.loop.start();
    service.wait_for_steps(1);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_EQ(in_hand, 0);
    EXPECT_EQ(service.count(), 4);
}

TEST(ServiceLoop, AbandonEndsADrainThatDoesNotEnd) {
    Scripted service;
    service.idle = milliseconds{1};
    service.drained = [] { return false; };
    service.loop.start();
    service.loop.request_stop();
    service.wait_for_steps(3);
    service.loop.abandon();
    service.loop.join();
}

TEST(ServiceLoop, AFailedStepIsRepeatedAfterAPauseThatGrows) {
    Scripted service;
    std::vector<std::chrono::steady_clock::time_point> at;
    service.script = [&](int number) -> Result<std::size_t> {
        at.push_back(std::chrono::steady_clock::now());
        if (number <= 3) return unavailable("no answer");
        return 0U;
    };
    service.loop.start();
    service.wait_for_steps(4);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_GE(at[1] - at[0], milliseconds{50});
    EXPECT_GE(at[2] - at[1], milliseconds{100});
    EXPECT_GE(at[3] - at[2], milliseconds{200});
    EXPECT_THAT(service.metrics.text(), HasSubstr("tidings_step_errors_total{service=\"scripted\"} 3\n"));
}

TEST(ServiceLoop, AStepThatWorksAgainForgetsThePause) {
    Scripted service;
    std::vector<std::chrono::steady_clock::time_point> at;
    service.script = [&](int number) -> Result<std::size_t> {
        at.push_back(std::chrono::steady_clock::now());
        const bool works = number == 6 || number > 7;
        if (works) return number == 6 ? 1U : 0U;
        return unavailable("no answer");
    };
    service.loop.start();
    service.wait_for_steps(8);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_GE(at[5] - at[4], milliseconds{800});
    EXPECT_LT(at[7] - at[6], milliseconds{800}) << "it begins anew with the shortest, which is 50 ms";
}

TEST(ServiceLoop, AWakeDoesNotShortenAPause) {
    Scripted service;
    std::vector<std::chrono::steady_clock::time_point> at;
    service.script = [&](int number) -> Result<std::size_t> {
        at.push_back(std::chrono::steady_clock::now());
        if (number > 1) return 0U;
        service.loop.wake();
        return unavailable("no answer");
    };
    service.loop.start();
    service.wait_for_steps(2);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_GE(at[1] - at[0], milliseconds{50});
}

TEST(ServiceLoop, AFailureIsMeasuredAndCounted) {
    Scripted service;
    service.script = [](int number) -> Result<std::size_t> {
        if (number == 1) return unavailable("no answer");
        return 0U;
    };
    service.loop.start();
    service.wait_for_steps(2);
    service.loop.request_stop();
    service.loop.join();
    const std::string text = service.metrics.text();
    EXPECT_THAT(text, HasSubstr("tidings_step_errors_total{service=\"scripted\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("tidings_step_duration_seconds_count{service=\"scripted\"} 1\n"));
}

TEST(ServiceLoop, WhoTellsItsFailuresItselfHasThemCountedAndNotLogged) {
    Metrics metrics;
    std::promise<void> failed;
    ServiceLoop loop({.name = "telling",
                      .step = [&, calls = 0]() mutable -> Result<std::size_t> {
                          if (++calls == 2) failed.set_value();
                          return unavailable("no answer");
                      },
                      .idle = [] { return Duration{hours{1}}; },
                      .tells_itself = true},
                     metrics, [](const auto&) {});
    ::testing::internal::CaptureStderr();
    loop.start();
    failed.get_future().wait();
    loop.abandon();
    loop.join();
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_THAT(metrics.text(), HasSubstr("tidings_step_errors_total{service=\"telling\"} "));
}

TEST(ServiceLoop, StopEndsAPause) {
    Scripted service;
    service.script = [](int) -> Result<std::size_t> { return unavailable("no answer"); };
    service.loop.start();
    service.wait_for_steps(5);  // the pause is 800 ms by now
    const auto before = std::chrono::steady_clock::now();
    service.loop.request_stop();
    service.loop.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, milliseconds{500});
}

TEST(ServiceLoop, MeasuresStepsThatDidSomething) {
    Scripted service;
    service.script = [](int number) -> Result<std::size_t> { return number <= 2 ? 7U : 0U; };
    service.loop.start();
    service.wait_for_steps(3);
    service.loop.request_stop();
    service.loop.join();
    EXPECT_THAT(service.metrics.text(),
                HasSubstr("tidings_step_duration_seconds_count{service=\"scripted\"} 2\n"));
}

TEST(ServiceLoop, AnExceptionIsReportedAndEndsTheLoop) {
    Scripted service;
    service.script = [](int) -> Result<std::size_t> { throw std::runtime_error("a bug"); };
    service.loop.start();
    EXPECT_EQ(service.crash.get_future().get(), "scripted");
    service.loop.join();
    EXPECT_EQ(service.count(), 1);
}

TEST(ServiceLoop, WhateverIsThrownIsReported) {
    Scripted service;
    service.script = [](int) -> Result<std::size_t> { throw 42; };  // NOLINT: a foreign library might
    service.loop.start();
    EXPECT_EQ(service.crash.get_future().get(), "scripted");
}

TEST(ServiceLoop, ItsThreadHasItsName) {
    Scripted service;
    std::promise<std::string> name;
    service.script = [&](int number) -> Result<std::size_t> {
        if (number > 1) {
            std::array<char, 16> text{};
            pthread_getname_np(pthread_self(), text.data(), text.size());
            name.set_value(text.data());
        }
        return 0U;
    };
    service.loop.start();
    service.wait_for_steps(1);
    service.loop.wake();
    EXPECT_EQ(name.get_future().get(), "scripted");
}

TEST(ServiceLoop, ItsWakerMayBeCalledWhenItIsNoMore) {
    std::function<void()> wake;
    {
        Scripted service;
        wake = service.loop.waker();
        service.loop.start();
        service.wait_for_steps(1);
        wake();
        service.wait_for_steps(2);
    }
    wake();
}

TEST(ServiceLoop, OneThatNeverStartedEndsToo) {
    Scripted service;
    service.loop.request_stop();
    service.loop.join();
    EXPECT_EQ(service.count(), 0);
}

}  // namespace
}  // namespace tidings::app
