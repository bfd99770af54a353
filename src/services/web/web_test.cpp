#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/web/answers.h"
#include "services/web/inbox.h"
#include "services/web/unsubscribe_token.h"

namespace tidings::web {
namespace {

UnsubscribeTokens tokens(const std::string& key = "key") {
    return {Secret(key), "https://notify.example.org"};
}

std::string token_of(const std::string& url) {
    return url.substr(url.rfind('/') + 1);
}

TEST(UnsubscribeTokens, ALinkSaysWhoAndWhat) {
    const auto url = tokens().url(core::UserId("ann \"\n/é"), "orders");
    EXPECT_TRUE(url.starts_with("https://notify.example.org/v1/unsubscribe/"));
    const auto token = token_of(url);
    EXPECT_EQ(token.find_first_not_of("0123456789abcdef"), std::string::npos);
    const auto meant = tokens().read(token);
    ASSERT_TRUE(meant);
    EXPECT_EQ(meant->user.str(), "ann \"\n/é");
    EXPECT_EQ(meant->category, "orders");
}

TEST(UnsubscribeTokens, EveryForgedOneIsRefused) {
    const auto token = token_of(tokens().url(core::UserId("ann"), "orders"));
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string forged = token;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        EXPECT_FALSE(tokens().read(forged)) << i;
        EXPECT_FALSE(tokens().read(token.substr(0, i))) << i;
    }
    EXPECT_FALSE(tokens().read(token + "00"));
    EXPECT_FALSE(tokens("another key").read(token));
    EXPECT_FALSE(tokens().read(""));
}

TEST(Inbox, WakesWhoeverServesIt) {
    Inbox inbox(2);
    int woken = 0;
    inbox.on_post([&] { ++woken; });
    inbox.post({{}, http::Responder::to([](http::Response&&) {}), "local", nullptr});
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(inbox.size(), 1U);
    EXPECT_EQ(inbox.take(10).size(), 1U);
}

TEST(Inbox, RefusesWith503WhenItIsFull) {
    Inbox inbox(1);
    http::Response got{0, {}, {}};
    inbox.post({{}, http::Responder::to([](http::Response&&) {}), "local", nullptr});
    inbox.post({{}, http::Responder::to([&](http::Response&& r) { got = std::move(r); }), "local", nullptr});
    EXPECT_EQ(got.status, 503);
    EXPECT_NE(http::find(got.headers, "Retry-After"), nullptr);
    EXPECT_EQ(inbox.size(), 1U);
}

TEST(Answers, TellWhatACallerMayDo) {
    const std::vector<std::pair<Errc, int>> statuses{{Errc::invalid, 422},  {Errc::not_found, 404},
                                                     {Errc::conflict, 409}, {Errc::unavailable, 503},
                                                     {Errc::full, 503},     {Errc::internal, 500}};
    for (const auto& [code, status] : statuses) EXPECT_EQ(answer_to({code, "words"}).status, status);
    EXPECT_EQ(answer_to({Errc::internal, "a secret place"}).body.find("secret"), std::string::npos);
    EXPECT_NE(http::find(answer_to({Errc::full, ""}).headers, "Retry-After"), nullptr);
}

TEST(Answers, FaultsStandTogetherWithTheirPointers) {
    const auto response = refused({{"/a", "is required"}, {"/b", "must be a number"}});
    EXPECT_EQ(response.status, 422);
    const auto body = json::read(response.body).value();
    EXPECT_EQ(json::find(body, "/errors/0/pointer")->get_string(), "/a");
    EXPECT_EQ(json::find(body, "/errors/1/detail")->get_string(), "must be a number");
}

TEST(Answers, AQueryThatHasNoFieldsNamesThoseThereAre) {
    http::Request request;
    EXPECT_FALSE(refused_query(request));
    request.query_fields = {{"colour", "red"}, {"", ""}};
    const auto response = refused_query(request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 422);
    const auto body = json::read(response->body).value();
    EXPECT_EQ(json::find(body, "/errors/0/pointer")->get_string(), "colour");
    EXPECT_EQ(json::find(body, "/errors")->get_array().size(), 2U);
}

TEST(Answers, ABodyIsReadUnlessItSaysThatItIsNoJson) {
    http::Request request;
    request.body = "{}";
    EXPECT_TRUE(read_body(request));
    for (const auto* good : {"application/json", "Application/JSON; charset=utf-8",
                             "application/merge-patch+json", "application/x-www-form-urlencoded"}) {
        request.headers = {{"content-type", good}};
        EXPECT_TRUE(read_body(request)) << good;
    }
    for (const auto* bad :
         {"text/plain", "text/json-like", "multipart/form-data; boundary=x", "+json", "json", ""}) {
        request.headers = {{"content-type", bad}};
        ASSERT_FALSE(read_body(request)) << bad;
        EXPECT_EQ(read_body(request).error().status, 415);
    }
}

TEST(Answers, ABodyThatIsNotJsonIs400WithItsPlace) {
    http::Request request;
    request.body = "{\n  \"a\": tru }";
    const auto body = read_body(request);
    ASSERT_FALSE(body);
    EXPECT_EQ(body.error().status, 400);
    EXPECT_NE(body.error().body.find("line 2"), std::string::npos) << body.error().body;
}

}  // namespace
}  // namespace tidings::web
