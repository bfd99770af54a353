#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"
#include "services/intake/submission.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class PreviewTest : public AdminTest {
protected:
    Answer preview(std::string body, http::Fields headers = {{"content-type", "application/json"}}) {
        return ask("POST", "/v1/preview", std::move(body), std::move(headers));
    }
    static std::string short_form(std::string more = "") {
        return R"({"type": "order.completed", "user": "ann", "data": {"order_id": "7", "email": "ann@data.example",
                   "phone": "+15005550007"})" +
               std::move(more) + "}";
    }

    Random random_{2};
};

TEST_F(PreviewTest, ShowsWhatWouldBeSentAndSendsNothing) {
    const auto shown = preview(short_form());
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(shown.each("result", "/decisions"), ElementsAre("send", "send", "skip"));
    EXPECT_THAT(shown.each("reason", "/decisions"), ElementsAre("ok", "ok", "no_address"));
    EXPECT_EQ(shown.text("/notifications/0/content/subject"), "Order 7");
    EXPECT_EQ(shown.text("/notifications/0/address"), "ann@data.example");
    EXPECT_EQ(shown.text("/notifications/1/content/text"), "Order 7");
    settle();
    EXPECT_TRUE(stage_.notifications().empty());
    EXPECT_TRUE(stage_.read(core::Topic::events).empty());
}

// Everything that a decision rests on, at once and one after another.
TEST_F(PreviewTest, WhatItShowsIsWhatHappens) {
    const std::vector<std::pair<const char*, const char*>> worlds{
        {"{}", ""},
        {R"({"email": "Ann@Example.org", "push_tokens": ["a", "b"], "locale": "en"})", ""},
        {R"({"email": "listed@example.org", "push_tokens": ["listed", "b"]})", ""},
        {R"({"channels": {"sms": false}, "categories": {"orders": false}})", ""},
        {R"({"channels": {"sms": false}})", ""},
        {R"({"email": "ann@example.org", "quiet_hours": {"from": "11:00", "to": "13:00"}})", ""},
        {"{}", R"(, "send_at": "2026-01-15T13:00:00Z", "expires_at": "2026-01-15T14:00:00Z")"},
        {"{}", R"(, "channels": ["push", "email"], "priority": "critical")"},
    };
    ask("PUT", "/v1/suppressions/email/LISTED@example.org");
    ask("PUT", "/v1/suppressions/push/listed");
    int number = 0;
    for (const auto& [profile, more] : worlds) {
        put_user(profile);
        const std::string id = "event-" + std::to_string(++number);
        const auto body = short_form(std::string(more) + R"(, "id": ")" + id + R"(", "source": "shop")");
        const auto shown = preview(body);
        ASSERT_EQ(shown.status, 200) << shown.body;

        http::Request request;
        request.headers = {{"content-type", "application/json"}};
        request.body = body;
        const auto submission = intake::read_submission(
            request, {*stage_.catalog.current(), stage_.clock.now(), "local", random_});
        decide(submission->events.at(0));
        const auto happened = get("/v1/events/" + id);
        EXPECT_EQ(json::write(shown.at("/decisions")), json::write(happened.at("/decisions"))) << body;
        for (const auto* member :
             {"id", "channel", "priority", "address", "reason", "due_at", "expires_at"}) {
            EXPECT_THAT(shown.each(member, "/notifications"),
                        ::testing::UnorderedElementsAreArray(happened.each(member, "/notifications")))
                << member << " of " << body;
        }
        for (std::size_t i = 0; i < shown.at("/notifications").as_array().size(); ++i) {
            const auto place = "/notifications/" + std::to_string(i);
            const auto made = get("/v1/notifications/" + shown.text(place + "/id"));
            EXPECT_EQ(made.text("/content"), shown.text(place + "/content"));
        }
    }
}

