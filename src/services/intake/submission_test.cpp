#include "services/intake/submission.h"

#include <set>

#include <gtest/gtest.h>

#include "services/web/answers.h"
#include "support/builders.h"

namespace tidings::intake {
namespace {

using test::at;
using test::json_of;
using test::kNoon;

constexpr std::string_view kSchema =
    R"({"type": "object", "required": ["order_id"], "properties": {"order_id": {"type": "string"}, "total": {"type": "number"}}})";

class SubmissionTest : public ::testing::Test {
protected:
    SubmissionTest() {
        auto type = test::a_type();
        type.schema = json_of(kSchema);
        catalog_.add(type).value();
    }

    boost::system::result<Submission, http::Response> read(std::string body,
                                                           std::string type = "application/json",
                                                           http::Fields more = {}) {
        http::Request request;
        request.method = "POST";
        request.path = "/v1/events";
        request.body = std::move(body);
        if (!type.empty()) request.headers.emplace_back("content-type", std::move(type));
        for (auto& header : more) request.headers.push_back(std::move(header));
        return read_submission(request, {catalog_, kNoon, "local", random_});
    }

    // "pointer: detail" of each fault, or of none.
    std::vector<std::string> faults(std::string body, std::string type = "application/json",
                                    http::Fields more = {}) {
        const auto submission = read(std::move(body), std::move(type), std::move(more));
        if (submission) return {};
        EXPECT_EQ(submission.error().status, 422) << submission.error().body;
        std::vector<std::string> out;
        const auto problem = json_of(submission.error().body);
        for (const auto& fault : problem.at("errors").as_array()) {
            out.push_back(std::string(fault.at("pointer").as_string()) + ": " +
                          std::string(fault.at("detail").as_string()));
        }
        return out;
    }
    int status(std::string body, std::string type = "application/json", http::Fields more = {}) {
        const auto submission = read(std::move(body), std::move(type), std::move(more));
        return submission ? submission->answer.status : submission.error().status;
    }

    catalog::Catalog catalog_;
    Random random_{1};
};

const std::string kShort =
    R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"id":"e1","source":"shop"})";
const std::string kCloud =
    R"({"specversion":"1.0","id":"e1","source":"shop","type":"order.completed","subject":"ann","data":{"order_id":"1"}})";
const http::Fields kHeaders{{"ce-specversion", "1.0"},
                            {"ce-id", "e1"},
                            {"ce-source", "shop"},
                            {"ce-type", "order.completed"},
                            {"ce-subject", "ann"}};

TEST_F(SubmissionTest, TheFourFormsSayTheSameEvent) {
    const std::vector<Submission> said{
        *read(kShort), *read(kCloud, "application/cloudevents+json"),
        *read(R"({"order_id":"1"})", "application/json; charset=utf-8", kHeaders),
        *read("[" + kCloud + "]", "application/cloudevents-batch+json")};
    for (const auto& submission : said) {
        ASSERT_EQ(submission.events.size(), 1U);
        const auto& event = submission.events.front();
        EXPECT_EQ(event.id.str(), "e1");
        EXPECT_EQ(event.source.str(), "shop");
        EXPECT_EQ(event.user.str(), "ann");
        EXPECT_EQ(event.body_hash(), said.front().events.front().body_hash());
        EXPECT_EQ(event.received_at, kNoon);
        EXPECT_EQ(event.type_version, 3);
        EXPECT_EQ(submission.answer.status, 202);
    }
}

TEST_F(SubmissionTest, TheAnswerNamesTheEventAndWhereItIs) {
    const auto answer = read(kShort)->answer;
    EXPECT_EQ(json_of(answer.body), json_of(R"({"id":"e1","source":"shop"})"));
    EXPECT_EQ(*http::find(answer.headers, "Location"), "/v1/events/e1?source=shop");
    const auto plain =
        read(R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"id":"a/b"})")->answer;
    EXPECT_EQ(*http::find(plain.headers, "Location"), "/v1/events/a%2Fb");
}

