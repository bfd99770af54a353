#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tidings::jinja {

// Where include, import and extends find other templates. What it returns for a name is compiled once and
// kept, so it must not change. Any thread may call it.
class Loader {
public:
    Loader() = default;
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;
    virtual ~Loader() = default;

    // The source of the template called `name`, or nothing.
    virtual std::optional<std::string> load(std::string_view name) const = 0;
};

}  // namespace tidings::jinja
