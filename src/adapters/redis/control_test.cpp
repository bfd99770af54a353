#include "adapters/redis/control.h"

#include <gtest/gtest.h>

#include "adapters/redis/envelope.h"

namespace tidings::adapters::redis {
namespace {

const Time kNow = from_micros(1'795'403'542'000'000);
constexpr std::string_view kMe = "tidings-1@host";

WorkerFacts facts() {
    WorkerFacts out;
    out.hostname = kMe;
    out.version = "1.2.3";
    out.channels = {core::Channel::email};
    out.broker.host = "queue.example";
    out.broker.user = "somebody";
    out.broker.password = Secret("hunter2");
    out.started = kNow - std::chrono::seconds{90};
    return out;
}

std::string asked(json::object body, json::object headers = {}) {
    body.emplace("method", "ping");
    return write_envelope("celery.pidbox", "", "tag", {std::move(headers), std::move(body)});
}

bool heard(json::object body, json::object headers = {}) {
    return read_question(asked(std::move(body), std::move(headers)), kMe, kNow).has_value();
}

json::value answered(std::string_view method) {
    Question question;
    question.method = method;
    return answer(question, facts(), {.active = 2, .processed = 7, .concurrency = 64}, kNow, 5);
}

TEST(CeleryQuestion, IsReadWithWhereTheAnswerGoes) {
    const auto question = read_question(
        asked({{"ticket", "t"},
               {"arguments", json::object{{"ids", json::array{1}}}},
               {"reply_to", json::object{{"exchange", "reply.celery.pidbox"}, {"routing_key", "oid"}}}},
              {{"clock", 41}}),
        kMe, kNow);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->method, "ping");
    EXPECT_EQ(question->ticket, "t");
    EXPECT_EQ(question->reply_exchange, "reply.celery.pidbox");
    EXPECT_EQ(question->reply_key, "oid");
    EXPECT_EQ(question->tick, 41);
    EXPECT_TRUE(question->arguments.contains("ids"));
}

TEST(CeleryQuestion, IsForThoseItNames) {
    EXPECT_TRUE(heard({}));
    EXPECT_TRUE(heard({{"destination", nullptr}, {"pattern", nullptr}}));
    EXPECT_TRUE(heard({{"destination", json::array{"other", kMe}}}));
    EXPECT_FALSE(heard({{"destination", json::array{"other"}}}));
    EXPECT_FALSE(heard({{"destination", json::array{}}}));
}

TEST(CeleryQuestion, MayNameThemByAPattern) {
    EXPECT_TRUE(heard({{"pattern", "tidings-*@h?st"}, {"matcher", "glob"}}));
    EXPECT_FALSE(heard({{"pattern", "celery@*"}, {"matcher", "glob"}}));
    EXPECT_FALSE(heard({{"pattern", ".*"}, {"matcher", "pcre"}})) << "nobody else's expressions are run here";
    EXPECT_FALSE(heard({{"pattern", "*t*i*d*i*n*"}, {"matcher", "glob"}}));
    EXPECT_FALSE(heard({{"pattern", std::string(1000, '?')}, {"matcher", "glob"}}));
}

TEST(CeleryQuestion, IsPassedOverWhenItIsTooOld) {
    EXPECT_FALSE(heard({}, {{"expires", 1'795'403'541.9}}));
    EXPECT_TRUE(heard({}, {{"expires", 1'795'403'542.1}}));
    EXPECT_TRUE(heard({}, {{"expires", nullptr}}));
}

TEST(CeleryQuestion, ThatIsNoneIsPassedOver) {
    for (const std::string_view text : {"", "x", "{}", "[]", "null"})
        EXPECT_FALSE(read_question(text, kMe, kNow));
    EXPECT_FALSE(read_question(write_envelope("", "", "", {{}, json::array{}}), kMe, kNow));
    EXPECT_EQ(read_question(asked({{"ticket", 7}}, {{"clock", 1e300}}), kMe, kNow)->tick,
              1'000'000'000'000'000);
    EXPECT_EQ(read_question(asked({}, {{"clock", -3}}), kMe, kNow)->tick, 0);
}

TEST(CeleryAnswer, IsWhatItsToolsExpect) {
    EXPECT_EQ(json::write(answered("ping")), R"({"ok":"pong"})");
    EXPECT_EQ(json::write(answered("registered")), R"(["tidings.deliver"])");
    const auto queues = answered("active_queues");
    EXPECT_EQ(*json::find(queues, "/0/name"), "tidings.email");
    // Flower's page of a worker fails where one of these is missing.
    for (const std::string_view name : {"exclusive", "durable", "routing_key", "no_ack", "alias",
                                        "queue_arguments", "binding_arguments", "auto_delete", "exchange"}) {
        EXPECT_TRUE(queues.at(0).as_object().contains(name)) << name;
    }
    const auto stats = answered("stats");
    EXPECT_EQ(*json::find(stats, "/total/tidings.deliver"), 7);
    EXPECT_EQ(*json::find(stats, "/uptime"), 90);
    EXPECT_EQ(*json::find(stats, "/pool/max-concurrency"), 64);
    EXPECT_EQ(*json::find(stats, "/broker/hostname"), "queue.example");
}

TEST(CeleryAnswer, ToACommandIsARefusalWithASentence) {
    const auto refused = answered("shutdown");
    EXPECT_NE(json::text_or_empty(refused.as_object(), "error").find("'shutdown'"), std::string_view::npos);
    EXPECT_LT(json::write(answered(std::string(10'000, 'x'))).size(), 300U);
}

TEST(CeleryAnswer, NamesNoUserAndNoPassword) {
    for (const std::string_view method : {"stats", "conf", "report", "active", "nothing"}) {
        const auto text = json::write(answered(method));
        EXPECT_EQ(text.find("hunter2"), std::string::npos);
        EXPECT_EQ(text.find("somebody"), std::string::npos);
    }
}

TEST(CeleryEvent, SaysWhoItIsAndHowOftenItComes) {
    const auto event = worker_event("worker-heartbeat", facts(), {.active = 2, .processed = 7}, kNow, 9);
    EXPECT_EQ(event.at("type"), "worker-heartbeat");
    EXPECT_EQ(event.at("hostname"), json::value(kMe));
    EXPECT_EQ(event.at("timestamp"), 1'795'403'542.0);
    EXPECT_EQ(event.at("freq"), 2.0);
    EXPECT_EQ(event.at("clock"), 9);
    EXPECT_EQ(event.at("active"), 2);
    EXPECT_EQ(event.at("loadavg").as_array().size(), 3U);
}

TEST(CeleryEnvelope, IsReadAsItWasWritten) {
    const Envelope envelope{{{"ticket", "t"}}, json::object{{"a", json::array{1, "ä"}}}};
    const auto read = read_envelope(write_envelope("x", "y", "z", envelope)).value();
    EXPECT_EQ(read.headers, envelope.headers);
    EXPECT_EQ(read.body, envelope.body);
}

}  // namespace
}  // namespace tidings::adapters::redis
