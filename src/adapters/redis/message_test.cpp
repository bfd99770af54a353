#include "adapters/redis/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "adapters/redis/keys.h"
#include "base/hash.h"

namespace tidings::adapters::redis {
namespace {

using core::Channel;
using core::Priority;
using core::Task;

Task a_task() {
    Task task;
    task.id = {Uuid::parse("018f3c1e-7b2a-7c3d-8e4f-0123456789ab").value(), 3};
    task.attempt = 2;
    task.user = core::UserId("ann");
    task.type = core::TypeName("order.completed");
    task.channel = Channel::sms;
    task.priority = Priority::low;
    task.address = "+4420718387";
    task.content = R"({"text":"Grüße \u0001 \"x\""})";
    task.announce = true;
    task.returns = 1;
    task.good_until = from_micros(1'800'000'000'123'456);
    task.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    return task;
}

std::string message_of(const Task& task) {
    return write_message(task, "tidings.sms", from_micros(1'790'000'000'000'000));
}

// As a stock producer writes it.
std::string envelope(const std::string& body, std::string_view task = kDeliver) {
    return R"({"body": ")" + base64_encode(body) +
           R"(", "content-encoding": "utf-8", "content-type": "application/json", "headers": {"lang": "py", "task": ")" +
           std::string(task) +
           R"(", "id": "4711", "eta": null}, "properties": {"delivery_info": {"exchange": "", "routing_key": "q"}, "body_encoding": "base64", "delivery_tag": "t"}})";
}

constexpr std::string_view kLeast =
    R"("notification_id": "018f3c1e-7b2a-7c3d-8e4f-0123456789ab", "round": 1, "channel": "email", "address": "a@example.org", "content": {"text": "x"})";

Result<Task> read_kwargs(const std::string& kwargs) {
    return read_task(envelope("[[], {" + kwargs + "}, {}]"), Channel::email, Priority::high);
}

void expect_equal(const Task& read, const Task& task) {
    EXPECT_EQ(read.id, task.id);
    EXPECT_EQ(read.attempt, task.attempt);
    EXPECT_EQ(read.user, task.user);
    EXPECT_EQ(read.type, task.type);
    EXPECT_EQ(read.channel, task.channel);
    EXPECT_EQ(read.priority, task.priority);
    EXPECT_EQ(read.address, task.address);
    EXPECT_EQ(read.content, task.content);
    EXPECT_EQ(read.announce, task.announce);
    EXPECT_EQ(read.returns, task.returns);
    EXPECT_EQ(read.good_until, task.good_until);
    EXPECT_EQ(read.traceparent, task.traceparent);
}

TEST(CeleryMessage, GivesBackAllOfATask) {
    expect_equal(read_task(message_of(a_task()), Channel::sms, Priority::low).value(), a_task());
    expect_equal(read_ours(message_of(a_task())).value(), a_task());
}

TEST(CeleryMessage, IsOursOnlyIfAllOfItIs) {
    std::string message = message_of(a_task());
    message.replace(message.find(R"("body":)"), 7, R"("bady":)");
    EXPECT_FALSE(read_ours(message));
    EXPECT_FALSE(read_ours(envelope("[[], {" + std::string(kLeast) + "}, {}]")));
    EXPECT_FALSE(read_ours(""));
    EXPECT_FALSE(
        read_ours(R"({"headers":{"id":"018f3c1e-7b2a-7c3d-8e4f-0123456789ab.3","tidings_lane":12,)"));
}

