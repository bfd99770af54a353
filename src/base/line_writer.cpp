#include "base/line_writer.h"

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace tidings::log {

namespace {

// A pipe that polls as writable takes at least this much (PIPE_BUF) without blocking.
constexpr std::size_t kChunk = 4096;

}  // namespace

bool LineWriter::wait_writable(Duration limit) const {
    pollfd waiting{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    return poll(&waiting, 1, static_cast<int>(milliseconds)) == 1 && (waiting.revents & POLLOUT) != 0;
}

bool LineWriter::put(std::string_view text, Duration limit) {
    while (!text.empty()) {
        if (!wait_writable(limit)) return false;
        const ssize_t written = ::write(descriptor_, text.data(), std::min(text.size(), kChunk));
        if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
        if (written <= 0) continue;
        text.remove_prefix(static_cast<std::size_t>(written));
        inside_line_ = !text.empty();
    }
    return true;
}

void LineWriter::tell_dropped() {
    const std::uint64_t now = dropped();
    if (now == told_) return;
    const std::string note =
        fmt::format("{}tidings: lines of the log dropped here: {}\n", inside_line_ ? "\n" : "", now - told_);
    if (put(note, Duration{0})) told_ = now;
}

void LineWriter::write(std::string_view line) {
    const Duration limit = stalled_ ? Duration{0} : patience_;
    if (!stalled_ || wait_writable(limit)) {
        tell_dropped();
        if (put(line, limit)) {
            stalled_ = false;
            return;
        }
    }
    stalled_ = true;
    dropped_.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace tidings::log