TEST_F(PreviewTest, EachMessageIsShownWithItsSizesAndWhatToMind) {
    ask("PUT", "/v1/templates/order.completed/sms",
        R"({"text": "Order “{{ order_id }}”{% for i in range(60) %} x{% endfor %}"})");
    const auto shown = preview(short_form(R"(, "channels": ["email", "sms"])"));
    EXPECT_EQ(shown.text("/notifications/0/sizes"),
              R"({"subject_characters":7,"text_bytes":12,"html_bytes":0,"bytes":19})");
    EXPECT_EQ(shown.text("/notifications/0/warnings"), "[]");
    EXPECT_EQ(shown.text("/notifications/1/sizes"), R"({"encoding":"UCS-2","units":129,"segments":2})");
    EXPECT_EQ(shown.text("/notifications/1/warnings"),
              R"(["2 segments of SMS, because ““”, “”” are not in GSM-7"])");
}

TEST_F(PreviewTest, WhatWouldHaveBeenSaidOnAChannelThatIsSkippedIsShownApart) {
    const auto shown = preview(short_form());
    EXPECT_THAT(shown.each("channel", "/skipped"), ElementsAre("push"));
    EXPECT_EQ(shown.text("/skipped/0/user"), "ann");
    EXPECT_EQ(shown.text("/skipped/0/reason"), "no_address");
    EXPECT_EQ(shown.text("/skipped/0/template"), R"({"locale":"en","version":1})");
    EXPECT_EQ(shown.text("/skipped/0/content"), R"({"title":"Order","body":"7"})");
    EXPECT_EQ(shown.text("/skipped/0/sizes/fcm_bytes"), "45");
    const auto broken = preview(R"({"type": "order.completed", "user": "ann", "data": {}})");
    EXPECT_THAT(broken.each("channel", "/skipped"), ElementsAre("email", "sms", "push"));
    EXPECT_TRUE(broken.at("/skipped/1/content").is_null());
    EXPECT_TRUE(broken.at("/skipped/1/template").is_null());
    EXPECT_EQ(broken.text("/skipped/1/warnings/0"),
              "text: UndefinedError: 'order_id' is undefined (line 1, column 10)");
}

TEST_F(PreviewTest, AMomentMayBeChosen) {
    put_user(R"({"email": "ann@example.org", "timezone": "Europe/Berlin",
                 "quiet_hours": {"from": "22:00", "to": "08:00"}})");
    const auto night = preview(short_form(R"(, "at": "2026-03-29T00:30:00Z", "channels": ["email"])"));
    EXPECT_EQ(night.text("/notifications/0/due_at"), "2026-03-29T06:00:00Z");
    EXPECT_EQ(night.text("/notifications/0/reason"), "quiet_hours");
    const auto day = preview(short_form(R"(, "at": "2026-03-29T10:00:00+02:00", "channels": ["email"])"));
    EXPECT_EQ(day.text("/notifications/0/due_at"), "2026-03-29T08:00:00Z");
    for (const auto* at : {"\"noon\"", "7", "\"2026-03-29T00:30:00\""}) {
        EXPECT_THAT(preview(short_form(", \"at\": " + std::string(at))).faults(), ElementsAre("/at"));
    }
}

TEST_F(PreviewTest, ACloudEventInBinaryModeKeepsItsData) {
    const auto shown =
        preview(R"({"order_id": "8", "at": "noon", "email": "a@b"})", {{"content-type", "application/json"},
                                                                       {"ce-specversion", "1.0"},
                                                                       {"ce-id", "1"},
                                                                       {"ce-source", "shop"},
                                                                       {"ce-type", "order.completed"},
                                                                       {"ce-subject", "ann"}});
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_EQ(shown.text("/notifications/0/content/subject"), "Order 8");
}

