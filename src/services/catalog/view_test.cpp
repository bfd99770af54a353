#include <functional>
#include <future>
#include <memory>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/catalog/catalog.h"
#include "support/scripted_log.h"
#include "support/stage.h"

namespace tidings::catalog {
namespace {

using core::Channel;
using ::testing::ElementsAre;

const core::TypeName kType("order.completed");

// A log whose readers fail after so many polls, as long as they are told to.
class FailingLog {
public:
    explicit FailingLog(ports::EventLog& inner) : log(inner) {
        log.instead_of_poll = [this]() -> std::optional<test::ScriptedLog::Polled> {
            ++polls;
            std::exchange(during_poll, [] {})();
            if (polls_until_failure-- <= 0) return unavailable("the disk is away");
            return std::nullopt;
        };
    }

    int polls_until_failure = 1'000;
    int polls = 0;
    std::function<void()> during_poll = [] {};
    test::ScriptedLog log;
};

TEST(CatalogView, WhatIsReadOnceIsNotReadAgain) {
    test::Stage stage;
    FailingLog failing(stage.log);
    CatalogView view(failing.log);
    ASSERT_TRUE(view.refresh());
    const int polls = failing.polls;
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(failing.polls, polls) << "nothing was appended";
    stage.publish(test::a_type([](auto& type) { type.version = 4; }));
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(view.current()->type(kType)->type.version, 4);
}

TEST(CatalogView, TheLogMayOutliveIt) {
    test::Stage stage;
    auto view = std::make_unique<CatalogView>(stage.log);
    ASSERT_TRUE(view->refresh());
    view.reset();
    stage.publish(test::a_type([](auto& type) { type.version = 4; }));
}

TEST(CatalogView, AFailureKeepsWhatIsKnownAndIsMadeUpForLater) {
    test::Stage stage;
    FailingLog failing(stage.log);
    CatalogView view(failing.log);
    ASSERT_TRUE(view.refresh());
    const auto before = view.current();
    stage.publish(test::a_type([](auto& type) { type.version = 4; }));
    failing.polls_until_failure = 0;
    EXPECT_EQ(view.refresh().error().code, Errc::unavailable);
    EXPECT_EQ(view.current()->type(kType)->type.version, 3);
    failing.polls_until_failure = 1'000;
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(view.current()->type(kType)->type.version, 4);
    EXPECT_EQ(before->type(kType)->type.version, 3) << "whoever holds an older one keeps it as it was";
}

TEST(CatalogView, WhoeverComesWhileAnotherReadsSeesWhatThatOneReads) {
    test::Stage stage;
    FailingLog failing(stage.log);
    CatalogView view(failing.log);
    ASSERT_TRUE(view.refresh());
    stage.publish(test::a_type([](auto& type) { type.version = 4; }));
    std::future<std::int32_t> seen;
    failing.during_poll = [&] {
        seen = std::async(std::launch::async, [&] {
            view.refresh().value();
            return view.current()->type(core::TypeName("order.completed"))->type.version;
        });
        // One that does not wait is done by then.
        static_cast<void>(seen.wait_for(std::chrono::milliseconds{20}));
    };
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(seen.get(), 4);
}

TEST(CatalogView, WhatWasReadBeforeAFailureCounts) {
    test::Stage stage;
    FailingLog failing(stage.log);
    failing.polls_until_failure = 1;
    CatalogView view(failing.log);
    EXPECT_FALSE(view.refresh());
    EXPECT_NE(view.current()->type(kType), nullptr);
    failing.polls_until_failure = 1'000;
    ASSERT_TRUE(view.refresh());
    EXPECT_EQ(view.current()->templates().size(), 3U);
}

TEST(CatalogView, KeysAreKnownByTheirIdsAndTheNewestRecordCounts) {
    test::Stage stage;
    records::ApiKeyEntry key;
    key.id = "0badcafe";
    key.name = "shop";
    key.scopes = {"send"};
    stage.publish(key);
    key.revoked = true;
    stage.publish(key);
    stage.catalog.refresh().value();
    const auto& keys = stage.catalog.current()->api_keys();
    ASSERT_EQ(keys.size(), 1U);
    EXPECT_TRUE(keys.at("0badcafe").revoked);
    EXPECT_THAT(keys.at("0badcafe").scopes, ElementsAre("send"));
}

TEST(CatalogView, TheSchemaOfTheNewestVersionIsCompiledAndOfNoOther) {
    test::Stage stage;
    stage.publish(test::a_type([](auto& type) { type.version = 4; }));
    stage.catalog.refresh().value();
    const auto& versions = stage.catalog.current()->types().at(kType);
    EXPECT_EQ(versions.at(3).schema, nullptr);
    EXPECT_NE(versions.at(4).schema, nullptr);
}

TEST(Catalog, WhatTheFirstRecordSaysOfAVersionCounts) {
    Catalog catalog;
    const auto type = [](std::string category) {
        return test::a_type([&](auto& t) { t.category = std::move(category); });
    };
    EXPECT_TRUE(catalog.add(type("first")));
    EXPECT_TRUE(catalog.add(type("first"))) << "the same again";
    EXPECT_EQ(catalog.add(type("late")).error().code, Errc::conflict);
    EXPECT_EQ(catalog.type(kType)->type.category, "first");

    const auto words = [](std::string text) {
        return test::Stage::words(Channel::sms, {{"text", std::move(text)}});
    };
    EXPECT_TRUE(catalog.add(words("first")));
    EXPECT_EQ(catalog.add(words("late")).error().code, Errc::conflict);
    EXPECT_EQ(catalog.find_template(kType, Channel::sms, "en")->entry().body.at("text"), "first");
}

TEST(Catalog, ALocaleIsTheSameInAnyCase) {
    Catalog catalog;
    const auto entry = [](std::string locale, std::int32_t version) {
        auto made = test::Stage::words(Channel::sms, {{"text", "version " + std::to_string(version)}});
        made.locale = std::move(locale);
        made.version = version;
        return made;
    };
    catalog.add(entry("pt-BR", 1)).value();
    catalog.add(entry("PT-br", 2)).value();
    EXPECT_EQ(catalog.templates().size(), 1U);
    for (const auto* locale : {"pt-BR", "pt-br", "PT-BR"}) {
        ASSERT_NE(catalog.find_template(kType, Channel::sms, locale), nullptr) << locale;
        EXPECT_EQ(catalog.find_template(kType, Channel::sms, locale)->entry().version, 2);
        EXPECT_EQ(catalog.best_template(kType, Channel::sms, locale, "en")->entry().version, 2);
    }
    EXPECT_EQ(catalog.find_template(kType, Channel::sms, "pt"), nullptr);
}

TEST(Catalog, ReadingATypeNamesTheFaultsOfItsSchemaToo) {
    const auto faulty = [](std::string_view body) {
        core::Faults faults;
        read_event_type(kType, test::json_of(body), faults);
        std::vector<std::string> pointers;
        for (const auto& fault : faults) pointers.push_back(fault.pointer);
        return pointers;
    };
    EXPECT_THAT(faulty(R"({"schema": {"type": "object"}})"), ::testing::IsEmpty());
    EXPECT_THAT(faulty(R"({"schema": {"type": "objekt"}, "priority": "urgent"})"),
                ::testing::UnorderedElementsAre("/schema", "/priority"));
    EXPECT_THAT(faulty(R"({"schema": {"patern": "a"}})"), ElementsAre("/schema"))
        << "a keyword that is not known would hold nothing";
    EXPECT_THAT(faulty("{}"), ElementsAre("/schema"));
}

// Links.

class UnsubscribeTest : public ::testing::Test {
protected:
    std::string content(const core::EventType& type, const std::string& url) {
        test::Stage stage;
        stage.publish(type);
        auto words =
            test::Stage::words(Channel::email, {{"subject", "s"}, {"text", "{{ unsubscribe_url }}"}});
        words.version = 2;
        stage.publish(words);
        stage.catalog.refresh().value();
        Texts texts;
        texts.unsubscribe_url = [&](const core::UserId& user, const std::string& category) {
            return url + user.str() + "/" + category;
        };
        const auto catalog = stage.catalog.current();
        const auto event = test::an_event([](auto& e) { e.type_version = 4; });
        const auto recipient = test::a_recipient();
        EventRenderer renderer(*catalog, event, recipient, texts);
        const auto rendered = renderer(Channel::email);
        return rendered ? rendered->content : rendered.error().message;
    }
    static core::EventType type(bool can_be_off) {
        return test::a_type([&](auto& t) {
            t.version = 4;
            t.category_can_be_off = can_be_off;
        });
    }
};

TEST_F(UnsubscribeTest, AnEmailCarriesTheLinkForItsHeaderWhereMailProgramsTakeIt) {
    EXPECT_EQ(content(type(true), "https://x/"),
              R"({"subject":"s","text":"https://x/ann/orders","unsubscribe_url":"https://x/ann/orders"})");
    EXPECT_EQ(content(type(true), "http://x/"), R"({"subject":"s","text":"http://x/ann/orders"})");
}

TEST_F(UnsubscribeTest, WhatCannotBeSwitchedOffHasNone) {
    EXPECT_THAT(content(type(false), "https://x/"), ::testing::HasSubstr("'unsubscribe_url' is undefined"));
}

}  // namespace
}  // namespace tidings::catalog
