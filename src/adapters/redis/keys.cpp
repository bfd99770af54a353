#include "adapters/redis/keys.h"

#include <array>

#include <fmt/format.h>

namespace tidings::adapters::redis {

namespace {

constexpr std::array<std::string_view, 22> kOurs{
    "messages", "leases",      "leased",         "ends",       "ended",    "marks",  "turns",      "window",
    "granted",  "foreign",     "strange",        "tombstones", "epoch",    "refill", "quarantine", "wake",
    "intake",   "intake_ends", "intake_returns", "fence",      "refilled", "clock"};

// As a Lua string: Celery's separator is not for the eye.
std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\x06' || c == '\x16') {
            out += fmt::format("\\{:03}", static_cast<int>(c));
        } else {
            out += c;
        }
    }
    return out + "'";
}

}  // namespace

int step(core::Priority priority) {
    return 3 * static_cast<int>(core::index(priority));
}

std::string list_of(std::string_view queue, int step) {
    return step == 0 ? std::string(queue) : fmt::format("{}\x06\x16{}", queue, step);
}

std::string Names::queue(core::Channel channel) const {
    return queues + std::string(core::name(channel));
}

std::string Names::list(core::Channel channel, core::Priority priority) const {
    return list_of(queue(channel), step(priority));
}

std::string list_at(const Names& names, std::size_t number) {
    if (number >= kLanes) return list_of(names.intake, 3 * static_cast<int>(number - kLanes));
    const auto [channel, priority] = lane_at(number);
    return names.list(channel, priority);
}

std::string lua_tables(const Names& names, const std::set<core::Channel>& foreign,
                       const std::map<core::Channel, core::RateLimit>& limits, Duration silence) {
    std::string out = "local K = {unacked = 'unacked'";
    for (const std::string_view name : kOurs) out += fmt::format(", {} = {}", name, quoted(names.key(name)));
    out += "}\nlocal Q = {";
    for (const core::Channel channel : core::kChannels) {
        for (const core::Priority priority : core::kPriorities) {
            out += fmt::format("[{}] = {}, ", lane_number(channel, priority),
                               quoted(names.list(channel, priority)));
        }
    }
    out += "}\nlocal I = {";
    for (std::size_t i = kLanes; i < kLists; ++i) {
        out += fmt::format("[{}] = {}, ", i, quoted(list_at(names, i)));
    }
    out += "}\nlocal F = {";
    for (const core::Channel channel : foreign) out += fmt::format("[{}] = true, ", core::index(channel));
    out += "}\nlocal L = {";
    for (const auto& [channel, limit] : limits) {
        const Duration span = limit.window + limit.permit_life();
        out += fmt::format("[{}] = {{count = {}, span = {}, width = {}}}, ", core::index(channel),
                           limit.count, span.count(), span.count() / 1000);
    }
    return out + fmt::format("}}\nlocal kSilence = {}\n", silence.count());
}

}  // namespace tidings::adapters::redis
