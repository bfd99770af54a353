#include "services/catalog/catalog.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/stage.h"

namespace tidings::catalog {
namespace {

using core::Channel;
using test::an_event;
using test::json_of;
using test::Stage;

const core::TypeName kOrder("order.completed");

records::TemplateEntry sms(std::string locale, std::string text, std::int32_t version = 1) {
    auto entry = Stage::words(Channel::sms, {{"text", std::move(text)}});
    entry.locale = std::move(locale);
    entry.version = version;
    return entry;
}

core::Faults faults_of(Channel channel, json::object body) {
    core::Faults faults;
    CompiledTemplate::compile(Stage::words(channel, std::move(body)), faults);
    return faults;
}

TEST(Catalog, TheNewestVersionIsWhatNewEventsAreHeldAgainst) {
    Catalog catalog;
    for (const int version : {1, 3, 2}) {
        catalog.add(test::a_type([&](auto& t) { t.version = version; })).value();
    }
    EXPECT_EQ(catalog.type(kOrder)->type.version, 3);
    EXPECT_EQ(catalog.type(kOrder, 2)->version, 2);
    EXPECT_EQ(catalog.type(kOrder, 9)->version, 3);
    EXPECT_EQ(catalog.type(core::TypeName("none")), nullptr);
    EXPECT_EQ(catalog.type(core::TypeName("none"), 1), nullptr);
}

TEST(Catalog, ATextOfTheLogMayHaveMembersThatOnlyANewerProgramKnows) {
    Catalog catalog;
    catalog.add(Stage::words(Channel::sms, {{"text", "hello"}, {"sender", "shop"}})).value();
    const auto* found = catalog.find_template(kOrder, Channel::sms, "en");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->render({}).value(), R"({"text":"hello"})");
}

TEST(Catalog, KnowsWhichVersionsOfATypeItCouldNotTakeIn) {
    Catalog catalog;
    catalog.add(test::a_type([](auto& t) { t.version = 1; })).value();
    EXPECT_FALSE(catalog.lacks(kOrder, 2)) << "nobody has written it";
    catalog.leave_out(kOrder, 2);
    EXPECT_TRUE(catalog.lacks(kOrder, 2));
    EXPECT_FALSE(catalog.lacks(kOrder, 1));
    catalog.add(test::a_type([](auto& t) { t.version = 2; })).value();
    EXPECT_FALSE(catalog.lacks(kOrder, 2));
}

TEST(Catalog, ALocaleFallsBackToItsLanguageThenToTheDefaultThenToAny) {
    Catalog catalog;
    EXPECT_EQ(catalog.best_template(kOrder, Channel::sms, "pt-BR", "en"), nullptr);
    const auto best = [&](const std::string& locale) {
        return catalog.best_template(kOrder, Channel::sms, locale, "en")->entry().locale;
    };
    catalog.add(sms("de", "x")).value();
    EXPECT_EQ(best("pt-BR"), "de");
    catalog.add(sms("en", "x")).value();
    EXPECT_EQ(best("pt-BR"), "en");
    EXPECT_EQ(best(""), "en");
    catalog.add(sms("pt", "x")).value();
    EXPECT_EQ(best("pt-BR"), "pt");
    catalog.add(sms("pt-BR", "x")).value();
    EXPECT_EQ(best("pt-BR"), "pt-BR");
    EXPECT_EQ(catalog.best_template(kOrder, Channel::push, "en", "en"), nullptr);
}

TEST(Catalog, ATypeMayHaveADefaultLocaleOfItsOwn) {
    Catalog catalog;
    catalog.add(test::a_type([](auto& t) { t.locale = "pt-BR"; })).value();
    for (const auto* locale : {"en", "de", "pt"}) catalog.add(sms(locale, locale)).value();
    const auto event = an_event();
    auto recipient = test::a_recipient();
    const auto said_to = [&](const std::string& locale) {
        recipient.locale = locale;
        const Texts texts;
        return EventRenderer(catalog, event, recipient, texts)(Channel::sms)->locale;
    };
    EXPECT_EQ(said_to("de-AT"), "de");
    EXPECT_EQ(said_to("fr"), "pt") << "the type's, which falls back as any does";
    EXPECT_EQ(said_to(""), "pt");
    EXPECT_EQ(catalog.locale_of(core::TypeName("none"), "en"), "en");
}

TEST(Catalog, AnOlderVersionDoesNotReplaceANewerOne) {
    Catalog catalog;
    catalog.add(sms("en", "new", 2)).value();
    catalog.add(sms("en", "old", 1)).value();
    EXPECT_EQ(catalog.find_template(kOrder, Channel::sms, "en")->entry().version, 2);
}

TEST(Catalog, EveryVersionOfATemplateIsKept) {
    Catalog catalog;
    catalog.add(sms("en", "new", 2)).value();
    catalog.add(sms("EN", "old", 1)).value();
    const auto& versions = catalog.template_versions(kOrder, Channel::sms, "en");
    EXPECT_EQ(versions.size(), 2U);
    EXPECT_EQ(versions.at(1)->body.at("text").as_string(), "old");
    EXPECT_EQ(catalog.add(sms("en", "other", 1)).error().code, Errc::conflict);
    EXPECT_TRUE(catalog.template_versions(kOrder, Channel::push, "en").empty());
}

TEST(Catalog, WhatDoesNotCompileIsRefusedAndChangesNothing) {
    Catalog catalog;
    catalog.add(sms("en", "old")).value();
    EXPECT_FALSE(catalog.add(sms("en", "{% if %}", 2)));
    EXPECT_EQ(catalog.find_template(kOrder, Channel::sms, "en")->entry().version, 1);
    EXPECT_FALSE(catalog.add(test::a_type([](auto& t) { t.schema = json_of(R"({"type": "nothing"})"); })));
    EXPECT_EQ(catalog.type(kOrder), nullptr);
}

TEST(Template, FaultsNameTheMemberTheLineAndTheColumn) {
    EXPECT_EQ(faults_of(Channel::email, {}),
              (core::Faults{{"/subject", "is required"}, {"/text", "is required"}}));
    EXPECT_EQ(faults_of(Channel::sms, {{"text", 1}}), (core::Faults{{"/text", "must be a string"}}));
    EXPECT_EQ(faults_of(Channel::sms, {{"text", "x"}, {"html", "x"}}),
              (core::Faults{{"/html", "is not known here"}}));
    const auto faults = faults_of(Channel::email, {{"subject", "ok"}, {"text", "one\n  {{ x | }}"}});
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].pointer, "/text");
    EXPECT_NE(faults[0].detail.find("line 2"), std::string::npos) << faults[0].detail;
    EXPECT_EQ(faults_of(Channel::push, {{"title", "t"}, {"body", "b"}, {"data", 1}}).size(), 1U);
}

