#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "adapters/redis/connection.h"
#include "adapters/redis/stop_signal.h"

namespace tidings::adapters::redis {

// Hears, in a thread of its own, what other processes publish on a channel, and calls `wake` for it; for what
// `self` published it does not. A connection that was lost is made again within a few seconds, and then
// `wake` is called once, for what may have been missed.
class WakeListener {
public:
    // Where Redis can be reached, it listens when the constructor returns.
    WakeListener(Address address, Timeouts timeouts, std::string channel, std::string self,
                 std::function<void()> wake);
    ~WakeListener();  // ends the thread, at once
    WakeListener(const WakeListener&) = delete;
    WakeListener& operator=(const WakeListener&) = delete;

private:
    void run();
    bool listen();

    const Address address_;
    const Timeouts timeouts_;
    const std::string channel_;
    const std::string self_;
    const std::function<void()> wake_;
    std::unique_ptr<Connection> connection_;  // used by the thread alone
    Duration pause_{};
    StopSignal stop_;
    std::thread thread_;
};

}  // namespace tidings::adapters::redis
