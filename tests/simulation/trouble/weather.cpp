#include "simulation/trouble/weather.h"

#include <algorithm>

namespace tidings::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t index(Kind kind) {
    return static_cast<std::size_t>(kind);
}

bool writes_to_disk(Kind port) {
    return port == Kind::log_faults || port == Kind::store_faults;
}

}  // namespace

bool Weather::comes(Kind kind, std::string_view where) {
    if (fair_ || !swarm_.has(kind)) return false;
    const auto number = asked_++;
    Random fate(seed_ + number * 0x2545f4914f6cdd1dULL);
    if (fate.below(swarm_.odds(kind)) != 0) return false;
    if (only_ && !only_->contains(number)) return false;
    particulars_ = fate;
    struck_.push_back({number, fmt::format("{} {:8} {}: {}", format_rfc3339(clock_.now()), trace_.who(),
                                           kKinds[index(kind)].name, where)});
    trace_.say("trouble {}: {} at {}", number, kKinds[index(kind)].name, where);
    return true;
}

std::optional<Error> Weather::strike(Kind kind, std::string_view call) {
    if (fair_) return std::nullopt;
    if (comes(Kind::crashes, call)) throw Crash{};
    const auto now = clock_.steady();
    if (comes(Kind::outages, call)) {
        away_until_[index(kind)] = now + std::chrono::milliseconds{1 + draw(120'000)};
    }
    if (writes_to_disk(kind) && comes(Kind::full_disks, call)) {
        full_until_ = now + std::chrono::milliseconds{1 + draw(60'000)};
    }
    if (away_until_[index(kind)] > now) return unavailable("nobody answers");
    if (writes_to_disk(kind) && full_until_ > now) return Error{Errc::full, "the disk is full"};
    if (comes(kind, call)) return unavailable("the weather is bad");
    return std::nullopt;
}

void Weather::pause(std::string_view call) {
    if (interlude_ && comes(Kind::pauses, call)) interlude_();
}

Duration Weather::later() {
    return std::chrono::milliseconds{1 + draw(draw(4) == 0 ? 60'000 : 500)};
}

void Weather::clear_up() {
    fair_ = true;
    std::ranges::fill(away_until_, SteadyTime{});
    full_until_ = {};
}

}  // namespace tidings::simulation