TEST_F(PreviewTest, FaultsAreThoseOfSending) {
    EXPECT_THAT(preview(R"({"type": "none", "users": [], "colour": 1})").faults(),
                ::testing::UnorderedElementsAre("/type", "/users", "/colour"));
    EXPECT_EQ(preview("{").status, 400);
    EXPECT_EQ(preview(short_form(), {}).status, 415);
    EXPECT_EQ(preview(short_form(), {{"content-type", "text/plain"}}).status, 415);
}

TEST_F(PreviewTest, ATextThatCannotBeMadeIsShownAsTheFailureItWillBe) {
    const auto shown = preview(
        R"({"type": "order.completed", "user": "ann", "data": {"email": "a@b"}, "channels": ["email"]})");
    EXPECT_EQ(shown.text("/notifications/0/state"), "failed");
    EXPECT_EQ(shown.text("/decisions/0/reason"), "template_error");
    EXPECT_THAT(shown.text("/decisions/0/detail"), ::testing::HasSubstr("'order_id' is undefined"));
    EXPECT_TRUE(shown.at("/notifications/0/content").is_null());
    EXPECT_TRUE(shown.at("/notifications/0/sizes").is_null());
    EXPECT_THAT(shown.text("/notifications/0/warnings/0"), ::testing::HasSubstr("'order_id' is undefined"));
}

TEST_F(PreviewTest, DataOfAPushMessageThatCameOutAsSomethingElseIsShownAsAFailure) {
    ask("PUT", "/v1/templates/order.completed/push",
        R"({"title": "t", "body": "b", "data": "{\"id\": {{ order_id }}}"})");
    put_user(R"({"push_tokens": ["a"]})");
    const auto shown = preview(short_form(R"(, "channels": ["push"])"));
    EXPECT_EQ(shown.text("/notifications/0/state"), "failed");
    EXPECT_EQ(shown.text("/notifications/0/warnings/0"),
              "data: its text is not an object of strings: \"id\" is none (line 1, column 8)");
}

TEST_F(PreviewTest, EveryRecipientIsShown) {
    const auto shown =
        preview(R"({"type": "order.completed", "users": ["ann", "bob", "ann"], "channels": ["sms"],
                                   "data": {"order_id": "7", "phone": "+15005550007"}})");
    EXPECT_THAT(shown.each("user", "/decisions"), ElementsAre("ann", "bob"));
}

TEST_F(PreviewTest, NoMoreRecipientsAreShownThanCanBeAtOnce) {
    const auto for_users = [&](int count) {
        std::string users = "\"u0\"";
        for (int i = 1; i < count; ++i) users += ", \"u" + std::to_string(i) + "\"";
        return preview(
            R"({"type": "order.completed", "data": {"order_id": "7"}, "channels": ["sms"], "users": [)" +
            users + "]}");
    };
    EXPECT_EQ(for_users(100).each("user", "/decisions").size(), 100U);
    EXPECT_EQ(for_users(101).status, 422);
}

TEST_F(PreviewTest, ACreatedProfileIsNotWritten) {
    stage_.publish(test::a_type([](auto& type) {
        type.name = core::TypeName("user.registered");
        type.creates_recipient = true;
    }));
    const auto shown = preview(
        R"({"type": "user.registered", "user": "ann", "data": {"email": "ann@example.org"}, "channels": ["email"]})");
    EXPECT_EQ(shown.text("/notifications/0/address"), "ann@example.org");
    EXPECT_EQ(get("/v1/users/ann").status, 404);
}

TEST_F(PreviewTest, AnEventThatWasCancelledStaysSo) {
    ask("POST", "/v1/events/order-9/cancel");
    EXPECT_THAT(
        preview(short_form(R"(, "id": "order-9", "channels": ["email"])")).each("reason", "/decisions"),
        ElementsAre("cancelled"));
    EXPECT_THAT(
        preview(short_form(R"(, "id": "order-8", "channels": ["email"])")).each("reason", "/decisions"),
        ElementsAre("ok"));
}

}  // namespace
}  // namespace tidings::admin
