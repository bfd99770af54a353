#include "app/provider_setup.h"

#include <map>
#include <optional>

#include "providers/registry.h"

namespace tidings::app {
namespace {

using Channels = std::vector<core::Channel>;

std::map<std::string, Channels> channels_by_provider(const Settings& settings) {
    std::map<std::string, Channels> channels;
    for (const auto& word : settings.words("worker.channels")) {
        const auto channel = core::parse_channel(word).value();
        channels[settings.text("providers." + std::string(core::name(channel)))].push_back(channel);
    }
    return channels;
}

Result<std::unique_ptr<ports::Provider>> make(const Settings& settings, std::string_view name,
                                              ports::Clock& clock) {
    providers::Settings own;
    for (const auto& [key, value] : settings.set_below(name)) own.set(key, value.reveal());
    return providers::make_provider(name, own, clock);
}

// Providers tell their faults as "smtp.port must be …; smtp.from is required".
std::vector<std::string> parts_of(std::string_view text) {
    constexpr std::string_view kBetween = "; ";
    std::vector<std::string> parts;
    while (true) {
        const auto end = text.find(kBetween);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + kBetween.size());
    }
}

// A fault that begins with the name of a setting, told with its value and where that came from. Of a provider
// that is not used only what somebody has set can be wrong.
std::optional<std::string> with_origin(const Settings& settings, const std::string& fault, bool used) {
    const auto space = fault.find(' ');
    const std::string name = fault.substr(0, space);
    if (find_setting(name) == nullptr) return fault;
    if (settings.origin(name) == "default" && !used) return std::nullopt;
    return settings.cited(name) + fault.substr(std::min(space, fault.size()));
}

// Which setting has a provider be used: `providers.email: "smtp" (file tidings.toml line 2)`.
std::string used_by(const Settings& settings, const Channels& channels) {
    return settings.cited("providers." + std::string(core::name(channels.front())));
}

}  // namespace

Result<std::vector<worker::Route>> make_routes(const Settings& settings, ports::Clock& clock) {
    std::map<std::string, Channels> channels = channels_by_provider(settings);
    std::vector<worker::Route> routes;
    std::string faults;
    for (const providers::Kind& kind : providers::kinds()) {
        const auto served = channels.find(std::string(kind.name));
        const bool used = served != channels.end();
        if (!used && settings.set_below(kind.name).empty()) continue;
        auto provider = make(settings, kind.name, clock);
        if (provider) {
            if (used) routes.push_back({std::move(served->second), std::move(*provider)});
            continue;
        }
        for (const std::string& part : parts_of(provider.error().message)) {
            const auto fault = with_origin(settings, part, used);
            if (!fault) continue;
            faults += (faults.empty() ? "" : "\n") + *fault;
            if (part.ends_with("is required")) faults += " by " + used_by(settings, served->second);
        }
    }
    if (!faults.empty()) return invalid(faults);
    return routes;
}

}  // namespace tidings::app
