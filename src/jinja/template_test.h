#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "jinja/template.h"

namespace tidings::jinja {

// Templates by name, for tests.
class MapLoader final : public Loader {
public:
    explicit MapLoader(std::map<std::string, std::string, std::less<>> templates)
        : templates_(std::move(templates)) {}

    std::optional<std::string> load(std::string_view name) const override {
        const auto found = templates_.find(name);
        if (found == templates_.end()) return std::nullopt;
        return found->second;
    }

private:
    std::map<std::string, std::string, std::less<>> templates_;
};

// What a template prints, or its error as "UndefinedError: 'x' is undefined (line 1, column 4)".
inline std::string rendered(std::string_view source, std::string_view context = "{}",
                            const Options& options = {},
                            std::map<std::string, std::string, std::less<>> templates = {}) {
    const json::value data = json::read(context).value();
    const auto compiled =
        Template::compile(source, options, std::make_shared<MapLoader>(std::move(templates)));
    if (!compiled) return compiled.error().str();
    const auto text = compiled->render(data.as_object());
    return text ? *text : text.error().str();
}

}  // namespace tidings::jinja
