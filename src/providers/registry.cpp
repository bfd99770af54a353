#include "providers/registry.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "providers/outbox/outbox.h"
#include "providers/smtp/smtp.h"

namespace tidings::providers {

std::span<const Kind> kinds() {
    static const std::array all{
        outbox_kind(),
        smtp_kind(),
    };
    return all;
}

const Kind* find_kind(std::string_view name) {
    const auto all = kinds();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Kind& k) { return k.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Result<std::unique_ptr<ports::Provider>> make_provider(std::string_view name, const Settings& settings,
                                                       ports::Clock& clock) {
    if (const Kind* kind = find_kind(name)) return kind->make(settings, clock);
    std::string known;
    for (const Kind& kind : kinds()) known += fmt::format("{}{}", known.empty() ? "" : ", ", kind.name);
    return not_found(fmt::format("there is no provider \"{}\"; there are: {}", name, known));
}

}  // namespace tidings::providers
