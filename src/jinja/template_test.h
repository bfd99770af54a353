#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/json.h"
#include "jinja/template.h"

namespace tidings::jinja {

// Templates by name, for tests.
using Templates = std::map<std::string, std::string, std::less<>>;

class MapLoader final : public Loader {
public:
    explicit MapLoader(Templates templates) : templates_(std::move(templates)) {}

    std::optional<std::string> load(std::string_view name) const override {
        const auto found = templates_.find(name);
        if (found == templates_.end()) return std::nullopt;
        return found->second;
    }

private:
    Templates templates_;
};

// What a template prints, or its error as "UndefinedError: 'x' is undefined (line 1, column 4)".
inline std::string rendered(std::string_view source, std::string_view context = "{}",
                            const Options& options = {}, Templates templates = {}) {
    const json::value data = json::read(context).value();
    const auto compiled =
        Template::compile(source, options, std::make_shared<MapLoader>(std::move(templates)));
    if (!compiled) return compiled.error().str();
    const auto text = compiled->render(data.as_object());
    return text ? *text : text.error().str();
}

// A source, and what it prints or its error.
struct Rendered {
    std::string_view source;
    std::string_view expected;
};

// Renders each source with the same data.
inline void check(std::string_view context, std::initializer_list<Rendered> table,
                  const Options& options = {}, const Templates& templates = {},
                  const std::source_location where = std::source_location::current()) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), context);
    for (const Rendered& row : table) {
        EXPECT_EQ(rendered(row.source, context, options, templates), row.expected) << row.source;
    }
}

}  // namespace tidings::jinja