// What a text that is made for ann prints, in Berlin at noon of the event.
std::string localized(const std::string& text_locale, const std::string& recipient_locale,
                      const std::string& source) {
    Catalog catalog;
    catalog.add(test::a_type()).value();
    catalog.add(sms(text_locale, source)).value();
    const auto event = an_event();
    auto recipient = test::a_recipient();
    recipient.locale = recipient_locale;
    const Texts texts;
    EventRenderer renderer(catalog, event, recipient, texts);
    return std::string(json_of(renderer(Channel::sms)->content).at("text").as_string());
}

TEST(Catalog, DatesAndAmountsFollowTheRecipientWithinTheTextsLanguage) {
    const std::string source = "{{ '2026-01-05'|dateformat('MMMM') }} {{ total|currencyformat(currency) }}";
    EXPECT_EQ(localized("de", "de-AT", source), "Jänner € 99,50");
    EXPECT_EQ(localized("de", "de", source), "Januar 99,50 €");
    EXPECT_EQ(localized("en", "de-AT", source), "January €99.50");
    EXPECT_EQ(localized("en", "", source), "January €99.50");
    EXPECT_EQ(localized("en", "EN-gb", source), "January €99.50");
}

TEST(Catalog, TheTextsMomentIsTheEventsOnTheRecipientsClocks) {
    EXPECT_EQ(localized("en", "en", "{{ now() }} {{ event.time|datetimeformat('HH:mm') }}"),
              "2026-06-15 14:00:00+02:00 14:00");
}

