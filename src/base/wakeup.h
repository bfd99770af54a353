#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/time.h"

namespace tidings {

// Lets one thread sleep until there is work. A `wake` before the wait is not lost. Any thread may wake.
class Wakeup {
public:
    void wake() {
        {
            const std::lock_guard lock(mutex_);
            if (woken_) return;
            woken_ = true;
        }
        condition_.notify_one();
    }

    // Returns after a wake, at the latest after `limit`.
    void wait_for(Duration limit) {
        std::unique_lock lock(mutex_);
        condition_.wait_for(lock, limit, [this] { return woken_; });
        woken_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool woken_ = false;
};

}  // namespace tidings
