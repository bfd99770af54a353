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

providers::Settings own_settings(const Settings& settings, std::string_view provider) {
    providers::Settings own;
    for (const auto& [key, value] : settings.set_below(provider)) own.set(key, value.reveal());
    return own;
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

// Each on a line of its own. `served`: the channels that name the provider; none where nobody uses it.
void add_faults(const Settings& settings, const Error& error, const Channels* served, std::string& faults) {
    for (const std::string& part : parts_of(error.message)) {
        const auto fault = with_origin(settings, part, served != nullptr);
        if (!fault) continue;
        faults += (faults.empty() ? "" : "\n") + *fault;
        if (served && part.ends_with("is required")) faults += " by " + used_by(settings, *served);
    }
}

}  // namespace

Result<> check_providers(const Settings& settings) {
    if (!settings.has_role("worker")) return {};
    const auto channels = channels_by_provider(settings);
    std::string faults;
    for (const providers::Kind& kind : providers::kinds()) {
        const auto served = channels.find(std::string(kind.name));
        const bool used = served != channels.end();
        if (!used && settings.set_below(kind.name).empty()) continue;
        const auto good = kind.check(own_settings(settings, kind.name));
        if (!good) add_faults(settings, good.error(), used ? &served->second : nullptr, faults);
    }
    return faults.empty() ? Result<>() : invalid(faults);
}

Result<std::vector<worker::Route>> make_routes(const Settings& settings, ports::Clock& clock) {
    if (const auto good = check_providers(settings); !good) return good.error();
    std::vector<worker::Route> routes;
    std::string faults;
    for (auto& [name, served] : channels_by_provider(settings)) {
        auto provider = providers::make_provider(name, own_settings(settings, name), clock);
        if (provider)
            routes.push_back({served, std::move(*provider)});
        else
            add_faults(settings, provider.error(), &served, faults);
    }
    if (!faults.empty()) return invalid(faults);
    return routes;
}

}  // namespace tidings::app
