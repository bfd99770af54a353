#include "adapters/redis/wake_listener.h"

#include <algorithm>

#include "base/log.h"

namespace tidings::adapters::redis {

using std::chrono::milliseconds;

WakeListener::WakeListener(Address address, Timeouts timeouts, std::string channel, std::string self,
                           std::function<void()> wake)
    : address_(std::move(address)),
      timeouts_(timeouts),
      channel_(std::move(channel)),
      self_(std::move(self)),
      wake_(std::move(wake)) {
    listen();
    thread_ = std::thread([this] { run(); });
}

WakeListener::~WakeListener() {
    stop_.raise();
    thread_.join();
}

bool WakeListener::listen() {
    auto opened = Connection::open(address_, timeouts_);
    if (!opened) return false;
    connection_ = std::move(*opened);
    if (connection_->command({"SUBSCRIBE", channel_})) return true;
    connection_.reset();
    return false;
}

void WakeListener::run() {
    while (!stop_.raised()) {
        if (!connection_) {
            if (listen()) {
                pause_ = {};
                wake_();
            } else {
                pause_ = std::clamp<Duration>(pause_ * 2, milliseconds{100}, milliseconds{2000});
                stop_.raised(pause_);
            }
            continue;
        }
        const auto heard = connection_->receive(std::chrono::minutes{1}, stop_.descriptor());
        if (!heard) {
            log::warning("lost the connection that wakes the workers", {{"error", heard.error().message}});
            connection_.reset();
        } else if (*heard && (**heard)[0].text() == "message" && (**heard)[2].text() != self_) {
            wake_();
        }
    }
}

}  // namespace tidings::adapters::redis
