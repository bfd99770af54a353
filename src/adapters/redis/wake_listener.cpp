#include "adapters/redis/wake_listener.h"

#include <algorithm>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/log.h"

namespace tidings::adapters::redis {

using std::chrono::milliseconds;

WakeListener::WakeListener(Address address, Timeouts timeouts, std::string channel, std::string self,
                           std::function<void()> wake)
    : address_(std::move(address)),
      timeouts_(timeouts),
      channel_(std::move(channel)),
      self_(std::move(self)),
      wake_(std::move(wake)),
      stop_(eventfd(0, EFD_CLOEXEC)) {
    TIDINGS_ASSERT(stop_ >= 0);
    listen();
    thread_ = std::thread([this] { run(); });
}

WakeListener::~WakeListener() {
    eventfd_write(stop_, 1);
    thread_.join();
    close(stop_);
}

bool WakeListener::listen() {
    auto opened = Connection::open(address_, timeouts_);
    if (!opened) return false;
    connection_ = std::move(*opened);
    if (connection_->command({"SUBSCRIBE", channel_})) return true;
    connection_.reset();
    return false;
}

// Between attempts to connect.
void WakeListener::pause() {
    pause_ = std::clamp<Duration>(pause_ * 2, milliseconds{100}, milliseconds{2000});
    pollfd watched{stop_, POLLIN, 0};
    poll(&watched, 1, static_cast<int>(pause_.count() / 1000));
}

void WakeListener::run() {
    pollfd stop{stop_, POLLIN, 0};
    while (poll(&stop, 1, 0) == 0) {
        if (!connection_) {
            if (listen()) {
                pause_ = {};
                wake_();
            } else {
                pause();
            }
            continue;
        }
        const auto heard = connection_->receive(std::chrono::minutes{1}, stop_);
        if (!heard) {
            log::warning("lost the connection that wakes the workers", {{"error", heard.error().message}});
            connection_.reset();
        } else if (*heard && (**heard)[0].text() == "message" && (**heard)[2].text() != self_) {
            wake_();
        }
    }
}

}  // namespace tidings::adapters::redis
