#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using core::State;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DeadLettersTest : public AdminTest {
protected:
    // A record that is no event; its id.
    std::string decide_record(std::string value = "{}") {
        stage_.clock.advance(1s);
        stage_.append({core::Topic::events, "ann", {{"ce_type", "order.completed"}}, std::move(value)});
        settle();
        return get("/v1/dead-letters").each("id").at(0);
    }
    Answer replay(const std::string& id) { return ask("POST", "/v1/dead-letters/" + id + "/replay"); }
    Answer replay_many(const std::string& query, std::string body = "") {
        return ask("POST", "/v1/dead-letters/replay" + query, std::move(body));
    }
    // The ids of the replays on the log, in one list for each command.
    std::vector<std::vector<Uuid>> replays() {
        std::vector<std::vector<Uuid>> out;
        for (const auto& command : commands()) out.push_back(std::get<records::Replay>(command).ids);
        return out;
    }
};

TEST_F(DeadLettersTest, BothKindsStandInOneListNewestFirst) {
    std::vector<std::string> expected;
    for (int i = 0; i < 3; ++i) {
        expected.insert(expected.begin(), decide_and_fail("order-" + std::to_string(i)).id.str());
        stage_.clock.advance(1s);
        expected.insert(expected.begin(), decide_record());
        stage_.clock.advance(1s);
    }
    decide(order("queued"));
    EXPECT_THAT(get("/v1/dead-letters").each("kind"),
                ElementsAre("record", "notification", "record", "notification", "record", "notification"));
    for (const int limit : {1, 2, 5, 6, 7}) {
        EXPECT_EQ(all("/v1/dead-letters", "id", limit), expected) << limit;
    }
}

TEST_F(DeadLettersTest, APageOfLargeRecordsEndsEarlyAndNothingIsMissed) {
    std::vector<std::string> expected;
    for (int i = 0; i < 12; ++i) {
        expected.insert(expected.begin(), decide_and_fail("order-" + std::to_string(i)).id.str());
        stage_.clock.advance(1s);
        expected.insert(expected.begin(), decide_record(std::string(1 << 20, '[')));
        stage_.clock.advance(1s);
    }
    EXPECT_EQ(get("/v1/dead-letters").each("id").size(), 13U) << "seven records, and what stands between";
    for (const int limit : {3, 15, 50}) EXPECT_EQ(all("/v1/dead-letters", "id", limit), expected) << limit;
}

TEST_F(DeadLettersTest, AFilterLeavesNotificationsAlone) {
    const auto failed = decide_and_fail("order-1");
    decide_record();
    EXPECT_THAT(get("/v1/dead-letters?user=ann").each("id"), ElementsAre(failed.id.str()));
    EXPECT_THAT(get("/v1/dead-letters?channel=sms").each("id"), IsEmpty());
    EXPECT_THAT(get("/v1/dead-letters?event_id=order-1&type=order.completed").each("id"),
                ElementsAre(failed.id.str()));
    EXPECT_THAT(get("/v1/dead-letters?until=2001-01-01T00:00:00Z").each("id"), IsEmpty());
}

TEST_F(DeadLettersTest, AFaultyQueryIsRefused) {
    EXPECT_THAT(get("/v1/dead-letters?state=delivered&limit=0").faults(),
                ::testing::UnorderedElementsAre("limit", "state"));
    EXPECT_THAT(get("/v1/dead-letters?cursor=abc").faults(), ElementsAre("cursor"));
}

TEST_F(DeadLettersTest, OneOfEachKindIsShown) {
    const auto failed = decide_and_fail("order-1");
    const auto shown = get("/v1/dead-letters/" + failed.id.str());
    EXPECT_EQ(shown.text("/kind"), "notification");
    EXPECT_EQ(shown.text("/reason"), "rejected");
    EXPECT_EQ(shown.text("/state"), "failed");
    const auto record = get("/v1/dead-letters/" + decide_record("\xff"));
    EXPECT_EQ(record.text("/kind"), "record");
    EXPECT_EQ(record.text("/reason"), "unreadable");
    EXPECT_EQ(record.text("/key"), "ann");
    EXPECT_EQ(record.text("/value_base64"), "/w==");
    EXPECT_EQ(record.text("/headers/0/name"), "ce_type");
}

TEST_F(DeadLettersTest, WhatHasNotFailedIsNone) {
    const auto n = decide(order());
    for (const auto& id :
         {n.id.str(), std::string("none"), std::string("00000000-0000-7000-8000-000000000000")}) {
        EXPECT_EQ(get("/v1/dead-letters/" + id).status, 404) << id;
    }
}

// Replaying.

TEST_F(DeadLettersTest, OneIsSentAgainOnce) {
    const auto failed = decide_and_fail("order-1");
    const auto answer = replay(failed.id.str());
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.header("Location"), "/v1/notifications/" + failed.id.str());
    EXPECT_EQ(replay(failed.id.str()).status, 202) << "the first has not been carried out yet";
    settle();
    EXPECT_EQ(stage_.notification(failed.id).state, State::queued);
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.id.round, 3) << "the replay and the way into the queue each raise it";
    const auto again = replay(failed.id.str());
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.text("/state"), "queued");
}

