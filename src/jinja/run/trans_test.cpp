#include "jinja/template_test.h"
#include "jinja/translations.h"

namespace tidings::jinja {
namespace {

class German final : public Translations {
public:
    std::optional<std::string_view> text(const Message& message) const override {
        if (message.context == "menu" && message.singular == "Open") return "Öffnen";
        if (!message.context && message.singular == "Hi %(name)s") return "Hallo %(name)s";
        return std::nullopt;
    }
    std::optional<std::string_view> plural_text(const Message& message, double count) const override {
        if (message.singular != "%(n)s day") return std::nullopt;
        return count == 1 ? "%(n)s Tag" : "%(n)s Tage";
    }
};

std::string in_german(std::string_view source) {
    const German german;
    const auto compiled = Template::compile(source, {});
    if (!compiled) return compiled.error().str();
    const auto text = compiled->render({{"name", "Ada"}}, {.translations = &german});
    return text ? *text : text.error().str();
}

TEST(JinjaTrans, TextsStayAsTheyAreWithoutTranslations) {
    check(R"({"n": 1, "s": "<b>"})",
          {
              {"{% trans %}100% {{ s }}{% endtrans %}", "100% <b>"},
              {"{% trans n %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}", "1 day"},
              {"{% trans n=2 %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}", "2 days"},
              {"{{ _('a %(x)s', x=s) }}{{ ngettext('one', 'many', n) }}", "a <b>one"},
          });
}

TEST(JinjaTrans, VariablesAreEscapedAndTextsAreNot) {
    Options options;
    options.autoescape = true;
    check(R"({"s": "<b>"})", {{"{% trans %}<i>{{ s }}</i>{% endtrans %}", "<i>&lt;b&gt;</i>"}}, options);
}

TEST(JinjaTrans, TextsComeFromTheTranslations) {
    EXPECT_EQ(in_german("{% trans %}Hi {{ name }}{% endtrans %}"), "Hallo Ada");
    EXPECT_EQ(in_german("{% trans 'menu' %}Open{% endtrans %}{{ gettext('Open') }}"), "ÖffnenOpen");
    EXPECT_EQ(in_german("{% trans n=3 %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}"), "3 Tage");
    EXPECT_EQ(in_german("{% trans n=1 %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}"), "1 Tag");
}

TEST(JinjaTrans, AWrongSectionIsToldWithItsPlace) {
    check("{}", {
                    {"{% trans %}{% if x %}",
                     "TemplateSyntaxError: control structures in translatable sections are not allowed (line "
                     "1, column 15)"},
                    {"{% trans a, a %}{% endtrans %}",
                     "TemplateAssertionError: translatable variable 'a' defined twice. (line 1, column 13)"},
                    {"{% trans %}a{% pluralize %}b{% endtrans %}",
                     "TemplateSyntaxError: pluralize without variables (line 1, column 4)"},
                });
}

}  // namespace
}  // namespace tidings::jinja