TEST_F(SubmissionTest, EveryFaultIsNamedWithItsPointer) {
    const std::vector<std::pair<std::string, std::string>> bad{
        {"[1]", "/0: must be an object"},
        {R"({"user":"ann","data":{"order_id":"1"}})", "/type: is required"},
        {R"({"type":"no.such","user":"ann"})", "/type: is not a known event type"},
        {R"({"type":"order.complete","user":"ann"})",
         R"(/type: is not a known event type; did you mean "order.completed"?)"},
        {R"({"type":"order.completed","data":{"order_id":"1"}})", "/user: is required"},
        {R"({"type":"order.completed","user":"","data":{"order_id":"1"}})", "/user: must not be empty"},
        {R"({"type":"order.completed","user":7,"data":{"order_id":"1"}})", "/user: must be a string"},
        {R"({"type":"order.completed","user":"ann","users":["bob"],"data":{"order_id":"1"}})",
         "/users: must not stand beside user"},
        {R"({"type":"order.completed","users":[],"data":{"order_id":"1"}})", "/users: must not be empty"},
        {R"({"type":"order.completed","users":["ann",""],"data":{"order_id":"1"}})",
         "/users/1: must not be empty"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"channels":[]})",
         "/channels: must not be empty"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"channels":["email","fax"]})",
         "/channels/1: must be one of email, sms, push"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"priority":"asap"})",
         "/priority: must be one of critical, high, normal, low"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"expires_at":"2026-06-15T11:00:00Z"})",
         "/expires_at: must not be in the past"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"send_at":"2026-06-17T11:00:00Z","expires_at":"2026-06-16T11:00:00Z"})",
         "/expires_at: must be after send_at"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"id":"a\u0007b"})",
         "/id: must not hold control characters"},
        {R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"source":")" +
             std::string(257, 'x') + "\"}",
         "/source: must be at most 256 bytes long"},
    };
    for (const auto& [body, fault] : bad) {
        const auto found = faults(body);
        ASSERT_FALSE(found.empty()) << body;
        EXPECT_EQ(found.front(), fault) << body;
    }
}

TEST_F(SubmissionTest, FaultsOfTheEnvelopeAndOfTheDataComeTogether) {
    const auto found = faults(
        R"({"type":"order.completed","user":"ann","data":{"total":"much"},"priority":"asap","colour":1})");
    std::set<std::string> pointers;
    for (const auto& fault : found) pointers.insert(fault.substr(0, fault.find(':')));
    EXPECT_EQ(pointers, (std::set<std::string>{"/priority", "/colour", "/data/order_id", "/data/total"}));
}

TEST_F(SubmissionTest, WhatIsNotJsonIs400AndWhatDoesNotSayJsonIs415) {
    EXPECT_EQ(status("{"), 400);
    EXPECT_EQ(status("{\"a\":\"\\u0000\"}"), 400);
    EXPECT_EQ(status(kShort, ""), 415);
    EXPECT_EQ(status(kShort, "text/plain"), 415);
    EXPECT_EQ(status(kShort, "application/json", {{"content-type", "application/json"}}), 415);
    EXPECT_EQ(
        status(
            R"({"specversion":"1.0","id":"1","source":"s","type":"order.completed","subject":"ann","data_base64":"AA=="})",
            "application/cloudevents+json"),
        415);
    EXPECT_EQ(
        status(
            R"({"specversion":"1.0","id":"1","source":"s","type":"order.completed","subject":"ann","datacontenttype":"text/xml","data":"<a/>"})",
            "application/cloudevents+json"),
        415);
    EXPECT_EQ(status("<a/>", "text/xml", kHeaders), 415);
}

TEST_F(SubmissionTest, ACloudEventNeedsItsAttributes) {
    const auto found =
        faults(R"({"specversion":"0.3","data":{"order_id":"1"}})", "application/cloudevents+json");
    EXPECT_EQ(found, (std::vector<std::string>{"/specversion: must be 1.0", "/id: is required",
                                               "/source: is required", "/type: is required",
                                               "/subject: is required"}));
    auto headers = kHeaders;
    headers.pop_back();
    EXPECT_EQ(faults(R"({"order_id":"1"})", "application/json", headers),
              (std::vector<std::string>{": the header ce-subject is required"}));
}

