#include "adapters/redis/message.h"
#include "base/hash.h"
#include "contract/redis_stage.h"

// The queue on Redis beside stock Celery: strangers' messages, unreadable ones, and channels that are left to
// stock workers.
namespace tidings::testing {
namespace {

class RedisBesideCelery : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("TIDINGS_TEST_REDIS")) GTEST_SKIP() << "TIDINGS_TEST_REDIS names no Redis";
        open();
    }
    void open(std::set<Channel> foreign = {}) {
        auto options = redis_options(clock_);
        options.foreign_channels = std::move(foreign);
        queue_ = open_empty(options, clock_);
        redis_ = redis_connection(clock_);
    }
    static core::Task celery_task(int number, Channel channel = Channel::email,
                                  Priority priority = Priority::normal) {
        core::Task t;
        t.id.notification.bytes[15] = static_cast<std::uint8_t>(number);
        t.id.round = 1;
        t.channel = channel;
        t.priority = priority;
        t.address = "a@example.org";
        t.content = "{}";
        return t;
    }
    bool push_one(const core::Task& task) { return queue_->push(std::span(&task, 1)).value().at(0); }
    bool holds_one(const core::Task& task) { return queue_->holds(std::span(&task.id, 1)).value().at(0); }
    Withdrawn withdraw_one(const core::Task& task) {
        return queue_->withdraw(std::span(&task.id, 1)).value().at(0);
    }
    std::vector<core::TaskId> take_ids(std::vector<Channel> channels = {Channel::email}) {
        std::vector<core::TaskId> ids;
        for (const auto& l : queue_->take({std::move(channels), 10, kLease}).value())
            ids.push_back(l.task.id);
        return ids;
    }
    ports::LaneDepth depth_of(Channel channel, Priority priority) {
        return queue_->depths().value().at(adapters::redis::lane_number(channel, priority));
    }
    void lpush(const std::string& list, const std::string& message) {
        redis_->command({"LPUSH", list, message}).value();
    }
    std::int64_t ask(std::initializer_list<std::string> words) { return redis_->command(words)->number(); }
    static std::string list(Channel channel, Priority priority = Priority::normal) {
        return adapters::redis::Names{}.list(channel, priority);
    }
    // As kombu writes it, with a task's keyword arguments.
    static std::string stock_message(const std::string& kwargs, const std::string& task = "tidings.deliver") {
        return R"({"body": ")" + base64_encode("[[], {" + kwargs + "}, {}]") +
               R"(", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": ")" +
               task + R"(", "id": "x"}, "properties": {"body_encoding": "base64", "delivery_tag": "y"}})";
    }
    static std::string kwargs_of(const core::Task& task) {
        return R"("notification_id": ")" + task.id.notification.str() + R"(", "round": 1, "channel": ")" +
               std::string(core::name(task.channel)) + R"(", "address": "a", "content": {"text": "hi"})";
    }
    // What a stock worker does with the oldest task of a list: takes it and holds it unacknowledged.
    std::string hold_as_celery(Channel channel, Priority priority = Priority::normal) {
        const std::string message(redis_->command({"RPOP", list(channel, priority)})->text());
        const auto read = json::read(message).value();
        const auto tag = json::find(read, "/properties/delivery_tag")->as_string();
        const json::array held{read, "", adapters::redis::Names{}.queue(channel)};
        redis_->command({"HSET", "unacked", std::string(tag), json::write(held)}).value();
        return message;
    }

    ManualClock clock_;
    std::unique_ptr<RedisTaskQueue> queue_;
    std::unique_ptr<adapters::redis::Connection> redis_;
};

TEST_F(RedisBesideCelery, AStockProducersTaskIsTakenLikeAnyOther) {
    const auto stranger = celery_task(1);
    lpush(list(Channel::email), stock_message(kwargs_of(stranger)));
    ASSERT_TRUE(push_one(celery_task(2)));
    const auto taken = queue_->take({{Channel::email}, 10, kLease}).value();
    ASSERT_FALSE(taken.empty());
    std::vector<core::TaskId> ids;
    for (const auto& l : taken) ids.push_back(l.task.id);
    for (const auto& id : take_ids()) ids.push_back(id);
    EXPECT_THAT(ids, ::testing::UnorderedElementsAre(stranger.id, celery_task(2).id));
    EXPECT_TRUE(holds_one(stranger));
    EXPECT_EQ(depth_of(Channel::email, Priority::normal).leased, 2U);
}

TEST_F(RedisBesideCelery, AStockProducersTaskAloneIsTakenAtOnce) {
    const auto stranger = celery_task(1);
    lpush(list(Channel::email), stock_message(kwargs_of(stranger)));
    const auto taken = queue_->take({{Channel::email}, 10, kLease}).value();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].task.content, R"({"text":"hi"})");
    ASSERT_TRUE(queue_->acknowledge(taken));
    EXPECT_FALSE(holds_one(stranger));
}

