#include "app/supervisor.h"

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace tidings::app {
namespace {

using std::chrono::milliseconds;
using Words = std::vector<std::string>;

Part noted(std::string name, Words& words) {
    return {name,
            [name, &words]() -> Result<> {
                words.push_back("start " + name);
                return {};
            },
            [name, &words] { words.push_back("stop " + name); }};
}

Service idle_service(std::string name) {
    return {std::move(name), []() -> Result<std::size_t> { return 0U; },
            []() -> Duration { return std::chrono::hours{1}; }};
}

TEST(Supervisor, StartsInOrderAndStopsInReverse) {
    Metrics metrics;
    Words words;
    Supervisor supervisor(metrics);
    supervisor.add(noted("store", words));
    supervisor.add(idle_service("notifier"));
    supervisor.add(noted("http", words));
    ASSERT_TRUE(supervisor.start());
    supervisor.stop();
    supervisor.stop();
    EXPECT_EQ(words, (Words{"start store", "start http", "stop http", "stop store"}));
}

TEST(Supervisor, WhatDidNotStartIsNamedAndTheRestStops) {
    Metrics metrics;
    Words words;
    Supervisor supervisor(metrics);
    supervisor.add(noted("store", words));
    supervisor.add({"http", []() -> Result<> { return unavailable("address in use"); },
                    [&] { words.push_back("never"); }});
    const Result<> started = supervisor.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().message, "http did not start: address in use");
    EXPECT_EQ(words, (Words{"start store", "stop store"}));
}

TEST(Supervisor, TheFirstSignalDrainsAndReturnsZero) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
        Signals signals;
        Metrics metrics;
        Words words;
        Supervisor supervisor(metrics);
        supervisor.add(noted("http", words));
        ASSERT_TRUE(supervisor.start());
        kill(getpid(), signal);
        EXPECT_EQ(supervisor.run(signals), 0);
        EXPECT_EQ(words, (Words{"start http", "stop http"}));
    }
}

TEST(Supervisor, ACrashDrainsAndReturnsOne) {
    Signals signals;
    Metrics metrics;
    Words words;
    Supervisor supervisor(metrics);
    supervisor.add(noted("store", words));
    Service service = idle_service("worker");
    service.step = []() -> Result<std::size_t> { throw std::runtime_error("a bug"); };
    supervisor.add(std::move(service));
    ASSERT_TRUE(supervisor.start());
    EXPECT_EQ(supervisor.run(signals), 1);
    EXPECT_EQ(words, (Words{"start store", "stop store"}));
}

TEST(Supervisor, AServiceIsLetFinishWhatItHasInHand) {
    Signals signals;
    Metrics metrics;
    Supervisor supervisor(metrics);
    std::atomic<int> in_hand = 100;
    Service service = idle_service("worker");
    service.step = [&]() -> Result<std::size_t> { return in_hand > 0 ? std::size_t{1} : 0U; };
    service.drained = [&] { return --in_hand <= 0; };
    supervisor.add(std::move(service));
    ASSERT_TRUE(supervisor.start());
    kill(getpid(), SIGTERM);
    EXPECT_EQ(supervisor.run(signals), 0);
    EXPECT_LE(in_hand, 0);
}

TEST(Supervisor, ADrainThatTakesTooLongIsAbandoned) {
    Signals signals;
    Metrics metrics;
    Supervisor supervisor(metrics);
    Service service = idle_service("worker");
    service.drained = [] { return false; };
    supervisor.add(std::move(service));
    ASSERT_TRUE(supervisor.start());
    kill(getpid(), SIGTERM);
    Supervisor::Ending ending;
    ending.limit = milliseconds{5};
    EXPECT_EQ(supervisor.run(signals, ending), 0);
}

// Ends the wait of a part that would otherwise never stop.
struct Stuck {
    std::promise<void> release;
    Part part() {
        return {"stuck", []() -> Result<> { return {}; }, [this] { release.get_future().wait(); }};
    }
};