TEST_F(SubmissionTest, ExtensionsCarryWhatTheShortFormHas) {
    auto headers = kHeaders;
    for (const auto& [name, value] : http::Fields{{"ce-priority", "low"},
                                                  {"ce-channels", "sms,push,sms"},
                                                  {"ce-sendat", "2026-06-15T13:00:00Z"},
                                                  {"ce-expirytime", "2026-06-15T14:00:00Z"}}) {
        headers.emplace_back(name, value);
    }
    const auto event = read(R"({"order_id":"1"})", "application/json", headers)->events.front();
    EXPECT_EQ(event.priority, core::Priority::low);
    EXPECT_EQ(event.channels, (std::vector{core::Channel::sms, core::Channel::push}));
    EXPECT_EQ(event.send_at, at("2026-06-15T13:00:00Z"));
    EXPECT_EQ(event.expires_at, at("2026-06-15T14:00:00Z"));
}

TEST_F(SubmissionTest, HeadersArePercentDecodedAndUnquoted) {
    auto headers = kHeaders;
    headers[1].second = "caf%C3%A9";
    headers[4].second = "\"ann \\\"lee\\\"\"";
    const auto event = read(R"({"order_id":"1"})", "application/json", headers)->events.front();
    EXPECT_EQ(event.id.str(), "café");
    EXPECT_EQ(event.user.str(), "ann \"lee\"");
    headers[1].second = "%FF";
    EXPECT_EQ(faults(R"({"order_id":"1"})", "application/json", headers).front(),
              ": the header ce-id must be UTF-8 once it is decoded");
    EXPECT_TRUE(web::is_json("Application/Vnd.shop+JSON ; v=1"));
    EXPECT_FALSE(web::is_json("+json"));
}

TEST_F(SubmissionTest, TheIdempotencyKeyNamesWhatNamesItselfNot) {
    const std::string nameless = R"({"type":"order.completed","user":"ann","data":{"order_id":"1"}})";
    const auto with_key = [&](const std::string& body, const std::string& key) {
        return read(body, "application/json", {{"idempotency-key", key}})->events;
    };
    EXPECT_EQ(with_key(nameless, "k-1").front().id.str(), "k-1");
    EXPECT_EQ(with_key(nameless, "\"k-1\"").front().id.str(), "k-1");
    EXPECT_EQ(with_key(kShort, "k-1").front().id.str(), "e1");
    EXPECT_EQ(with_key("[" + nameless + "," + nameless + "]", "k")[1].id.str(), "k-1");
    EXPECT_EQ(faults(nameless, "application/json", {{"idempotency-key", ""}}),
              (std::vector<std::string>{": the header Idempotency-Key must not be empty"}));
    const auto first = read(nameless)->events.front();
    EXPECT_TRUE(Uuid::parse(first.id.str()));
    EXPECT_NE(first.id, read(nameless)->events.front().id);
    EXPECT_EQ(first.source.str(), "local");
}

TEST_F(SubmissionTest, AKeyLeavesRoomForThePlacesOfItsBatch) {
    const std::string nameless = R"({"type":"order.completed","user":"ann","data":{"order_id":"1"}})";
    const auto batch_faults = [&](std::size_t length) {
        return faults("[" + nameless + "]", "application/json",
                      {{"idempotency-key", std::string(length, 'k')}});
    };
    EXPECT_EQ(batch_faults(252), std::vector<std::string>{});
    for (const std::size_t length : {253, 256}) {
        EXPECT_EQ(batch_faults(length),
                  (std::vector<std::string>{
                      ": the header Idempotency-Key must be at most 252 bytes long for a batch"}));
    }
    EXPECT_EQ(status(nameless, "application/json", {{"idempotency-key", std::string(256, 'k')}}), 202);
}

