// Runs what Python and Babel 2.12.1 were run with, and compares the output, or the kind and message of the
// error.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

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

}  // namespace
}  // namespace tidings::babel
