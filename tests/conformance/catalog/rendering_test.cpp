// The built-in templates by our engine, against what Jinja2 made of them (tools/render_golden.py).
#include <algorithm>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "embedded/catalog.h"
#include "jinja/template.h"
#include "services/catalog/variables.h"
#include "support/builders.h"

namespace tidings {
namespace {

using test::json_of;

std::string golden(const std::string& name) {
    std::ifstream file("tests/golden/templates/" + name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

// A template of the catalog, by its path "templates/<type>/<channel>/<locale>/<part>.jinja".
struct Source {
    std::string type;
    std::string name;  // <type>.<channel>.<locale>
    std::string part;
    std::string_view text;
};

std::vector<Source> sources() {
    std::vector<Source> out;
    for (const EmbeddedFile& file : embedded::catalog()) {
        if (!file.path.starts_with("templates/")) continue;
        std::vector<std::string> parts;
        for (std::string_view rest = file.path; !rest.empty();) {
            const auto slash = std::min(rest.find('/'), rest.size());
            parts.emplace_back(rest.substr(0, slash));
            rest.remove_prefix(std::min(slash + 1, rest.size()));
        }
        const std::string part = parts[4].substr(0, parts[4].find('.'));
        out.push_back({parts[1], parts[1] + "." + parts[2] + "." + parts[3], part, file.bytes});
    }
    return out;
}

class PieceFiles final : public jinja::Loader {
public:
    std::optional<std::string> load(std::string_view name) const override {
        for (const EmbeddedFile& file : embedded::catalog()) {
            if (file.path == "pieces/" + std::string(name)) return std::string(file.bytes);
        }
        return std::nullopt;
    }
};

jinja::Template compiled(const Source& source) {
    jinja::Options options;
    options.undefined = jinja::Undefined::strict;
    options.autoescape = source.part == "html";
    return jinja::Template::compile(source.text, options, std::make_shared<PieceFiles>()).value();
}

json::object context(const std::string& name) {
    static const json::value contexts = json_of(golden("contexts.json"));
    return contexts.as_object().at(name).as_object();
}

TEST(CatalogRendering, UsesNothingThatAnEventMayLack) {
    for (const Source& source : sources()) {
        core::Faults faults;
        const std::string file = "event-types/" + source.type + ".json";
        const auto found = std::ranges::find(embedded::catalog(), file, &EmbeddedFile::path);
        const auto type =
            core::EventType::from_json(core::TypeName(source.type), json_of(found->bytes), faults);
        for (const auto& finding : compiled(source).check(catalog::variables_of(type)))
            ADD_FAILURE() << source.name << '.' << source.part << ": " << finding.error.str();
    }
}

TEST(CatalogRendering, IsWhatJinja2Makes) {
    ASSERT_EQ(sources().size(), 42U);
    for (const Source& source : sources()) {
        for (const std::string amount : {".full", ".minimal"}) {
            const std::string name = source.name + amount + "." + source.part;
            EXPECT_EQ(compiled(source).render(context(source.type + amount)).value(), golden(name)) << name;
        }
    }
}

TEST(CatalogRendering, WhatATemplateNamesIsThere) {
    for (const Source& source : sources()) {
        const auto links = compiled(source).links();
        EXPECT_FALSE(links.fault) << source.name << links.fault->str();
        EXPECT_EQ(!links.names.empty(), source.part == "html") << source.name << source.part;
    }
}

TEST(CatalogRendering, NeedsNothingButTheRequiredMembersAndTheEvent) {
    for (const Source& source : sources()) {
        json::object less = context(source.type + ".minimal");
        less.erase("user");
        less.erase("data");
        EXPECT_TRUE(compiled(source).render(less)) << source.name << source.part;
    }
}

// Every text that came with an event, replaced by a hostile one.
json::object hostile(json::object data) {
    for (auto& member : data) {
        if (member.value().is_string()) member.value() = "<script>alert(\"1\")</script>";
    }
    return data;
}

TEST(CatalogRendering, HtmlEscapesWhateverComesWithAnEvent) {
    for (const Source& source : sources()) {
        if (source.part != "html") continue;
        const std::string html = compiled(source).render(hostile(context(source.type + ".full"))).value();
        EXPECT_EQ(html.find("<script"), std::string::npos) << source.name;
        EXPECT_EQ(html.find("alert(\""), std::string::npos) << source.name;
    }
}

TEST(CatalogRendering, PushDataStaysJsonWhateverComesWithAnEvent) {
    for (const Source& source : sources()) {
        if (source.part != "data") continue;
        const std::string text = compiled(source).render(hostile(context(source.type + ".full"))).value();
        EXPECT_TRUE(json_of(text).is_object()) << text;
    }
}

// One message in English, two in Russian, whose letters need twice the room; only links and ids are not cut.
TEST(CatalogRendering, SmsStaysShortHoweverLongTheTextsOfAnEventAre) {
    for (const Source& source : sources()) {
        if (source.name.find(".sms.") == std::string::npos) continue;
        json::object wordy = context(source.type + ".full");
        for (const auto* member : {"name", "reason"}) {
            if (wordy.contains(member)) wordy[member] = std::string(500, 'x');
        }
        const std::string text = compiled(source).render(wordy).value();
        EXPECT_LE(count_code_points(text), source.name.ends_with(".en") ? 160U : 134U) << text;
    }
}

TEST(CatalogRendering, TheSumsOfAnOrderAddUpToItsTotal) {
    for (const Source& source : sources()) {
        if (source.name.find("order.completed.email") == std::string::npos || source.part == "subject")
            continue;
        const std::string text = compiled(source).render(context(source.type + ".full")).value();
        const bool english = source.name.ends_with(".en");
        for (const auto* sum : {english ? "39.90 EUR" : "39,90 EUR", english ? "20.00 EUR" : "20,00 EUR",
                                english ? "59.90 EUR" : "59,90 EUR"}) {
            EXPECT_NE(text.find(sum), std::string::npos) << source.name << source.part << sum;
        }
    }
}

// What devices take; an order's number may be an integer in the event.
TEST(CatalogRendering, PushDataHoldsNothingButStrings) {
    for (const Source& source : sources()) {
        if (source.part != "data") continue;
        json::object numbered = context(source.type + ".full");
        if (numbered.contains("order_id")) numbered["order_id"] = 1042;
        const json::value data = json_of(compiled(source).render(numbered).value());
        for (const auto& member : data.as_object()) EXPECT_TRUE(member.value().is_string()) << source.name;
    }
}

}  // namespace
}  // namespace tidings
