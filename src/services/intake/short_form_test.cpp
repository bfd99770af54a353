#include "services/intake/short_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class ShortFormTest : public ::testing::Test {
protected:
    ShortFormTest() {
        catalog_
            .add(test::a_type([](auto& type) {
                type.schema = test::json_of(R"({"type": "object", "required": ["order_id"]})");
            }))
            .value();
    }
    // What a good event says with these members besides, or instead; null takes one away.
    Said say(std::string_view changes, const std::string& pointer = "") {
        json::value v =
            test::json_of(R"({"type": "order.completed", "user": "ann", "data": {"order_id": "7"}})");
        json::merge_patch(v, test::json_of(changes));
        return read(v, pointer);
    }
    Said read(const json::value& v, const std::string& pointer = "") {
        faults_.clear();
        return read_short_form(v, {catalog_, test::kNoon, "local", random_}, pointer, faults_);
    }
    std::vector<std::string> pointers() const {
        std::vector<std::string> out;
        for (const auto& fault : faults_) out.push_back(fault.pointer);
        return out;
    }

    catalog::Catalog catalog_;
    Random random_{1};
    core::Faults faults_;
};

TEST_F(ShortFormTest, TheLeastIsATypeAndAUser) {
    const auto said = say("{}");
    ASSERT_THAT(faults_, IsEmpty());
    EXPECT_EQ(said.event.source, core::Source("local"));
    EXPECT_TRUE(said.event.id.empty()) << "whoever reads the request names it";
    EXPECT_EQ(said.event.received_at, test::kNoon);
    EXPECT_EQ(said.event.type_version, 3);
    EXPECT_EQ(said.event.priority, std::nullopt);
    EXPECT_EQ(said.event.channels, std::nullopt);
    EXPECT_THAT(said.users, ElementsAre(core::UserId("ann")));
}

TEST_F(ShortFormTest, EachMemberFindsItsPlace) {
    const auto said =
        say(R"({"id": "o-7", "source": "shop", "priority": "high", "channels": ["push", "sms", "push"],
                              "send_at": "2026-06-16T08:00:00Z", "expires_at": "2026-06-17T08:00:00Z"})");
    ASSERT_THAT(faults_, IsEmpty());
    EXPECT_EQ(said.event.id, core::EventId("o-7"));
    EXPECT_EQ(said.event.source, core::Source("shop"));
    EXPECT_EQ(said.event.priority, core::Priority::high);
    EXPECT_EQ(said.event.channels, (std::vector{core::Channel::push, core::Channel::sms}));
    EXPECT_EQ(said.event.send_at, test::at("2026-06-16T08:00:00Z"));
    EXPECT_EQ(said.event.expires_at, test::at("2026-06-17T08:00:00Z"));
}

TEST_F(ShortFormTest, EachMemberIsHeldToItsForm) {
    const std::vector<std::pair<const char*, const char*>> bad{
        {R"({"type": null})", "/type"},
        {R"({"type": 7})", "/type"},
        {R"({"type": "none"})", "/type"},
        {R"({"user": null})", "/user"},
        {R"({"user": ""})", "/user"},
        {R"({"user": 7})", "/user"},
        {R"({"user": "a\u0085b"})", "/user"},
        {R"({"id": ""})", "/id"},
        {R"({"id": 7})", "/id"},
        {R"({"source": "a\tb"})", "/source"},
        {R"({"priority": "urgent"})", "/priority"},
        {R"({"priority": 1})", "/priority"},
        {R"({"channels": []})", "/channels"},
        {R"({"channels": "sms"})", "/channels"},
        {R"({"channels": ["sms", "fax"]})", "/channels/1"},
        {R"({"send_at": "tomorrow"})", "/send_at"},
        {R"({"send_at": 1781524800})", "/send_at"},
        {R"({"expires_at": "2026-06-15T12:00:00Z"})", "/expires_at"},
        {R"({"data": 7})", "/data"},
        {R"({"data": {"order_id": null}})", "/data/order_id"},
        {R"({"colour": "red"})", "/colour"},
    };
    for (const auto& [change, pointer] : bad) {
        say(change);
        EXPECT_FALSE(faults_.empty()) << change;
        for (const auto& found : pointers()) EXPECT_EQ(found, pointer) << change;
    }
    say(R"({"id": ")" + std::string(256, 'a') + R"("})");
    EXPECT_THAT(faults_, IsEmpty());
    say(R"({"id": ")" + std::string(257, 'a') + R"("})");
    EXPECT_THAT(pointers(), ElementsAre("/id"));
}

TEST_F(ShortFormTest, FaultsOfABatchPointIntoTheWholeBody) {
    say(R"({"priority": "urgent", "data": {"order_id": null}})", "/12");
    EXPECT_THAT(pointers(), UnorderedElementsAre("/12/priority", "/12/data/order_id"));
    read(test::json_of("7"), "/13");
    EXPECT_THAT(pointers(), ElementsAre("/13"));
}

TEST_F(ShortFormTest, TheUserIsOneOrSeveralButNotBoth) {
    const auto said = say(R"({"user": null, "users": ["bob", "ann", "bob"]})");
    ASSERT_THAT(faults_, IsEmpty());
    EXPECT_TRUE(said.many);
    EXPECT_THAT(said.users, ElementsAre(core::UserId("bob"), core::UserId("ann")));
    say(R"({"users": ["bob"]})");
    EXPECT_THAT(pointers(), ElementsAre("/users"));
    EXPECT_TRUE(say(R"({"user": null, "users": ["bob"]})").many) << "one of several is a list of one";
}

TEST_F(ShortFormTest, TheUsersAreAThousandAtMostAndEachHasAName) {
    say(R"({"user": null, "users": ["ann", "", 7, null, "a\nb"]})");
    EXPECT_THAT(pointers(), ElementsAre("/users/1", "/users/2", "/users/3", "/users/4"));
    say(R"({"user": null, "users": []})");
    EXPECT_THAT(pointers(), ElementsAre("/users"));
    json::array users;
    for (int i = 0; i < 1'001; ++i) users.push_back(json::value("user" + std::to_string(i)));
    const auto with = [&] { return json::write(json::object{{"user", nullptr}, {"users", users}}); };
    say(with());
    EXPECT_THAT(pointers(), ElementsAre("/users"));
    users.pop_back();
    EXPECT_EQ(say(with()).users.size(), 1'000U);
    EXPECT_THAT(faults_, IsEmpty());
}

TEST_F(ShortFormTest, ItMayNotExpireBeforeItIsSent) {
    say(R"({"send_at": "2026-06-17T00:00:00Z", "expires_at": "2026-06-17T00:00:00Z"})");
    EXPECT_THAT(pointers(), ElementsAre("/expires_at"));
    EXPECT_EQ(faults_[0].detail, "must be after send_at");
    say(R"({"send_at": "2026-06-14T00:00:00Z", "expires_at": "2026-06-17T00:00:00Z"})");
    EXPECT_THAT(faults_, IsEmpty()) << "what is to be sent in the past is sent now";
}

TEST(NameFault, NamesAreBytesWithoutControlCharacters) {
    for (const auto* good : {"a", "order/1 é", "\"quoted\"", "日本"}) {
        EXPECT_EQ(core::name_fault(good), std::nullopt) << good;
    }
    for (const std::string& bad :
         {std::string(), std::string(257, 'a'), std::string("a\nb"), std::string("\x7f"), std::string("\xff"),
          std::string("a\0b", 3), std::string("\u2028")}) {
        EXPECT_NE(core::name_fault(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace tidings::intake
