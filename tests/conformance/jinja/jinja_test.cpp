// Runs what Jinja2 3.1.2 was run with, and compares the output, or the kind and message of the error.
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/json.h"
#include "jinja/template.h"

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

class ObjectLoader final : public Loader {
public:
    explicit ObjectLoader(json::object templates) : templates_(std::move(templates)) {}

    std::optional<std::string> load(std::string_view name) const override {
        const json::value* const found = json::member(templates_, name);
        if (found == nullptr) return std::nullopt;
        return std::string(found->as_string());
    }

private:
    json::object templates_;
};

json::object object_or_empty(const json::object& object, std::string_view key) {
    const json::value* const found = json::member(object, key);
    return found ? found->as_object() : json::object();
}

Options options_of(const json::object& test_case) {
    Options options;
    const json::object env = object_or_empty(test_case, "env");
    const auto flag = [&](std::string_view name) {
        const json::value* const found = json::member(env, name);
        return found != nullptr && found->as_bool();
    };
    options.autoescape = flag("autoescape");
    options.trim_blocks = flag("trim_blocks");
    options.lstrip_blocks = flag("lstrip_blocks");
    options.keep_trailing_newline = flag("keep_trailing_newline");
    const std::string undefined = text_of(test_case, "undefined");
    if (undefined == "Undefined") options.undefined = Undefined::standard;
    if (undefined == "ChainableUndefined") options.undefined = Undefined::chainable;
    if (undefined == "DebugUndefined") options.undefined = Undefined::debug;
    return options;
}

std::string outcome(const TemplateError& error, bool with_line) {
    return error.kind + ": " + error.message + (with_line ? " @" + std::to_string(error.line) : "");
}

// The case's own data, or the name of one of the file's.
const json::object& context_of(const json::object& test_case, const json::value& file) {
    const json::value& context = test_case.at("context");
    return context.is_string() ? file.at("contexts").at(context.as_string()).as_object()
                               : context.as_object();
}

std::string actual(const json::object& test_case, const json::value& file, bool with_line) {
    auto loader = std::make_shared<ObjectLoader>(object_or_empty(test_case, "templates"));
    const auto compiled =
        Template::compile(text_of(test_case, "template"), options_of(test_case), std::move(loader));
    if (!compiled) return outcome(compiled.error(), with_line);
    const auto text = compiled->render(context_of(test_case, file));
    return text ? "=" + *text : outcome(text.error(), with_line);
}

std::string expected(const json::object& test_case, bool with_line) {
    if (test_case.contains("expected")) return "=" + text_of(test_case, "expected");
    const std::string line = with_line ? " @" + std::to_string(test_case.at("lineno").as_int64()) : "";
    return text_of(test_case, "error") + ": " + text_of(test_case, "message") + line;
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
    return text_of(test_case, "template") + json::write(object_or_empty(test_case, "env")) +
           text_of(test_case, "undefined");
}

void check_file(const std::string& name, std::map<std::string, std::string>& unsupported) {
    const json::value file = json::read(file_text(name)).value();
    for (const json::value& entry : file.at("cases").as_array()) {
        const json::object& test_case = entry.as_object();
        const bool with_line = test_case.contains("lineno");
        const std::string got = actual(test_case, file, with_line);
        const std::string wanted = expected(test_case, with_line);
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
    for (const auto& [name, reason] : unsupported) ADD_FAILURE() << "no such case: " << name;
}

}  // namespace
}  // namespace tidings::jinja
