#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "core/words.h"
#include "ports/clock.h"
#include "ports/provider.h"
#include "providers/shared/settings.h"

namespace tidings::providers {

// What a provider's folder offers to the registry: a name, what it serves, what can be set, whether what is
// set is good (which touches nothing but the settings), and how to make one. The clock must outlive what is
// made.
struct Kind {
    std::string_view name;
    std::string_view meaning;
    std::span<const core::Channel> channels;
    std::span<const SettingInfo> settings;
    Result<> (*check)(const Settings& settings) = nullptr;
    Result<std::unique_ptr<ports::Provider>> (*make)(const Settings& settings, ports::Clock& clock) = nullptr;
};

}  // namespace tidings::providers
