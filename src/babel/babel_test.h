#pragma once

#include <source_location>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "babel/vocabulary.h"
#include "base/json.h"
#include "jinja/template.h"

namespace tidings::babel {

// What templates are rendered with in the tests of this room: English, Berlin's clocks, noon of a day in
// winter.
inline jinja::Surroundings in_berlin() {
    jinja::Surroundings around;
    around.time_zone = TimeZone::find("Europe/Berlin").value();
    around.now = parse_rfc3339("2026-01-15T11:00:00Z").value();
    return around;
}

// What an expression prints, or its error without the place.
inline std::string printed(std::string_view expression, const jinja::Surroundings& around = in_berlin()) {
    jinja::Options options;
    options.vocabulary = &vocabulary();
    const auto compiled = jinja::Template::compile("{{ " + std::string(expression) + " }}", options);
    if (!compiled) return compiled.error().kind + ": " + compiled.error().message;
    const auto text = compiled->render({}, around);
    return text ? *text : text.error().kind + ": " + text.error().message;
}

// An expression, and what it prints or its error.
struct Printed {
    std::string_view expression;
    std::string_view expected;
};

inline void check_printed(std::initializer_list<Printed> table,
                          const jinja::Surroundings& around = in_berlin(),
                          const std::source_location where = std::source_location::current()) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), around.locale);
    for (const Printed& row : table)
        EXPECT_EQ(printed(row.expression, around), row.expected) << row.expression;
}

}  // namespace tidings::babel