TEST_F(RedisBesideCelery, WhatNobodyCanReadIsQuarantinedWithItsBytesAndStopsNothing) {
    const std::vector<std::string> bad{
        "no json", stock_message("\"x\": 1"), stock_message(kwargs_of(celery_task(3)), "other.task"),
        R"({"body": "!!", "headers": {"task": "tidings.deliver", "id": "x"}, "content-type": "application/json", "properties": {"body_encoding": "base64"}})",
        std::string("\0\xff bytes", 8),
        // These begin like ours: with an id that is none, twice, and a lane that is none.
        R"({"headers":{"id":"abc.1","tidings_lane":2,"tidings_pushed":1,"n":1)",
        R"({"headers":{"id":"abc.1","tidings_lane":2,"tidings_pushed":1,"n":2)",
        R"({"headers":{"id":"00000000-0000-0000-0000-000000000008.1","tidings_lane":99,"tidings_pushed":1,)",
        // The head is ours, the rest is not.
        R"({"headers":{"id":"00000000-0000-0000-0000-000000000007.1","tidings_lane":2,"tidings_pushed":1,)",
        R"({"headers":{"id":"00000000-0000-0000-0000-000000000009.1","tidings_lane":2,"tidings_pushed":1,)"};
    for (const auto& message : bad) lpush(list(Channel::email), message);
    // Registered as if we had pushed it.
    redis_->command({"HSET", "tidings:messages", "00000000-0000-0000-0000-000000000009.1", bad.back()})
        .value();
    ASSERT_TRUE(push_one(celery_task(1)));
    EXPECT_THAT(take_ids(), ::testing::ElementsAre(celery_task(1).id));
    const auto quarantined = queue_->unreadable(100).value();
    std::vector<std::string> bytes;
    for (const auto& message : quarantined) {
        bytes.push_back(message.bytes);
        EXPECT_EQ(message.queue, list(Channel::email));
    }
    EXPECT_THAT(bytes, ::testing::UnorderedElementsAreArray(bad));
    EXPECT_EQ(depth_of(Channel::email, Priority::normal).waiting, 0U);
    EXPECT_EQ(depth_of(Channel::email, Priority::normal).leased, 1U);
    ASSERT_TRUE(queue_->forget_unreadable(quarantined));
    EXPECT_TRUE(queue_->unreadable(100).value().empty());
}

// So no worker is given what belongs to another channel's provider.
TEST_F(RedisBesideCelery, WhatIsQuarantinedSaysWhy) {
    lpush(list(Channel::email), "no json");
    lpush(list(Channel::sms), R"({"headers":{"id":"abc.1","tidings_lane":2,"tidings_pushed":1,)");
    take_ids({Channel::email, Channel::sms});
    std::map<std::string, std::string> reasons;
    for (const auto& message : queue_->unreadable(10).value()) reasons[message.queue] = message.reason;
    EXPECT_THAT(reasons,
                ::testing::ElementsAre(
                    ::testing::Pair(list(Channel::email), "the message is no JSON"),
                    ::testing::Pair(list(Channel::sms), ::testing::HasSubstr("begins like one of"))));
}

TEST_F(RedisBesideCelery, OfALongUnreadableMessageTheBeginningIsGiven) {
    constexpr auto kMax = ports::UnreadableMessage::kBytesMax;
    const std::string bytes(17U << 20U, 'x');
    lpush(list(Channel::email), bytes);
    take_ids();
    const auto messages = queue_->unreadable(10).value();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].bytes.size(), kMax);
    EXPECT_TRUE(bytes.starts_with(messages[0].bytes));
    EXPECT_EQ(messages[0].size, bytes.size());
    EXPECT_EQ(messages[0].reason, "the message is too long");
    ASSERT_TRUE(queue_->forget_unreadable(messages));
    EXPECT_TRUE(queue_->unreadable(10).value().empty());
}

TEST_F(RedisBesideCelery, LongUnreadableMessagesAreGivenAFewAtATime) {
    for (int i = 0; i < 10; ++i) lpush(list(Channel::email), std::string(2'000'000, 'x'));
    std::size_t seen = 0;
    for (int takes = 0; seen < 10; ++takes) {
        ASSERT_LT(takes, 20);
        take_ids();
        const auto messages = queue_->unreadable(100).value();
        EXPECT_LE(messages.size(), 4U);
        ASSERT_TRUE(queue_->forget_unreadable(messages));
        seen += messages.size();
    }
}

