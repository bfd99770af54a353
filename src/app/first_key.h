#pragma once

#include <string>
#include <vector>

#include "app/settings.h"
#include "base/result.h"

namespace tidings::app {

struct MadeKey {
    std::string id;
    std::string text;  // shown once, and kept nowhere
};

// Makes an API key in the data folder itself, which no server may be using: before a first start on an
// address that needs keys, or where the last key was lost. Who may write the folder may do that.
// Errc::invalid for a name or scopes that no key can have; the first key of a folder needs the scope admin.
Result<MadeKey> make_key_offline(const Settings& settings, const std::string& name,
                                 const std::vector<std::string>& scopes);

}  // namespace tidings::app