TEST_F(DeadLettersTest, AReplayThatFailsIsADeadLetterAgain) {
    const auto failed = decide_and_fail("order-1");
    replay(failed.id.str());
    settle();
    send(core::OutcomeKind::rejected);
    EXPECT_EQ(replay(failed.id.str()).status, 202);
    settle();
    send();
    const auto shown = get("/v1/notifications/" + failed.id.str());
    EXPECT_EQ(shown.text("/state"), "delivered");
    EXPECT_THAT(shown.each("number", "/attempts"), ElementsAre("1", "2", "3"));
}

TEST_F(DeadLettersTest, ARecordIsReadAgain) {
    const auto id = decide_record();
    EXPECT_EQ(replay(id).status, 202);
    EXPECT_EQ(replay(id).header("Location"), "");
    settle();
    EXPECT_EQ(get("/v1/dead-letters/" + id).status, 404);
    EXPECT_EQ(get("/v1/dead-letters").each("reason"), std::vector<std::string>{"unreadable"});
}

TEST_F(DeadLettersTest, WhatIsUnknownCannotBeReplayed) {
    EXPECT_EQ(replay("none").status, 404);
    EXPECT_EQ(replay("00000000-0000-7000-8000-000000000000").status, 404);
    EXPECT_THAT(commands(), IsEmpty());
}

TEST_F(DeadLettersTest, NamedOnesAreReplayed) {
    const auto first = decide_and_fail("order-1");
    const auto second = decide_and_fail("order-2");
    decide_and_fail("order-3");
    const auto answer =
        replay_many("", R"({"ids": [")" + first.id.str() + R"(", ")" + second.id.str() + R"("]})");
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, R"({"replayed":2})");
    EXPECT_THAT(replays(), ElementsAre(ElementsAre(first.id, second.id)));
}

TEST_F(DeadLettersTest, AFiltersWorthIsReplayed) {
    const auto anns = decide_and_fail("order-1");
    auto bobs = order("order-2");
    bobs.user = core::UserId("bob");
    decide(bobs);
    send(core::OutcomeKind::rejected);
    decide_record();
    EXPECT_EQ(replay_many("?user=ann&channel=email").text("/replayed"), "1");
    EXPECT_THAT(replays(), ElementsAre(ElementsAre(anns.id)));
    EXPECT_EQ(replay_many("?user=nobody").text("/replayed"), "0");
    EXPECT_EQ(replay_many("").text("/replayed"), "2");
    EXPECT_EQ(replay_many("", "{}").text("/replayed"), "2");
}

TEST_F(DeadLettersTest, NoIdsAreNothingAndNotEverything) {
    decide_and_fail("order-1");
    EXPECT_EQ(replay_many("", R"({"ids": []})").text("/replayed"), "0");
    EXPECT_EQ(replay_many("", R"({"ids": null})").status, 422);
    for (const auto* query : {"?user=", "?channel=", "?type="})
        EXPECT_EQ(replay_many(query).status, 422) << query;
    EXPECT_THAT(commands(), IsEmpty());
}

TEST_F(DeadLettersTest, WhatLooksLikeABoundIsRefusedWhereItIsNone) {
    decide_and_fail("order-1");
    for (const auto* query : {"?limit=1", "?cursor=x", "?state=failed"}) {
        EXPECT_EQ(replay_many(query).status, 422) << query;
    }
    EXPECT_THAT(replay_many("?user=ann", R"({"ids": []})").faults(), ElementsAre("/ids"));
    EXPECT_THAT(commands(), IsEmpty());
}

TEST_F(DeadLettersTest, EveryFaultOfTheIdsIsNamed) {
    const std::string good = "00000000-0000-7000-8000-000000000000";
    EXPECT_THAT(replay_many("", R"({"ids": ["x", ")" + good + R"(", 7], "why": "so"})").faults(),
                ::testing::UnorderedElementsAre("/ids/0", "/ids/2", "/why"));
    EXPECT_THAT(replay_many("", "[]").faults(), ElementsAre(""));
    EXPECT_EQ(replay_many("", "{").status, 400);
    json::array many(10'001, json::value(good));
    EXPECT_THAT(replay_many("", json::write(json::object{{"ids", many}})).faults(), ElementsAre("/ids"));
}

TEST_F(DeadLettersTest, ManyGoInCommandsOfABoundedSize) {
    json::array many(21, json::value("00000000-0000-7000-8000-000000000000"));
    EXPECT_EQ(replay_many("", json::write(json::object{{"ids", many}})).text("/replayed"), "21");
    std::vector<std::size_t> sizes;
    for (const auto& ids : replays()) sizes.push_back(ids.size());
    EXPECT_THAT(sizes, ElementsAre(10U, 10U, 1U));
}

}  // namespace
}  // namespace tidings::admin
