#include "app/under_watch.h"

#include <atomic>
#include <cstdlib>
#include <exception>
#include <thread>

#include <pthread.h>

#include "base/log.h"

namespace tidings::app {
namespace {

class Step {
public:
    Step(Signals& signals, const std::function<void()>& work)
        : signals_(signals), thread_([this, &work] { run(work); }) {
        pthread_setname_np(thread_.native_handle(), "start");
    }

    // Waits for its end or a signal; true when it has ended.
    bool wait(Duration limit, bool& signalled) {
        const auto until = std::chrono::steady_clock::now() + limit;
        while (!done_) {
            const auto left = std::chrono::ceil<Duration>(until - std::chrono::steady_clock::now());
            if (left <= Duration{0}) return false;
            signalled = signals_.wait_for(left).has_value();
            if (signalled) return done_;
        }
        return true;
    }

    void join() {
        thread_.join();
        if (thrown_) std::rethrow_exception(thrown_);
    }

private:
    void run(const std::function<void()>& work) {
        try {
            work();
        } catch (...) {
            thrown_ = std::current_exception();
        }
        done_ = true;
        signals_.nudge();
    }

    Signals& signals_;
    std::exception_ptr thrown_;
    std::atomic<bool> done_ = false;
    std::thread thread_;
};

constexpr Duration kAsLongAsItTakes = std::chrono::hours{24 * 365};

}  // namespace

bool UnderWatch::run(Signals& signals, const std::function<void()>& work,
                     const std::function<void()>& slow) const {
    bool signalled = false;
    Step step(signals, work);
    if (!step.wait(slow_after, signalled) && !signalled) {
        slow();
        step.wait(kAsLongAsItTakes, signalled);
    }
    if (signalled) {
        log::info("stopping", {{"while", "starting"}});
        bool again = false;
        if (!step.wait(grace, again)) exit_at_once ? exit_at_once(0) : std::_Exit(0);
    }
    step.join();
    return !signalled;
}

}  // namespace tidings::app