class RenderTest : public ::testing::Test {
protected:
    Result<core::Rendered> render(const records::TemplateEntry& entry,
                                  const core::Event& event = an_event()) {
        Catalog catalog;
        catalog.add(test::a_type()).value();
        catalog.add(entry).value();
        const auto recipient = test::a_recipient();
        Texts texts;
        texts.unsubscribe_url = [](const core::UserId& user, const std::string& category) {
            return "https://u/" + user.str() + "/" + category;
        };
        EventRenderer renderer(catalog, event, recipient, texts);
        return renderer(entry.channel);
    }
    std::string text(const std::string& source) {
        return std::string(json_of(render(sms("en", source))->content).at("text").as_string());
    }
};

TEST_F(RenderTest, ATemplateSeesTheDataTheEventAndTheUser) {
    EXPECT_EQ(text("{{ order_id }} {{ data.total }} {{ event.id }} {{ event.source }} {{ user.id }} {{ "
                   "user.locale }}"),
              "1042 99.5 order-1042 shop ann en");
    EXPECT_EQ(text("{{ unsubscribe_url }}"), "https://u/ann/orders");
}

TEST_F(RenderTest, AnErrorNamesTheMemberAndThePlace) {
    const auto failed = render(sms("en", "Dear\n{{ nobody }}"));
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().message, "text: UndefinedError: 'nobody' is undefined (line 2, column 4)");
}

TEST_F(RenderTest, WhereThereIsNoTemplateItSaysSo) {
    Catalog catalog;
    catalog.add(test::a_type()).value();
    const auto event = an_event();
    const auto recipient = test::a_recipient();
    const Texts texts;
    EventRenderer renderer(catalog, event, recipient, texts);
    EXPECT_EQ(renderer(Channel::email).error().code, Errc::not_found);
}

TEST_F(RenderTest, LineBreaksInASubjectBecomeSpaces) {
    const auto event =
        an_event([](auto& e) { e.data.as_object()["order_id"] = "1\r\nBcc: all@example.org"; });
    const auto made = render(
        Stage::words(Channel::email, {{"subject", "Order {{ order_id }}"}, {"text", "{{ order_id }}"}}),
        event);
    const auto content = json_of(made->content);
    EXPECT_EQ(content.at("subject").as_string(), "Order 1  Bcc: all@example.org");
    EXPECT_EQ(content.at("text").as_string(), "1\r\nBcc: all@example.org");
}

TEST_F(RenderTest, OnlyHtmlIsEscaped) {
    const auto event = an_event([](auto& e) { e.data.as_object()["order_id"] = "<b>"; });
    const auto made =
        render(Stage::words(Channel::email,
                            {{"subject", "s"}, {"text", "{{ order_id }}"}, {"html", "{{ order_id }}"}}),
               event);
    const auto content = json_of(made->content);
    EXPECT_EQ(content.at("text").as_string(), "<b>");
    EXPECT_EQ(content.at("html").as_string(), "&lt;b&gt;");
}

TEST_F(RenderTest, APushMessageCarriesItsData) {
    const auto made = render(Stage::words(
        Channel::push, {{"title", "t"}, {"body", "b"}, {"data", json::object{{"order", "{{ order_id }}"}}}}));
    EXPECT_EQ(json_of(made->content).at("data"), json_of(R"({"order": "1042"})"));
}

TEST(CatalogView, FollowsTheLog) {
    Stage stage;
    const auto before = stage.catalog.current();
    stage.publish(test::a_type([](auto& t) { t.version = 4; }));
    EXPECT_EQ(before->type(kOrder)->type.version, 3);
    stage.catalog.refresh().value();
    EXPECT_EQ(stage.catalog.current()->type(kOrder)->type.version, 4);
    EXPECT_EQ(before->type(kOrder)->type.version, 3);
}

TEST(CatalogView, WhatCannotBeReadIsLeftOut) {
    Stage stage;
    stage.append({core::Topic::catalog, "nonsense", {}, "{"});
    stage.publish(test::a_type([](auto& t) { t.version = 4; }));
    stage.catalog.refresh().value();
    EXPECT_EQ(stage.catalog.current()->type(kOrder)->type.version, 4);
}

}  // namespace
}  // namespace tidings::catalog
