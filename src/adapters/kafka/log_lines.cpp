#include "adapters/kafka/log_lines.h"

#include <map>
#include <mutex>
#include <string>

#include "base/log.h"
#include "base/outage.h"

namespace tidings::adapters::kafka {

namespace {

// Lost connections come as errors (3), and librdkafka mends them itself; what it calls information (6) is for
// its own authors.
log::Level level_of(int level, std::string_view kind) {
    // A broker that has just started has no ids for producers yet, and is asked again.
    if (kind == "GETPID") return log::Level::debug;
    if (level <= 2) return log::Level::error;
    if (level <= 4) return log::Level::warning;
    return level <= 5 ? log::Level::info : log::Level::debug;
}

// Clients come and go, and the broker that is away is the same for all of them.
std::optional<std::uint64_t> admit(const char* kind, SteadyTime now) {
    static std::mutex mutex;
    static auto* const kinds = new std::map<std::string, Outage, std::less<>>;  // librdkafka has some dozens
    const std::lock_guard lock(mutex);
    Outage& outage = kinds->try_emplace(kind).first->second;
    outage.end_if_quiet(now);
    return outage.failed("", now);  // its words name ports and addresses, which change
}

}  // namespace

void LogLines::write(int level, const char* client, const char* kind, const char* text) {
    if (is_over_) return;
    if (std::string_view(kind) == "CONFWARN") return;  // it quotes the value of a property, perhaps a secret
    const log::Level ours = level_of(level, kind);
    if (!log::enabled(ours)) return;
    const auto left_out = admit(kind, clock_.steady());
    if (!left_out) return;
    log::write(ours, "kafka", {{"client", client}, {"kind", kind}, {"text", text}, {"left_out", *left_out}});
}

}  // namespace tidings::adapters::kafka
