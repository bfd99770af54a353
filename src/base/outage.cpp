#include "base/outage.h"

#include <algorithm>
#include <utility>

namespace tidings {

std::optional<std::uint64_t> Outage::failed(std::string_view message, SteadyTime now) {
    if (!since_) since_ = now;
    last_ = now;
    fine_since_.reset();
    const bool is_due = now >= quiet_until_;
    if (!is_news(message) && !is_due) {
        ++held_back_;
        return std::nullopt;
    }
    if (is_due) {
        pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
        quiet_until_ = now + pause_;
    }
    return std::exchange(held_back_, 0);
}

std::optional<Duration> Outage::works(SteadyTime now) {
    if (!since_) return std::nullopt;
    if (!fine_since_) fine_since_ = now;
    if (now - last_ < kFineFor) return std::nullopt;
    const Duration lasted = *fine_since_ - *since_;
    *this = Outage();
    return lasted;
}

bool Outage::is_news(std::string_view message) {
    if (std::ranges::find(messages_, message) != messages_.end()) return false;
    if (messages_.size() >= kMessagesMax) return false;
    messages_.emplace_back(message);
    return true;
}

}  // namespace tidings