TEST_F(RedisBesideCelery, ATaskInTheListOfAnotherChannelIsQuarantined) {
    ASSERT_TRUE(push_one(celery_task(1, Channel::sms)));
    redis_->command({"RENAME", list(Channel::sms), list(Channel::email)}).value();
    EXPECT_TRUE(take_ids().empty());
    EXPECT_EQ(queue_->unreadable(10).value().size(), 1U);
    EXPECT_FALSE(holds_one(celery_task(1, Channel::sms)));
}

TEST_F(RedisBesideCelery, ManyStrangeMessagesAreReadAFewAtATime) {
    for (int i = 0; i < 300; ++i) lpush(list(Channel::email), "bad " + std::to_string(i));
    lpush(list(Channel::email), stock_message(kwargs_of(celery_task(1))));
    std::size_t takes = 0;
    while (take_ids().empty()) ASSERT_LT(++takes, 20U);
    while (queue_->unreadable(500).value().size() < 300) {
        take_ids();
        ASSERT_LT(++takes, 30U);
    }
}

TEST_F(RedisBesideCelery, WhatAStockWorkerGivesBackIsNotTwoTasks) {
    const auto task = celery_task(1);
    ASSERT_TRUE(push_one(task));
    const std::string message(redis_->command({"RPOP", list(Channel::email)})->text());
    // As Python writes it again.
    std::string again = message;
    again.replace(again.find("\":"), 2, "\": ");
    redis_->command({"RPUSH", list(Channel::email), again}).value();
    EXPECT_THAT(take_ids(), ::testing::ElementsAre(task.id));
    EXPECT_TRUE(take_ids().empty());
    EXPECT_EQ(depth_of(Channel::email, Priority::normal).leased, 1U);
}

TEST_F(RedisBesideCelery, ACopyOfALeasedTaskDoesNotSpoilTheCounts) {
    const auto task = celery_task(1);
    ASSERT_TRUE(push_one(task));
    const std::string message(redis_->command({"LINDEX", list(Channel::email), "0"})->text());
    const auto leased = queue_->take({{Channel::email}, 10, kLease}).value();
    lpush(list(Channel::email), message);
    take_ids();
    EXPECT_EQ(depth_of(Channel::email, Priority::normal).leased, 1U);
}

// Its old lease had ended, and `ended` had given it out.
TEST_F(RedisBesideCelery, ACopyOfACollectedTaskDoesNotStopTheCollecting) {
    const auto task = celery_task(1);
    ASSERT_TRUE(push_one(task));
    const std::string message(redis_->command({"LINDEX", list(Channel::email), "0"})->text());
    ASSERT_EQ(take_ids().size(), 1U);
    clock_.advance(kLease);
    ASSERT_EQ(queue_->ended(10).value().size(), 1U);
    lpush(list(Channel::email), message);
    const auto copy = queue_->take({{Channel::email}, 10, kLease}).value();
    ASSERT_EQ(copy.size(), 1U);
    EXPECT_TRUE(queue_->ended(10).value().empty()) << "the copy's lease is the one that counts";
    ASSERT_TRUE(queue_->acknowledge(copy));

    ASSERT_TRUE(push_one(celery_task(2)));
    ASSERT_EQ(take_ids().size(), 1U);
    clock_.advance(kLease);
    const auto over = queue_->ended(10).value();
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].task.id, celery_task(2).id);
}

TEST_F(RedisBesideCelery, ALeaseWithoutARecordDoesNotStopTheCollecting) {
    for (int i = 1; i <= 3; ++i) ASSERT_TRUE(push_one(celery_task(i)));
    ASSERT_EQ(take_ids().size(), 3U);
    redis_->command({"HDEL", "tidings:leases", celery_task(1).id.str()}).value();
    clock_.advance(kLease);
    ASSERT_EQ(queue_->ended(10).value().size(), 2U);
    redis_->command({"HDEL", "tidings:leases", celery_task(2).id.str()}).value();
    const auto over = queue_->ended(10).value();
    ASSERT_EQ(over.size(), 1U);
    EXPECT_EQ(over[0].task.id, celery_task(3).id);
}

TEST_F(RedisBesideCelery, AChannelOfStockWorkersIsNotTakenFrom) {
    open({Channel::sms});
    ASSERT_TRUE(push_one(celery_task(1, Channel::sms)));
    EXPECT_TRUE(take_ids({Channel::sms, Channel::email}).empty());
    EXPECT_EQ(depth_of(Channel::sms, Priority::normal).waiting, 1U);
    EXPECT_TRUE(depth_of(Channel::sms, Priority::normal).oldest.has_value());
}

