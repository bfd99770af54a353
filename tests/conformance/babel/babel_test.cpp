// Runs what Python and Babel 2.12.1 were run with, and compares the output, or the kind and message of the
// error.
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "babel/vocabulary.h"
#include "base/json.h"
#include "jinja/template.h"

namespace tidings::babel {
namespace {

json::value file_of(const std::string& name) {
    std::ifstream file("tests/conformance/babel/" + name,
                       std::ios::binary);  // from the root, where CTest runs
    EXPECT_TRUE(file) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return json::read(text.str()).value();
}

std::string text_of(const json::value& object, std::string_view key) {
    return std::string(json::text_or_empty(object.as_object(), key));
}

jinja::Surroundings surroundings_of(const json::value& file, const json::value& test_case) {
    jinja::Surroundings around;
    if (const std::string locale = text_of(test_case, "locale"); !locale.empty()) around.locale = locale;
    around.time_zone = TimeZone::find(text_of(file, "zone")).value();
    around.now = parse_rfc3339(text_of(file, "now")).value();
    return around;
}

std::string actual(const json::value& file, const json::value& test_case) {
    jinja::Options options;
    options.vocabulary = &vocabulary();
    const auto compiled =
        jinja::Template::compile(text_of(file, "setup") + text_of(test_case, "template"), options);
    if (!compiled) return compiled.error().str();
    const auto text = compiled->render({}, surroundings_of(file, test_case));
    return text ? "=" + *text : text.error().kind + ": " + text.error().message;
}

std::string expected(const json::value& test_case) {
    if (test_case.as_object().contains("expected")) return "=" + text_of(test_case, "expected");
    return text_of(test_case, "error") + ": " + text_of(test_case, "message");
}

TEST(BabelConformance, DatesAndTimesAreValuesAsInPython) {
    const json::value file = file_of("values.json");
    for (const json::value& test_case : file.at("cases").as_array()) {
        EXPECT_EQ(actual(file, test_case), expected(test_case)) << text_of(test_case, "template");
    }
}

std::string name_of(const json::value& test_case) {
    return text_of(test_case, "locale") + " " + text_of(test_case, "template");
}

// What ours print where it is not what Babel prints, each for a reason that the file gives.
std::map<std::string, std::string> known_differences() {
    std::map<std::string, std::string> ours;
    const json::value file = file_of("differences.json");
    for (const json::value& group : file.as_array()) {
        EXPECT_NE(text_of(group, "why"), "");
        for (const json::value& test_case : group.at("cases").as_array())
            ours[name_of(test_case)] = "=" + text_of(test_case, "ours");
    }
    return ours;
}

TEST(BabelConformance, FiltersPrintWhatBabelPrints) {
    const json::value file = file_of("formats.json");
    std::map<std::string, std::string> differences = known_differences();
    for (const json::value& test_case : file.at("cases").as_array()) {
        const std::string name = name_of(test_case);
        const auto known = differences.find(name);
        if (known == differences.end()) {
            EXPECT_EQ(actual(file, test_case), expected(test_case)) << name;
            continue;
        }
        EXPECT_EQ(actual(file, test_case), known->second) << name;
        EXPECT_NE(known->second, expected(test_case)) << "is no difference: " << name;
        differences.erase(known);
    }
    for (const auto& [name, ours] : differences) ADD_FAILURE() << "no such case: " << name;
}

// The cells of a table's row, without their backticks; "\\|" stands for a bar inside of one.
std::vector<std::string> cells_of(const std::string& row) {
    std::vector<std::string> cells(1);
    for (std::size_t i = 1; i < row.size(); ++i) {
        if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
            cells.back() += row[++i];
        } else if (row[i] == '|') {
            cells.emplace_back();
        } else {
            cells.back() += row[i];
        }
    }
    for (std::string& cell : cells) {
        const std::size_t begin = cell.find('`');
        if (begin != std::string::npos) cell = cell.substr(begin + 1, cell.rfind('`') - begin - 1);
    }
    return cells;
}

std::string printed(const std::string& source, const std::string& locale, const std::string& zone) {
    jinja::Options options;
    options.vocabulary = &vocabulary();
    const jinja::Surroundings around{.locale = locale,
                                     .time_zone = TimeZone::find(zone).value(),
                                     .now = parse_rfc3339("2026-03-29T10:00:00Z").value()};
    const auto compiled = jinja::Template::compile(source, options);
    if (!compiled) return compiled.error().str();
    const auto text = compiled->render({}, around);
    if (!text) return text.error().str();
    // The page has plain blanks for those that keep a line together.
    std::string plain = *text;
    for (const std::string_view blank : {"\u00a0", "\u202f"}) {
        for (std::size_t at = 0; (at = plain.find(blank)) != std::string::npos;)
            plain.replace(at, blank.size(), " ");
    }
    return plain;
}

TEST(BabelConformance, TheExamplesOfThePageAreTrue) {
    std::ifstream page("docs/templates.md");
    std::size_t examples = 0;
    bool in_table = false;
    for (std::string line; std::getline(page, line);) {
        in_table = line.starts_with("| template | `en`, `UTC`") || (in_table && line.starts_with("|"));
        if (!in_table || !line.starts_with("| `{{")) continue;
        const std::vector<std::string> cells = cells_of(line);
        ASSERT_GE(cells.size(), 3U) << line;
        EXPECT_EQ(printed(cells[0], "en", "UTC"), cells[1]) << cells[0];
        EXPECT_EQ(printed(cells[0], "de-AT", "Europe/Vienna"), cells[2]) << cells[0];
        ++examples;
    }
    EXPECT_GE(examples, 10U);
}

}  // namespace
}  // namespace tidings::babel
