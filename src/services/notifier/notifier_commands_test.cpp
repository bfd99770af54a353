#include "services/notifier/notifier_test.h"

namespace tidings::notifier {
namespace {

TEST_F(NotifierTest, AReplayDecidesAnewWithTheCurrentAddressAndTemplate) {
    submit(order());
    run();
    send(OutcomeKind::rejected);
    run();
    ASSERT_EQ(only().state, State::failed);
    put(R"({"email": "new@example.org"})");
    auto words = test::Stage::words(Channel::email, {{"subject", "Anew"}, {"text", "Anew"}});
    words.version = 2;
    stage_.publish(words);
    command(records::Replay{{only().id, only().id}});  // twice in one list
    run();
    EXPECT_EQ(only().state, State::queued);
    const auto leased = stage_.take();
    ASSERT_EQ(leased.size(), 1U);
    EXPECT_EQ(leased[0].task.address, "new@example.org");
    EXPECT_EQ(json_of(leased[0].task.content).at("subject").as_string(), "Anew");
    EXPECT_EQ(leased[0].task.attempt, 2);
}

TEST_F(NotifierTest, AReplayToASuppressedAddressOfTheDataSendsNothing) {
    put(R"({"email": "ann@example.org"})");
    submit(order());
    run();
    send(OutcomeKind::rejected);
    put("{}");
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    command(records::Replay{{only().id}});
    run();
    EXPECT_EQ(only().state, State::suppressed);
    const auto told = records::read_status(stage_.read(core::Topic::status).back()).value();
    EXPECT_EQ(std::get<records::StateChange>(told).state, State::suppressed);
}

TEST_F(NotifierTest, OnlyDeadLettersAreReplayed) {
    submit(order());
    run();
    command(records::Replay{{only().id, Uuid{}}});
    run();
    EXPECT_EQ(only().round, 1);
}

TEST_F(NotifierTest, AReplayedRecordIsReadAgain) {
    auto event = order();
    event.type = core::TypeName("later");
    submit(event);
    run();
    const auto dead = stage_.store.dead_records({})->items.at(0);
    stage_.publish(test::a_type([](auto& t) { t.name = core::TypeName("later"); }));
    command(records::Replay{{dead.id}});
    run();
    EXPECT_TRUE(stage_.store.dead_records({})->items.empty());
    EXPECT_EQ(counts().events, 1);
}

TEST_F(NotifierTest, ASuppressionTakesBackWhatWaits) {
    submit(order());
    run();
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    EXPECT_EQ(only().state, State::suppressed);
    EXPECT_EQ(only().reason, core::Reason::suppressed);
}

TEST_F(NotifierTest, ACommandAboutAListedAddressDoesNotListItAgain) {
    command(records::Suppress{Channel::email, "ann@data.example", "by hand", true});
    run();
    EXPECT_FALSE(stage_.store.suppression({Channel::email, "ann@data.example"}).value());
}

TEST_F(NotifierTest, ACommandThatNobodyCanReadHoldsNothingUp) {
    stage_.append({core::Topic::commands, "", {}, "{"});
    command(records::Suppress{Channel::email, "ann@data.example", "bounced", false});
    run();
    EXPECT_TRUE(stage_.store.suppression({Channel::email, "ann@data.example"}).value());
}

}  // namespace
}  // namespace tidings::notifier
