#include "core/rate_limit.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/assert.h"

namespace tidings::core {

using std::chrono::milliseconds;

Result<std::optional<RateLimit>> RateLimit::parse(std::string_view text) {
    if (text == "none") return std::optional<RateLimit>{};
    const auto slash = text.find('/');
    RateLimit limit;
    const auto count = text.substr(0, slash);
    const auto [end, fault] = std::from_chars(count.data(), count.data() + count.size(), limit.count);
    if (slash == std::string_view::npos || fault != std::errc{} || end != count.data() + count.size() ||
        limit.count < 1 || limit.count > 1'000'000'000) {
        return invalid("must be a count and a window such as 100/1s, or none");
    }
    const auto window = parse_duration(text.substr(slash + 1));
    if (!window) return window.error();
    if (*window < milliseconds{10} || *window > std::chrono::days{31}) {
        return invalid("the window must be from 10ms to 31d");
    }
    limit.window = *window;
    return std::optional{limit};
}

std::string RateLimit::str() const {
    return fmt::format("{}/{}", count, format_duration(window));
}

Duration RateLimit::permit_life() const {
    return std::min<Duration>(window / 20, milliseconds{250});
}

SlidingWindow::SlidingWindow(RateLimit limit)
    : limit_(limit), span_(limit.window + limit.permit_life()), slot_width_(span_ / 1000) {
    TIDINGS_ASSERT(limit.count > 0 && limit.window > Duration::zero());
}

std::int64_t SlidingWindow::grant(SteadyTime now, std::int64_t wanted) {
    forget(now);
    const std::int64_t granted = std::min(limit_.count - granted_, wanted);
    if (granted <= 0) return 0;
    granted_ += granted;
    // A slot is forgotten only when its last grant is; so joining grants never lets one be forgotten early.
    if (!slots_.empty() && now - slots_.back().first < slot_width_) {
        slots_.back().first = std::min(slots_.back().first, now);
        slots_.back().last = std::max(slots_.back().last, now);
        slots_.back().count += granted;
    } else {
        slots_.push_back({now, now, granted});
    }
    return granted;
}

void SlidingWindow::give_back(SteadyTime at, std::int64_t count) {
    for (auto slot = slots_.rbegin(); slot != slots_.rend() && count > 0; ++slot) {
        if (at < slot->first || at > slot->last) continue;
        const auto taken = std::min(slot->count, count);
        slot->count -= taken;
        granted_ -= taken;
        count -= taken;
    }
}

std::int64_t SlidingWindow::left(SteadyTime now) {
    forget(now);
    return std::max<std::int64_t>(0, limit_.count - granted_);
}

SteadyTime SlidingWindow::next_grant(SteadyTime now) {
    forget(now);
    if (granted_ < limit_.count) return now;
    for (const Slot& slot : slots_) {
        if (slot.count > 0) return slot.last + span_;
    }
    return now;
}

void SlidingWindow::forget(SteadyTime now) {
    while (!slots_.empty() && slots_.front().last + span_ <= now) {
        granted_ -= slots_.front().count;
        slots_.pop_front();
    }
}

}  // namespace tidings::core