TEST_F(RedisBesideCelery, AForeignTaskIsHeldWhileItWaitsAndWhileAStockWorkerHasIt) {
    open({Channel::sms});
    const auto task = celery_task(1, Channel::sms);
    ASSERT_TRUE(push_one(task));
    EXPECT_TRUE(holds_one(task));
    hold_as_celery(Channel::sms);
    EXPECT_TRUE(holds_one(task));
    EXPECT_EQ(depth_of(Channel::sms, Priority::normal).waiting, 0U);
    EXPECT_EQ(depth_of(Channel::sms, Priority::normal).leased, 1U);
    redis_->command({"DEL", "unacked"}).value();
    EXPECT_FALSE(holds_one(task));
}

TEST_F(RedisBesideCelery, PushingAForeignTaskThatWaitsOrIsHeldChangesNothing) {
    open({Channel::sms});
    const auto task = celery_task(1, Channel::sms);
    EXPECT_TRUE(push_one(task));
    EXPECT_TRUE(push_one(task));
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 1);
    hold_as_celery(Channel::sms);
    EXPECT_TRUE(push_one(task));
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 0);
    redis_->command({"DEL", "unacked"}).value();
    EXPECT_TRUE(push_one(task));
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 1);
}

TEST_F(RedisBesideCelery, AForeignTaskThatCeleryGaveBackIsFoundAgain) {
    open({Channel::sms});
    const auto task = celery_task(1, Channel::sms, Priority::low);
    ASSERT_TRUE(push_one(task));
    std::string message = hold_as_celery(Channel::sms, Priority::low);
    redis_->command({"DEL", "unacked"}).value();
    // To the base list, as kombu before 5.4 does, in Python's spelling.
    for (std::size_t at = 0; (at = message.find("\":", at)) != std::string::npos; at += 2) {
        message.replace(at, 2, "\": ");
    }
    redis_->command({"RPUSH", list(Channel::sms, Priority::critical), message}).value();
    EXPECT_TRUE(holds_one(task));
    EXPECT_EQ(withdraw_one(task), Withdrawn::removed);
    EXPECT_EQ(ask({"LLEN", list(Channel::sms, Priority::critical)}), 0);
}

TEST_F(RedisBesideCelery, AForeignTaskIsWithdrawnFromItsListUnlessItIsHeld) {
    open({Channel::sms});
    const auto waits = celery_task(1, Channel::sms);
    const auto held = celery_task(2, Channel::sms);
    ASSERT_TRUE(push_one(held));
    hold_as_celery(Channel::sms);
    ASSERT_TRUE(push_one(waits));
    EXPECT_EQ(withdraw_one(waits), Withdrawn::removed);
    EXPECT_EQ(withdraw_one(held), Withdrawn::leased);
    EXPECT_EQ(withdraw_one(celery_task(3, Channel::sms)), Withdrawn::absent);
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 0);
}

TEST_F(RedisBesideCelery, ManyForeignTasksAreFoundInOneLookAtTheirList) {
    open({Channel::sms});
    constexpr int kMany = 2000;
    std::vector<core::Task> tasks;
    std::vector<core::TaskId> ids;
    for (int i = 0; i < kMany; ++i) {
        tasks.push_back(celery_task(0, Channel::sms));
        tasks.back().id.notification.bytes[0] = static_cast<std::uint8_t>(i / 256);
        tasks.back().id.notification.bytes[1] = static_cast<std::uint8_t>(i % 256);
        ids.push_back(tasks.back().id);
    }
    auto options = redis_options(clock_);
    options.foreign_channels = {Channel::sms};
    options.capacity = kMany;
    RedisTaskQueue large(options, clock_);
    ASSERT_EQ(large.push(tasks).value(), std::vector<bool>(kMany, true));
    hold_as_celery(Channel::sms);
    redis_->command({"RPOP", list(Channel::sms)}).value();
    redis_->command({"CONFIG", "SET", "slowlog-log-slower-than", "300000"}).value();
    redis_->command({"SLOWLOG", "RESET"}).value();
    std::vector<bool> expected(kMany, true);
    expected[1] = false;  // a stock worker was done with it
    EXPECT_EQ(large.holds(ids).value(), expected);
    EXPECT_EQ(large.push(tasks).value(), std::vector<bool>(kMany, true));
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), kMany - 1) << "only what was gone is there again";
    EXPECT_EQ(large.withdraw(ids).value().front(), Withdrawn::leased);
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 0);
    EXPECT_EQ(ask({"SLOWLOG", "LEN"}), 0) << "one slow script makes everybody wait";
    redis_->command({"CONFIG", "SET", "slowlog-log-slower-than", "10000"}).value();
}

TEST_F(RedisBesideCelery, AWithdrawnTaskIsNotGivenToStockWorkers) {
    open({Channel::sms});
    const auto task = celery_task(1, Channel::sms);
    EXPECT_EQ(withdraw_one(task), Withdrawn::absent);
    EXPECT_TRUE(push_one(task));
    EXPECT_EQ(ask({"LLEN", list(Channel::sms)}), 0);
}

}  // namespace
}  // namespace tidings::testing
