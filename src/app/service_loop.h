#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/metrics.h"
#include "base/outage.h"
#include "base/result.h"
#include "base/time.h"
#include "base/wakeup.h"

namespace tidings::app {

// What a service brings to be run; all three are called by its one thread.
struct Service {
    std::string name;  // of its thread (15 characters show) and in metrics

    // One bounded batch: how much was done. 0 lets the loop rest.
    std::function<Result<std::size_t>()> step;

    // How long the loop may rest when nothing wakes it.
    std::function<Duration()> idle;

    // Asked before every further step once the loop is to end: true when nothing is left in hand. The first
    // question is also how a service learns that it is to take nothing new. Without it the loop ends with the
    // batch.
    std::function<bool()> drained = {};

    // Its failures are counted, and not logged: it says itself what there is to say.
    bool tells_itself = false;
};

// Runs a service's steps in a thread of its own: again at once while there is something to do, else after a
// wake or the service's idle time.
//
// A step that fails is logged (as Outage has it) and repeated after 50 ms, then twice as long each time, up
// to 5 s. A step that throws is a bug: `crashed` is called on the loop's thread, once, and the loop ends.
class ServiceLoop {
public:
    using Crashed = std::function<void(const std::string& name)>;

    ServiceLoop(Service service, Metrics& metrics, Crashed crashed);
    ~ServiceLoop();  // abandons, then waits for the thread

    ServiceLoop(const ServiceLoop&) = delete;
    ServiceLoop& operator=(const ServiceLoop&) = delete;

    const std::string& name() const { return service_.name; }

    // Once.
    void start();

    // There is something to do. Any thread, at any time.
    void wake() { wakeup_->wake(); }

    // Does the same, and may be called when the loop is no more: for the callbacks of ports, which end with
    // their engine, later than the loops.
    std::function<void()> waker() const {
        return [wakeup = wakeup_] { wakeup->wake(); };
    }

    // To end when drained.
    void request_stop();

    // To end with the step that it is in.
    void abandon();

    // Returns when the thread has ended, or was never started. For one caller at a time.
    void join();

private:
    enum class Stop { none, drain, now };

    void run();
    void step_until_stopped();
    bool is_over();
    std::size_t step_once();
    void rest();
    void back_off();
    void raise_stop(Stop to);
    Stop stop() const;

    Service service_;
    Crashed crashed_;
    Histogram& durations_;
    Counter& errors_;

    const std::shared_ptr<Wakeup> wakeup_ = std::make_shared<Wakeup>();
    mutable std::mutex mutex_;
    std::condition_variable stop_changed_;
    Stop stop_ = Stop::none;

    Outage outage_;  // these three belong to the thread
    Stop seen_ = Stop::none;
    Duration pause_{};
    std::thread thread_;
};

}  // namespace tidings::app
