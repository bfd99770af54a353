#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace tidings::core {

// At most `count` sends begin in any `window`.
struct RateLimit {
    std::int64_t count = 0;
    Duration window{};

    // "100/1s"; "none" reads as nothing.
    static Result<std::optional<RateLimit>> parse(std::string_view text);
    std::string str() const;

    // How long a permit is good for: a send begins within this time of its grant, or the permit goes back.
    Duration permit_life() const;

    bool operator==(const RateLimit&) const = default;
};

// Grants permits so that any window and permit life together hold at most `count` of them; then no window
// sees more than `count` sends begin, however late within its life each permit is used. Grants are kept in at
// most about a thousand slots, which costs at most a thousandth of the rate. Not for several threads.
class SlidingWindow {
public:
    explicit SlidingWindow(RateLimit limit);

    const RateLimit& limit() const { return limit_; }

    // Grants up to `wanted` permits at `now`. Where the clock goes back, old grants still count.
    std::int64_t grant(SteadyTime now, std::int64_t wanted);

    // Gives back permits that were granted at `at` and not used.
    void give_back(SteadyTime at, std::int64_t count);

    // How many permits grant() would give at `now`.
    std::int64_t left(SteadyTime now);

    // The earliest moment at which grant() may give at least one.
    SteadyTime next_grant(SteadyTime now);

private:
    struct Slot {
        SteadyTime first;
        SteadyTime last;
        std::int64_t count;
    };
    void forget(SteadyTime now);

    RateLimit limit_;
    Duration span_;
    Duration slot_width_;
    std::deque<Slot> slots_;
    std::int64_t granted_ = 0;
};

}  // namespace tidings::core