RC_GTEST_PROP(CeleryMessage, GivesBackAnyTask, ()) {
    const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '\x7f')); };
    Task task = a_task();
    for (auto& byte : task.id.notification.bytes) byte = *rc::gen::arbitrary<std::uint8_t>();
    task.id.round = *rc::gen::inRange(0, std::numeric_limits<int>::max());
    task.attempt = *rc::gen::inRange(0, 1000);
    task.user = core::UserId(text());
    task.type = core::TypeName(text());
    task.address = text() + "\"\\\n\xc3\xa4";
    task.content = json::write(json::object{{"text", text()}, {"n", *rc::gen::arbitrary<std::int64_t>()}});
    task.announce = *rc::gen::arbitrary<bool>();
    task.returns = *rc::gen::inRange(0, 100);
    task.good_until = from_micros(*rc::gen::inRange<std::int64_t>(0, 4'000'000'000'000'000));
    task.traceparent = text();
    task.priority = core::kPriorities[*rc::gen::inRange<std::size_t>(0, 4)];
    expect_equal(read_task(message_of(task), task.channel, task.priority).value(), task);
    task.channel = Channel::sms;
    expect_equal(read_ours(message_of(task)).value(), task);
}

TEST(CeleryMessage, HasAllThatCeleryNeeds) {
    const auto message = json::read(message_of(a_task())).value();
    const auto text = [&](std::string_view pointer) {
        const auto* v = json::find(message, pointer);
        return v ? json::write(*v) : "absent";
    };
    EXPECT_EQ(text("/headers/task"), R"("tidings.deliver")");
    EXPECT_EQ(text("/headers/id"), R"("018f3c1e-7b2a-7c3d-8e4f-0123456789ab.3")");
    EXPECT_EQ(text("/headers/expires"), R"("2027-01-15T08:00:00.123456Z")");
    EXPECT_EQ(text("/headers/traceparent"), R"("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")");
    EXPECT_EQ(text("/content-type"), R"("application/json")");
    EXPECT_EQ(text("/content-encoding"), R"("utf-8")");
    EXPECT_EQ(text("/properties/body_encoding"), R"("base64")");
    EXPECT_EQ(text("/properties/delivery_tag"), text("/headers/id"));
    EXPECT_EQ(text("/properties/delivery_info"), R"({"exchange":"","routing_key":"tidings.sms"})");
    EXPECT_EQ(text("/properties/priority"), "9");
}

TEST(CeleryMessage, ShowsNeitherAddressNorTextToStockTools) {
    const auto message = message_of(a_task());
    EXPECT_EQ(message.find(a_task().address), std::string::npos);
    EXPECT_EQ(message.find("Gr"), std::string::npos);
}

TEST(CeleryMessage, ATaskThatIsGoodForEverDoesNotExpire) {
    Task task = a_task();
    task.good_until = Time::max();
    const auto message = json::read(message_of(task)).value();
    EXPECT_TRUE(json::find(message, "/headers/expires")->is_null());
    EXPECT_EQ(read_task(message_of(task), Channel::sms, Priority::low)->good_until, Time::max());
}

TEST(CeleryMessage, OfAStockProducerNeedsOnlyWhatHasNoDefault) {
    const auto task = read_kwargs(std::string(kLeast) + R"(, "unknown": [1])").value();
    EXPECT_EQ(task.id.str(), "018f3c1e-7b2a-7c3d-8e4f-0123456789ab.1");
    EXPECT_EQ(task.attempt, 1);
    EXPECT_EQ(task.priority, Priority::high);
    EXPECT_EQ(task.address, "a@example.org");
    EXPECT_EQ(task.content, R"({"text":"x"})");
    EXPECT_EQ(task.good_until, Time::max());
    EXPECT_FALSE(task.announce);
}

TEST(CeleryMessage, WithAWrongArgumentIsRefused) {
    const std::string least(kLeast);
    ASSERT_TRUE(read_kwargs(least));
    for (const std::string_view name : {"notification_id", "round", "channel", "address", "content"}) {
        std::string lacking = least;
        lacking.replace(lacking.find(name), name.size(), "other");
        const auto task = read_kwargs(lacking);
        // An address may be empty, as push tokens' are; it is the provider that refuses it.
        if (name == "address") continue;
        ASSERT_FALSE(task) << name;
        EXPECT_THAT(task.error().message, ::testing::HasSubstr(std::string(name)));
    }
    for (const std::string more :
         {R"("attempt": "1")", R"("attempt": -1)", R"("returns": 1.5)", R"("good_until": "tomorrow")",
          R"("announce": 1)", R"("user": 7)", R"("traceparent": null)", R"("returns": 99999999999)"}) {
        EXPECT_FALSE(read_kwargs(least + ", " + more)) << more;
    }
}

TEST(CeleryMessage, OfANewerVersionIsRefusedAsSuch) {
    const std::string least(kLeast);
    EXPECT_TRUE(read_kwargs(least + R"(, "task_version": 1)"));
    const auto newer = read_kwargs(least + R"(, "task_version": 2)");
    ASSERT_FALSE(newer);
    EXPECT_THAT(newer.error().message, ::testing::HasSubstr("a task of version 2"));
    EXPECT_THAT(newer.error().message, ::testing::HasSubstr("a newer tidings wrote it"));
}

TEST(CeleryMessage, OfAnotherChannelThanItsListIsRefused) {
    const auto message = envelope("[[], {" + std::string(kLeast) + "}, {}]");
    EXPECT_TRUE(read_task(message, Channel::email, Priority::low));
    EXPECT_FALSE(read_task(message, Channel::sms, Priority::low));
}

TEST(CeleryMessage, OfAnotherTaskIsRefused) {
    const std::string body = "[[], {" + std::string(kLeast) + "}, {}]";
    EXPECT_FALSE(read_task(envelope(body, "other.task"), Channel::email, Priority::low));
    EXPECT_EQ(read_call(envelope(body, "other.task"))->task, "other.task");
}

TEST(CeleryMessage, ThatIsNoneIsRefused) {
    const std::string good = envelope("[[1], {\"a\": 2}, {}]");
    EXPECT_EQ(read_call(good)->args.size(), 1U);
    EXPECT_EQ(read_call(good)->kwargs.size(), 1U);
    EXPECT_EQ(read_call(good)->id, "4711");
    for (const std::string& bad :
         {std::string(), std::string("\xff"), std::string("[]"), std::string("{}"), std::string("null"),
          std::string(R"({"headers": 1})"), envelope("[]"), envelope("{}"), envelope("[{}, {}, {}]"),
          envelope("[[], [], {}]"), envelope("no json"), envelope("[[], {}, {}]", "")}) {
        EXPECT_FALSE(read_call(bad)) << bad;
    }
    for (const std::string part : {"\"body\"", "\"content-type\"", "\"task\"", "\"id\"", "\"properties\""}) {
        std::string lacking = good;
        lacking.replace(lacking.find(part), part.size(), "\"other\"");
        EXPECT_FALSE(read_call(lacking)) << part;
    }
    std::string plain = good;
    plain.replace(plain.find("W1sx"), 4, "!!!!");
    EXPECT_FALSE(read_call(plain)) << "not base64";
}

TEST(CeleryMessage, MayHaveItsBodyAsPlainText) {
    const auto call = read_call(
        R"({"body": "[[1, 2], {}, {}]", "content-type": "application/json", "headers": {"task": "t", "id": "i"}, "properties": {}})");
    EXPECT_EQ(call->args.size(), 2U);
}

TEST(CeleryKeys, AreKombus) {
    const Names names;
    EXPECT_EQ(names.list(Channel::email, Priority::critical), "tidings.email");
    EXPECT_EQ(names.list(Channel::email, Priority::high),
              "tidings.email\x06\x16"
              "3");
    EXPECT_EQ(names.list(Channel::sms, Priority::normal),
              "tidings.sms\x06\x16"
              "6");
    EXPECT_EQ(names.list(Channel::push, Priority::low),
              "tidings.push\x06\x16"
              "9");
}

}  // namespace
}  // namespace tidings::adapters::redis
