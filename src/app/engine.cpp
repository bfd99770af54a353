#include "app/engine.h"

#include "core/words.h"

namespace tidings::app {

Result<std::unique_ptr<Engine>> make_engine(const Settings& settings, const WaitsFor& waits_for) {
    if (settings.text("engine") == "cluster") return make_cluster_engine(settings, waits_for);
    return make_embedded_engine(settings);
}

std::map<core::Channel, core::RateLimit> limits_in(const Settings& settings) {
    std::map<core::Channel, core::RateLimit> limits;
    for (const auto channel : core::kChannels) {
        if (const auto limit = settings.limit("limits." + std::string(core::name(channel)))) {
            limits.emplace(channel, *limit);
        }
    }
    return limits;
}

Result<> keeps_long_enough(const Settings& settings) {
    if (settings.duration("dedup.keep") >= settings.duration("events.retention")) return {};
    return invalid(settings.cited("dedup.keep") + " is shorter than " + settings.cited("events.retention") +
                   "; events must be known for as long as their records");
}

}  // namespace tidings::app
