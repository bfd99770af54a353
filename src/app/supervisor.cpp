#include "app/supervisor.h"

#include <cstdlib>
#include <thread>
#include <utility>

#include "base/log.h"

namespace tidings::app {

Supervisor::~Supervisor() {
    stop();
}

ServiceLoop& Supervisor::add(Service service) {
    auto loop = std::make_unique<ServiceLoop>(std::move(service), metrics_,
                                              [this](const std::string& name) { crashed(name); });
    ServiceLoop& it = *loop;
    Part part{it.name(),
              [&it]() -> Result<> {
                  it.start();
                  return {};
              },
              [&it] {
                  it.request_stop();
                  it.join();
              }};
    parts_.push_back({std::move(part), std::move(loop)});
    return it;
}

void Supervisor::add(Part part) {
    parts_.push_back({std::move(part), nullptr});
}

Result<> Supervisor::start() {
    for (Running& running : parts_) {
        if (const Result<> started = running.part.start(); !started) {
            stop();
            return Error{started.error().code,
                         running.part.name + " did not start: " + started.error().message};
        }
        ++started_;
    }
    return {};
}

void Supervisor::stop() {
    while (started_ > 0) {
        Part& part = parts_[started_ - 1].part;
        log::debug("stopping", {{"part", part.name}});
        part.stop();
        --started_;
    }
}

void Supervisor::abandon() {
    for (Running& running : parts_) {
        if (running.loop) running.loop->abandon();
    }
}

void Supervisor::crashed(const std::string&) {
    has_crashed_ = true;
    const std::lock_guard lock(mutex_);
    if (signals_ != nullptr) signals_->nudge();
}

int Supervisor::run(Signals& signals, const Ending& ending) {
    {
        const std::lock_guard lock(mutex_);
        signals_ = &signals;
    }
    std::optional<int> signal;
    while (!has_crashed_ && !signal) signal = signals.wait();
    log::info("stopping", {{"signal", signal.value_or(0)}});

    // The drain has a thread of its own, so that this one can hear a second signal.
    std::thread drainer([&] {
        stop();
        stopped_ = true;
        signals.nudge();
    });
    if (!drain(signals, ending.limit, ending)) {
        log::warning("the drain took too long; what is at hand will be done again",
                     {{"limit", ending.limit}});
        abandon();
        if (!drain(signals, ending.grace, ending)) {
            log::error("a thread does not return; ending without it");
            ending.exit_at_once ? ending.exit_at_once(1) : std::_Exit(1);
        }
    }
    drainer.join();
    const std::lock_guard lock(mutex_);
    signals_ = nullptr;
    return has_crashed_ ? 1 : 0;
}

// Whether everything has stopped within the limit.
bool Supervisor::drain(Signals& signals, Duration limit, const Ending& ending) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!stopped_) {
        const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
        if (left <= Duration{0}) return false;
        if (const std::optional<int> signal = signals.wait_for(left)) {
            log::warning("ending at once", {{"signal", *signal}});
            const int code = 128 + *signal;
            ending.exit_at_once ? ending.exit_at_once(code) : std::_Exit(code);
        }
    }
    return true;
}

}  // namespace tidings::app
