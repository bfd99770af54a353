#include "adapters/kafka/log_lines.h"

#include <utility>

#include "base/log.h"

namespace tidings::adapters::kafka {

namespace {

// Lost connections come as errors (3), and librdkafka mends them itself; what it calls information (6) is for
// its own authors.
log::Level level_of(int level) {
    if (level <= 2) return log::Level::error;
    if (level <= 4) return log::Level::warning;
    return level <= 5 ? log::Level::info : log::Level::debug;
}

}  // namespace

void LogLines::write(int level, const char* client, const char* kind, const char* text) {
    if (is_over_) return;
    if (std::string_view(kind) == "CONFWARN") return;  // it quotes the value of a property, perhaps a secret
    const log::Level ours = level_of(level);
    if (!log::enabled(ours)) return;
    std::int64_t left_out = 0;
    {
        const std::lock_guard lock(mutex_);
        const SteadyTime now = clock_.steady();
        const auto [found, is_new] = kinds_.try_emplace(kind);
        if (!is_new && now - found->second.last < kEvery) {
            ++found->second.left_out;
            return;
        }
        found->second.last = now;
        left_out = std::exchange(found->second.left_out, 0);
    }
    log::write(ours, "kafka", {{"client", client}, {"kind", kind}, {"text", text}, {"left_out", left_out}});
}

}  // namespace tidings::adapters::kafka
