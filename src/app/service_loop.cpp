#include "app/service_loop.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <pthread.h>

#include "app/steady_now.h"
#include "base/assert.h"
#include "base/log.h"

namespace tidings::app {

namespace {

constexpr Duration kFirstPause = std::chrono::milliseconds{50};
constexpr Duration kLongestPause = std::chrono::seconds{5};
constexpr std::size_t kThreadNameMax = 15;  // Linux takes no more

}  // namespace

ServiceLoop::ServiceLoop(Service service, Metrics& metrics, Crashed crashed)
    : service_(std::move(service)),
      crashed_(std::move(crashed)),
      durations_(metrics.histogram("tidings_step_duration_seconds",
                                   "How long steps took that did something or failed.",
                                   {{"service", service_.name}})),
      errors_(
          metrics.counter("tidings_step_errors_total", "Steps that failed.", {{"service", service_.name}})) {}

ServiceLoop::~ServiceLoop() {
    abandon();
    join();
}

void ServiceLoop::start() {
    TIDINGS_ASSERT(!thread_.joinable());
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), service_.name.substr(0, kThreadNameMax).c_str());
}

void ServiceLoop::request_stop() {
    raise_stop(Stop::drain);
}

void ServiceLoop::abandon() {
    raise_stop(Stop::now);
}

void ServiceLoop::join() {
    if (thread_.joinable()) thread_.join();
}

void ServiceLoop::raise_stop(Stop to) {
    {
        const std::lock_guard lock(mutex_);
        stop_ = std::max(stop_, to);
    }
    stop_changed_.notify_all();
    wakeup_->wake();
}

ServiceLoop::Stop ServiceLoop::stop() const {
    const std::lock_guard lock(mutex_);
    return stop_;
}

void ServiceLoop::run() {
    try {
        step_until_stopped();
    } catch (const std::exception& e) {
        log::error("a service has crashed", {{"service", service_.name}, {"what", e.what()}});
        crashed_(service_.name);
    } catch (...) {
        log::error("a service has crashed", {{"service", service_.name}});
        crashed_(service_.name);
    }
}

void ServiceLoop::step_until_stopped() {
    while (!is_over()) {
        const std::size_t done = step_once();
        if (pause_ > Duration{0}) {
            back_off();
        } else if (done == 0) {
            rest();
        }
    }
}

bool ServiceLoop::is_over() {
    seen_ = stop();
    if (seen_ == Stop::none) return false;
    return seen_ == Stop::now || !service_.drained || service_.drained();
}

// Leaves in `pause_` how long to wait because the step failed, or zero.
std::size_t ServiceLoop::step_once() {
    const SteadyTime begin = steady_now();
    const Result<std::size_t> done = service_.step();
    const SteadyTime end = steady_now();
    if (done) {
        pause_ = Duration{0};
        if (const auto lasted = outage_.works(end)) {
            log::info("steps succeed again", {{"service", service_.name}, {"failed_for", *lasted}});
        }
        if (*done > 0) durations_.observe(end - begin);
        return *done;
    }
    durations_.observe(end - begin);
    errors_.add();
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    if (service_.tells_itself) return 0;
    const std::string& message = done.error().message;
    if (const auto held_back = outage_.failed(message, end)) {
        log::error(
            "a step failed and will be repeated",
            {{"service", service_.name}, {"error", message}, {"pause", pause_}, {"held_back", *held_back}});
    }
    return 0;
}

void ServiceLoop::rest() {
    wakeup_->wait_for(service_.idle());
}

// Wakes do not shorten this: new work is no sign that the failure has passed.
void ServiceLoop::back_off() {
    std::unique_lock lock(mutex_);
    stop_changed_.wait_for(lock, pause_, [this] { return stop_ != seen_; });
}

}  // namespace tidings::app
