#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/time.h"

namespace tidings::adapters::redis {

// Ends a thread that waits: its descriptor becomes readable for good.
class StopSignal {
public:
    StopSignal() : descriptor_(::eventfd(0, EFD_CLOEXEC)) { TIDINGS_ASSERT(descriptor_ >= 0); }
    ~StopSignal() { ::close(descriptor_); }
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    int descriptor() const { return descriptor_; }
    void raise() { ::eventfd_write(descriptor_, 1); }

    // Whether it was raised, or is within `patience`.
    bool raised(Duration patience = {}) const {
        pollfd watched{descriptor_, POLLIN, 0};
        return ::poll(&watched, 1, static_cast<int>(patience.count() / 1000)) != 0;
    }

private:
    int descriptor_;
};

}  // namespace tidings::adapters::redis