TEST(Supervisor, AThreadThatDoesNotReturnEndsTheProgram) {
    Signals signals;
    Metrics metrics;
    Supervisor supervisor(metrics);
    Stuck stuck;
    supervisor.add(stuck.part());
    ASSERT_TRUE(supervisor.start());
    kill(getpid(), SIGTERM);
    int code = -1;
    Supervisor::Ending ending;
    ending.limit = milliseconds{2};
    ending.grace = milliseconds{2};
    ending.exit_at_once = [&](int c) {
        code = c;
        stuck.release.set_value();
    };
    supervisor.run(signals, ending);
    EXPECT_EQ(code, 1);
}

TEST(Supervisor, ASecondSignalEndsTheProgramAtOnce) {
    Signals signals;
    Metrics metrics;
    Supervisor supervisor(metrics);
    Stuck stuck;
    supervisor.add(stuck.part());
    ASSERT_TRUE(supervisor.start());
    kill(getpid(), SIGTERM);
    kill(getpid(), SIGINT);
    int code = -1;
    Supervisor::Ending ending;
    ending.exit_at_once = [&](int c) {
        code = c;
        stuck.release.set_value();
    };
    supervisor.run(signals, ending);
    EXPECT_GT(code, 128);
}

TEST(Supervisor, OneThatDoesNotStartLeavesItsServicesEnded) {
    Metrics metrics;
    std::atomic<int> steps = 0;
    Supervisor supervisor(metrics);
    Service service = idle_service("worker");
    service.step = [&]() -> Result<std::size_t> {
        ++steps;
        return 0U;
    };
    ServiceLoop& loop = supervisor.add(std::move(service));
    supervisor.add({"http", []() -> Result<> { return unavailable("address in use"); }, [] {}});
    ASSERT_FALSE(supervisor.start());
    const int before = steps;
    loop.wake();
    loop.join();
    EXPECT_EQ(steps, before);
}

TEST(Supervisor, AFailingServiceIsDrainedLikeAnyOther) {
    Signals signals;
    Metrics metrics;
    Words words;
    Supervisor supervisor(metrics);
    supervisor.add(noted("store", words));
    Service service = idle_service("worker");
    service.step = []() -> Result<std::size_t> { return unavailable("no answer"); };
    supervisor.add(std::move(service));
    ASSERT_TRUE(supervisor.start());
    kill(getpid(), SIGTERM);
    EXPECT_EQ(supervisor.run(signals), 0) << "failures are no crash";
    EXPECT_EQ(words, (Words{"start store", "stop store"}));
}

TEST(Supervisor, TwoCrashesAreOneEnd) {
    Signals signals;
    Metrics metrics;
    Supervisor supervisor(metrics);
    for (const char* const name : {"notifier", "worker"}) {
        Service service = idle_service(name);
        service.step = []() -> Result<std::size_t> { throw std::runtime_error("a bug"); };
        supervisor.add(std::move(service));
    }
    ASSERT_TRUE(supervisor.start());
    EXPECT_EQ(supervisor.run(signals), 1);
}

TEST(Signals, ANudgeBeforeTheWaitIsNotLost) {
    Signals signals;
    signals.nudge();
    EXPECT_EQ(signals.wait(), std::nullopt);
}

TEST(Signals, NothingHappensForAsLongAsWasSaid) {
    Signals signals;
    EXPECT_EQ(signals.wait_for(milliseconds{1}), std::nullopt);
}

TEST(Signals, AHangupThatWasIgnoredBeforeStaysSo) {
    struct sigaction ignore{};
    struct sigaction before{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGHUP, &ignore, &before);
    {
        Signals signals;
        kill(getpid(), SIGHUP);
        EXPECT_EQ(signals.wait_for(milliseconds{1}), std::nullopt);
    }
    sigaction(SIGHUP, &before, nullptr);
}

TEST(Signals, TheMaskIsPutBack) {
    sigset_t before;
    sigset_t after;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    {
        const Signals signals;
    }
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    EXPECT_EQ(sigismember(&before, SIGTERM), sigismember(&after, SIGTERM));
}

}  // namespace
}  // namespace tidings::app