TEST_F(SubmissionTest, ManyUsersAreOneEventEach) {
    const auto said =
        *read(R"({"type":"order.completed","users":["ann","bob","ann"],"data":{"order_id":"1"},"id":"e1"})");
    ASSERT_EQ(said.events.size(), 2U);
    EXPECT_EQ(said.events[0].user.str(), "ann");
    EXPECT_EQ(said.events[1].user.str(), "bob");
    for (const auto& event : said.events) EXPECT_EQ(event.recipients, 2) << "ann is named twice, and one";
    EXPECT_EQ(json_of(said.answer.body).at("users").to_number<int>(), 2);
}

TEST_F(SubmissionTest, ABatchIsTakenWholeOrNotAtAll) {
    const std::string bad = R"({"type":"order.completed","user":"ann","data":{}})";
    EXPECT_EQ(faults("[" + kShort + "," + bad + "]"),
              (std::vector<std::string>{"/1/data/order_id: is required"}));
    const auto said = *read("[" + kShort + "," + kShort + "]");
    EXPECT_EQ(said.events.size(), 2U);
    EXPECT_EQ(json_of(said.answer.body).at("events").as_array().size(), 2U);
    EXPECT_EQ(faults("{}", "application/cloudevents-batch+json"),
              (std::vector<std::string>{": must be an array of events"}));
}

TEST_F(SubmissionTest, BatchesAndTheirRecipientsAreBounded) {
    std::string batch = "[";
    for (std::size_t i = 0; i <= kBatchMax; ++i) batch += (i ? "," : "") + kShort;
    EXPECT_EQ(faults(batch + "]"), (std::vector<std::string>{": must have at most 1000 events"}));
    std::string users;
    for (std::size_t i = 0; i <= kUsersMax; ++i) users += (i ? ",\"u" : "\"u") + std::to_string(i) + "\"";
    EXPECT_EQ(faults(R"({"type":"order.completed","data":{"order_id":"1"},"users":[)" + users + "]}"),
              (std::vector<std::string>{"/users: must have at most 1000 items"}));
}

TEST_F(SubmissionTest, SendAtInThePastIsNow) {
    EXPECT_EQ(
        status(
            R"({"type":"order.completed","user":"ann","data":{"order_id":"1"},"send_at":"2020-01-01T00:00:00Z"})"),
        202);
}

// A body whose data has a text of this size, for so many users.
std::string for_users(std::size_t users, std::size_t text_bytes) {
    json::array names;
    for (std::size_t i = 0; i < users; ++i) names.push_back(json::value("user-" + std::to_string(i)));
    const json::object data{{"order_id", std::string(text_bytes, 'x')}};
    return json::write(
        json::object{{"type", "order.completed"}, {"users", std::move(names)}, {"data", data}});
}

TEST_F(SubmissionTest, DataThatIsLargeForItsManyRecipientsIsRefused) {
    EXPECT_EQ(status(for_users(1000, kCopiesMax / 2000)), 202);
    EXPECT_EQ(status(for_users(1000, kCopiesMax / 1000)), 413);
    EXPECT_EQ(status(for_users(1, kCopiesMax / 1000)), 202);
}

TEST_F(SubmissionTest, TheCopiesOfABatchCountTogether) {
    const std::string one = for_users(500, kCopiesMax / 1000);
    EXPECT_EQ(status(one), 202);
    EXPECT_EQ(status("[" + one + "," + one + "]"), 413);
}

TEST_F(SubmissionTest, KeepsTheTraceOfTheEventElseOfTheRequest) {
    const std::string trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    EXPECT_EQ(read(kShort, "application/json", {{"traceparent", trace}})->events[0].traceparent, trace);
    const std::string own =
        R"({"specversion":"1.0","id":"1","source":"s","subject":"ann","type":"order.completed",
                                "data":{"order_id":"1"},"traceparent":")" +
        trace + "\"}";
    const auto said = read(own, "application/cloudevents+json", {{"traceparent", "00-another"}});
    EXPECT_EQ(said->events[0].traceparent, trace);
}

TEST_F(SubmissionTest, LeavesOutATraceThatIsNone) {
    for (const std::string trace : {"", "00", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                                    "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01"}) {
        const auto said = read(kShort, "application/json", {{"traceparent", trace}});
        EXPECT_EQ(said->events[0].traceparent, "") << trace;
    }
}

}  // namespace
}  // namespace tidings::intake
