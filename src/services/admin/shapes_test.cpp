#include "services/admin/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::admin {
namespace {

using ::testing::UnorderedElementsAre;

std::vector<std::string> members(const json::object& o) {
    std::vector<std::string> names;
    for (const auto& member : o) names.emplace_back(member.key());
    return names;
}

ports::DeadRecord a_record() {
    ports::DeadRecord r;
    r.partition = {core::Topic::events, 0};
    r.offset = 17;
    r.reason = "unreadable";
    r.detail = "ce_id is missing";
    r.key = "ann";
    r.value = "{}";
    r.at = test::kNoon;
    return r;
}

ports::StoredEvent a_row(const std::string& user, core::Reason reason, std::int64_t conflicts) {
    ports::StoredEvent row;
    row.event = test::an_event([&](auto& e) { e.user = core::UserId(user); });
    row.decisions = {{core::UserId(user), core::Channel::email, reason == core::Reason::ok, reason, ""}};
    row.conflicts = conflicts;
    return row;
}

TEST(Shapes, ANotificationHasTheMembersThatArePromised) {
    const auto o = to_json(test::a_notification());
    EXPECT_THAT(
        members(o),
        UnorderedElementsAre("id", "event_id", "source", "type", "user", "channel", "priority", "state",
                             "reason", "detail", "address", "provider", "attempt_count", "cancel_requested",
                             "created_at", "updated_at", "due_at", "expires_at", "template"));
    EXPECT_EQ(json::write(o.at("template")), R"({"locale":"en","version":1})");
    EXPECT_EQ(o.at("created_at"), "2026-06-15T12:00:00Z");
    EXPECT_TRUE(o.at("provider").is_null());
}

TEST(Shapes, WhatWasErasedIsNull) {
    const auto o = to_json(test::a_notification([](auto& n) {
        n.address.clear();
        n.template_version = 0;
    }));
    EXPECT_TRUE(o.at("address").is_null());
    EXPECT_TRUE(o.at("template").is_null());
    EXPECT_TRUE(content_json("").is_null());
    EXPECT_EQ(json::write(content_json(R"({"text":"a"})")), R"({"text":"a"})");
}

TEST(Shapes, AnAttemptHasTheMembersThatArePromised) {
    core::Attempt a;
    a.number = 2;
    a.provider = "outbox";
    a.outcome = core::OutcomeKind::retry;
    const auto o = to_json(a);
    EXPECT_THAT(members(o), UnorderedElementsAre("number", "provider", "started_at", "finished_at", "outcome",
                                                 "detail", "provider_id"));
    EXPECT_EQ(o.at("outcome"), "retry");
    EXPECT_TRUE(o.at("provider_id").is_null());
}

TEST(Shapes, ATryAtTheOutboxHasTheMembersThatArePromised) {
    ports::OutboxEntry entry{{}, core::Channel::sms, "+15005550006", R"({"text":"Hi"})"};
    entry.attempt.number = 3;
    const auto o = to_json(entry);
    EXPECT_THAT(members(o), UnorderedElementsAre("notification_id", "attempt", "channel", "address",
                                                 "content", "outcome", "at"));
    EXPECT_EQ(o.at("attempt"), 3);
    EXPECT_EQ(o.at("content").at("text"), "Hi");
}

TEST(Shapes, ADeadLetterSaysOfWhichKindItIs) {
    const auto n = dead_letter(test::a_notification([](auto& x) { x.state = core::State::failed; }));
    EXPECT_EQ(n.at("kind"), "notification");
    EXPECT_EQ(n.at("at"), n.at("updated_at"));
    const auto r = to_json(a_record());
    EXPECT_THAT(members(r), UnorderedElementsAre("id", "kind", "reason", "detail", "at", "topic", "partition",
                                                 "offset", "key", "headers", "value"));
    EXPECT_EQ(r.at("kind"), "record");
    EXPECT_EQ(r.at("topic"), "tidings.events");
}

TEST(Shapes, ADeadRecordIsShownAsItCameByteByByte) {
    auto record = a_record();
    record.headers = {{"ce_id", "1"}, {"trace", "a"}, {"trace", "\xff"}, {"", ""}};
    record.key = "\x80";
    record.value = std::string("a\0", 2);  // UTF-8, but no text of JSON's that every reader takes
    const auto o = to_json(record);
    EXPECT_EQ(json::write(o.at("headers")),
              R"([{"name":"ce_id","value":"1"},{"name":"trace","value":"a"},)"
              R"({"name":"trace","value_base64":"/w=="},{"name":"","value":""}])");
    EXPECT_EQ(o.at("key_base64"), "gA==");
    EXPECT_EQ(o.at("value_base64"), "YQA=");
    EXPECT_FALSE(o.contains("key"));
    EXPECT_FALSE(o.contains("value"));
    EXPECT_TRUE(json::read(json::write(o)));
}

TEST(Shapes, AnEventOfOneRecipientNamesThem) {
    const auto row = a_row("ann", core::Reason::ok, 2);
    const auto o = to_json(std::vector{row}, {test::a_notification()});
    EXPECT_THAT(members(o), UnorderedElementsAre("id", "source", "type", "user", "data", "received_at",
                                                 "conflicts", "decisions", "notifications"));
    EXPECT_EQ(o.at("user"), "ann");
    EXPECT_EQ(o.at("conflicts"), 2);
    EXPECT_EQ(json::write(o.at("decisions")),
              R"([{"user":"ann","channel":"email","result":"send","reason":"ok","detail":""}])");
    EXPECT_EQ(o.at("notifications").as_array().size(), 1U);
}

TEST(Shapes, TheRowsOfOneEventAreOneEvent) {
    const auto ann = a_row("ann", core::Reason::ok, 1);
    const auto bob = a_row("bob", core::Reason::no_address, 3);
    const auto o = to_json(std::vector{ann, bob}, {});
    EXPECT_TRUE(o.at("user").is_null());
    EXPECT_EQ(json::write(o.at("users")), R"(["ann","bob"])");
    EXPECT_EQ(o.at("conflicts"), 4);
    EXPECT_EQ(o.at("decisions").as_array().size(), 2U);
}

TEST(Shapes, AListSaysWhereItGoesOn) {
    ports::Listed<ports::Suppression> listed;
    EXPECT_EQ(json::write(list_json(listed)), R"({"items":[],"next_cursor":null})");
    listed.items.push_back({core::Channel::email, "a@b", "asked", test::kNoon});
    listed.next_cursor = "7";
    EXPECT_EQ(
        json::write(list_json(listed)),
        R"({"items":[{"channel":"email","address":"a@b","reason":"asked","at":"2026-06-15T12:00:00Z"}],)"
        R"("next_cursor":"7"})");
}

TEST(Shapes, AConflictIsAProblemThatSaysWhatWon) {
    const auto response = conflict("it is delivered already", {{"state", "delivered"}});
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(*http::find(response.headers, "Content-Type"), "application/problem+json");
    const auto body = json::read(response.body).value();
    EXPECT_EQ(body.at("state"), "delivered");
    EXPECT_EQ(body.at("status"), 409);
    EXPECT_EQ(body.at("detail"), "it is delivered already");
}

}  // namespace
}  // namespace tidings::admin
