#include "http/client.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/raw_client_test.h"

namespace tidings::http::testing {
namespace {

std::string url_of(const RunningServer& server) {
    return "http://127.0.0.1:" + std::to_string(server.port());
}

TEST(Client, SendsMethodPathHeadersAndBody) {
    RunningServer server([](Request&& request, Responder&& responder) {
        Response response = respond(201, "text/plain",
                                    request.method + " " + request.path + "?" + request.query + " " +
                                        *request.header("x-key") + " " + request.body);
        response.headers.emplace_back("X-Reply", "yes");
        responder.answer(std::move(response));
    });
    const auto response = call({.base_url = url_of(server) + "/",
                                .method = "PATCH",
                                .path = "/v1/a%20b?c=d",
                                .headers = {{"X-Key", "secret"}, {"Content-Type", "application/json"}},
                                .body = "{}"});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 201);
    EXPECT_EQ(response->body, "PATCH /v1/a%20b?c=d secret {}");
    EXPECT_EQ(*find(response->headers, "x-reply"), "yes");
}

TEST(Client, SendsEachMethodAsItIs) {
    RunningServer server(echo);
    for (const std::string method : {"GET", "POST", "PUT", "DELETE", "PATCH"}) {
        const auto response = call({.base_url = url_of(server), .method = method, .path = "/x"});
        ASSERT_TRUE(response) << method;
        EXPECT_EQ(response->body, method + " /x ");
    }
    const auto head = call({.base_url = url_of(server), .method = "HEAD", .path = "/x"});
    ASSERT_TRUE(head);
    EXPECT_EQ(head->body, "");
}

TEST(Client, SendsLargeBodiesWithoutWaiting) {
    RunningServer server([](Request&& request, Responder&& responder) {
        const bool expects = request.header("expect") != nullptr;
        responder.answer(
            respond(200, "text/plain", std::to_string(request.body.size()) + (expects ? " expects" : "")));
    });
    const auto response =
        call({.base_url = url_of(server), .method = "POST", .path = "/", .body = std::string(900'000, 'x')});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "900000");
}

TEST(Client, AProblemIsAnAnswer) {
    RunningServer server([](Request&&, Responder&&) {});
    const auto response = call({.base_url = url_of(server), .path = "/"});
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 500);
    EXPECT_EQ(*find(response->headers, "content-type"), "application/problem+json");
}

TEST(Client, NobodyThereIsUnavailableAndSaysWhatToDo) {
    std::string url;
    {
        RunningServer server(echo);
        url = url_of(server);
    }
    const auto response = call({.base_url = url, .path = "/"});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::unavailable);
    EXPECT_EQ(response.error().message, "cannot connect to " + url + ": is `tidings serve` running?");
}

TEST(Client, NoAnswerInTimeIsUnavailable) {
    std::optional<Responder> kept;
    RunningServer server([&](Request&&, Responder&& responder) { kept = std::move(responder); });
    const auto response =
        call({.base_url = url_of(server), .path = "/", .timeout = std::chrono::milliseconds(50)});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::unavailable);
    EXPECT_NE(response.error().message.find("within 50ms"), std::string::npos) << response.error().message;
}

TEST(Client, BadUrlsAndHeadersAreInvalid) {
    for (const auto* url : {"", "ftp://127.0.0.1", "file:///etc", "http://", "http://[::"}) {
        const auto response = call({.base_url = url, .path = "/"});
        ASSERT_FALSE(response) << url;
        EXPECT_EQ(response.error().code, Errc::invalid) << url << ": " << response.error().message;
    }
    const auto response = call({.path = "/", .headers = {{"X", "a\r\nY: b"}}});
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Errc::invalid);
}

}  // namespace
}  // namespace tidings::http::testing
