#include "app/signals.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/assert.h"

namespace tidings::app {

namespace {

// What is sent when a terminal goes away; `nohup` and the like say that it is nothing to us.
bool hears_hangups() {
    struct sigaction now{};
    sigaction(SIGHUP, nullptr, &now);
    return now.sa_handler != SIG_IGN;
}

sigset_t ending_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    if (hears_hangups()) sigaddset(&set, SIGHUP);
    return set;
}

}  // namespace

Signals::Signals() {
    const sigset_t set = ending_signals();
    pthread_sigmask(SIG_BLOCK, &set, &before_);
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, &pipe_before_);
    sigaction(SIGXFSZ, &ignore, &size_before_);
    signals_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    nudges_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    TIDINGS_ASSERT(signals_ >= 0 && nudges_ >= 0);
}

Signals::~Signals() {
    close(signals_);
    close(nudges_);
    sigaction(SIGXFSZ, &size_before_, nullptr);
    sigaction(SIGPIPE, &pipe_before_, nullptr);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> Signals::wait_for(Duration limit) {
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
    return wait_milliseconds(static_cast<int>(std::clamp<std::int64_t>(milliseconds, 0, 1 << 30)));
}

std::optional<int> Signals::wait() {
    return wait_milliseconds(-1);
}

void Signals::nudge() {
    const std::uint64_t one = 1;
    // It can only fail because it is nudged already.
    static_cast<void>(!write(nudges_, &one, sizeof one));
}

std::optional<int> Signals::wait_milliseconds(int limit) {
    std::array<pollfd, 2> waiting{{{signals_, POLLIN, 0}, {nudges_, POLLIN, 0}}};
    poll(waiting.data(), waiting.size(), limit);
    signalfd_siginfo info{};
    if (read(signals_, &info, sizeof info) == sizeof info) return static_cast<int>(info.ssi_signo);
    std::uint64_t count = 0;
    static_cast<void>(!read(nudges_, &count, sizeof count));
    return std::nullopt;
}

}  // namespace tidings::app
