// Runs what Jinja2 3.1.2 was run with, and compares the output, or the kind and message of the error.
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "jinja_case.h"

namespace tidings::jinja {
namespace {

std::string file_text(const std::string& name) {
    std::ifstream file("tests/conformance/jinja/" + name,
                       std::ios::binary);  // from the root, where CTest runs
    EXPECT_TRUE(file) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string text_of(const json::object& object, std::string_view key) {
    return std::string(json::text_or_empty(object, key));
}

// A result as one text; the line only where the case has one.
std::string described(const json::object& result, bool with_line) {
    if (result.contains("expected")) return "=" + text_of(result, "expected");
    const std::string line = with_line ? " @" + std::to_string(result.at("lineno").to_number<int>()) : "";
    return text_of(result, "error") + ": " + text_of(result, "message") + line;
}

// The case's own data, or the name of one of the file's.
const json::object& context_of(const json::object& test_case, const json::value& file) {
    const json::value& context = test_case.at("context");
    return context.is_string() ? file.at("contexts").at(context.as_string()).as_object()
                               : context.as_object();
}

// Cases that do not pass yet, by template and environment. The list only shrinks: one that passes fails the
// test.
std::map<std::string, std::string> unsupported_cases() {
    std::map<std::string, std::string> reasons;
    const json::value list = json::read(file_text("unsupported.json")).value();
    for (const json::value& entry : list.as_array()) {
        reasons[text_of(entry.as_object(), "case")] = text_of(entry.as_object(), "reason");
    }
    return reasons;
}

std::string case_name(const json::object& test_case) {
    const json::value* const env = json::member(test_case, "env");
    return text_of(test_case, "template") + (env != nullptr ? json::write(*env) : "{}") +
           text_of(test_case, "undefined");
}

void check_file(const std::string& name, std::map<std::string, std::string>& unsupported) {
    const json::value file = json::read(file_text(name)).value();
    for (const json::value& entry : file.at("cases").as_array()) {
        const json::object& test_case = entry.as_object();
        const bool with_line = test_case.contains("lineno");
        const std::string got = described(result_of(test_case, context_of(test_case, file)), with_line);
        const std::string wanted = described(test_case, with_line);
        if (const auto known = unsupported.find(case_name(test_case)); known != unsupported.end()) {
            EXPECT_NE(got, wanted) << "passes now; take it off unsupported.json: " << known->first;
            unsupported.erase(known);
        } else {
            EXPECT_EQ(got, wanted) << case_name(test_case);
        }
    }
}

TEST(JinjaConformance, EveryCaseGivesWhatJinja2Gives) {
    std::map<std::string, std::string> unsupported = unsupported_cases();
    check_file("corpus.json", unsupported);
    check_file("language.json", unsupported);
    check_file("matrix.json", unsupported);
    check_file("grammar.json", unsupported);
    check_file("methods.json", unsupported);
    check_file("documented.json", unsupported);
    check_file("regressions.json", unsupported);
    check_file("changes.json", unsupported);
    check_file("numbers.json", unsupported);
    check_file("filters.json", unsupported);
    for (const auto& [name, reason] : unsupported) ADD_FAILURE() << "no such case: " << name;
}

}  // namespace
}  // namespace tidings::jinja
