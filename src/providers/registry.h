#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "providers/shared/kind.h"

namespace tidings::providers {

// Every provider the program has. A new one is a folder and a line in registry.cpp.
std::span<const Kind> kinds();

// The kind of that name, or nullptr.
const Kind* find_kind(std::string_view name);

// A provider with the settings given below `<name>.`. `not_found` where there is no such provider,
// `invalid` with every fault of the settings. The clock must outlive the provider.
Result<std::unique_ptr<ports::Provider>> make_provider(std::string_view name, const Settings& settings,
                                                       ports::Clock& clock);

}  // namespace tidings::providers
