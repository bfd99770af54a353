#include "app/api_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "app/scripted_server_test.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;

Error fault_of(int status, const std::string& body) {
    ScriptedServer server(ScriptedServer::always(status, body));
    const auto answer = ApiClient(server.url(), Secret()).get("/v1/x");
    EXPECT_FALSE(answer) << status;
    return answer ? Error{} : answer.error();
}

TEST(ApiClient, SaysWhatItWantsAndWhoItIs) {
    ScriptedServer server(ScriptedServer::always(200, R"({"a": 1})"));
    const ApiClient client(server.url() + "//", Secret("tk_1_2"));
    const auto answer = client.ask("POST", "/v1/events", json::object{{"type", "x"}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(json::write(*answer), R"({"a":1})");
    const auto request = server.requests().at(0);
    EXPECT_EQ(request.path, "/v1/events") << "slashes at the end of a URL do no harm";
    EXPECT_EQ(request.body, R"({"type":"x"})");
    EXPECT_EQ(*request.header("content-type"), "application/json");
    EXPECT_EQ(*request.header("authorization"), "Bearer tk_1_2");
}

TEST(ApiClient, WithoutAKeyItNamesNone) {
    ScriptedServer server(ScriptedServer::always(200, "{}"));
    ASSERT_TRUE(ApiClient(server.url(), Secret()).get("/v1/x"));
    EXPECT_EQ(server.requests().at(0).header("authorization"), nullptr);
}

TEST(ApiClient, AChangeIsAMergePatch) {
    ScriptedServer server(ScriptedServer::always(202, "{}"));
    ASSERT_TRUE(ApiClient(server.url(), Secret()).ask("PATCH", "/v1/users/u1", json::object{}));
    EXPECT_EQ(*server.requests().at(0).header("content-type"), "application/merge-patch+json");
}

TEST(ApiClient, AnAnswerWithoutABodyIsASuccess) {
    ScriptedServer server([](const http::Request&) { return http::Response{204, {}, {}}; });
    const auto answer = ApiClient(server.url(), Secret()).ask("DELETE", "/v1/api-keys/k1");
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->is_null());
}

struct StatusCase {
    int status;
    Errc code;
};

class StatusTest : public ::testing::TestWithParam<StatusCase> {};

TEST_P(StatusTest, HasItsKind) {
    EXPECT_EQ(fault_of(GetParam().status, "{}").code, GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(All, StatusTest,
                         ::testing::Values(StatusCase{400, Errc::invalid}, StatusCase{401, Errc::invalid},
                                           StatusCase{403, Errc::invalid}, StatusCase{404, Errc::not_found},
                                           StatusCase{409, Errc::conflict}, StatusCase{413, Errc::invalid},
                                           StatusCase{422, Errc::invalid}, StatusCase{429, Errc::unavailable},
                                           StatusCase{500, Errc::unavailable},
                                           StatusCase{503, Errc::unavailable},
                                           StatusCase{302, Errc::invalid}));

TEST(ApiClient, AProblemIsToldWithEachOfItsFaults) {
    EXPECT_EQ(
        fault_of(422, R"({"title": "invalid request", "detail": "two things are wrong with it", "errors": [
        {"pointer": "/data/total", "detail": "is required"}, {"pointer": "/user", "detail": "is required"}, 7,
        {"pointer": "", "detail": "the name in the path is not plain"}]})")
            .message,
        "invalid request: two things are wrong with it\n"
        "  /data/total is required\n"
        "  /user is required\n"
        "  the name in the path is not plain");
    EXPECT_EQ(fault_of(404, R"({"title": "not found"})").message, "not found");
    EXPECT_EQ(fault_of(404, R"({"detail": "no such thing"})").message, "no such thing");
}

TEST(ApiClient, ARefusedKeyIsToldWithThePlacesItComesFrom) {
    EXPECT_EQ(fault_of(401, R"({"title": "Unauthorized", "detail": "an API key is needed"})").message,
              "Unauthorized: an API key is needed\n"
              "  the commands take the key from --key or TIDINGS_KEY");
}

TEST(ApiClient, AnAnswerThatIsNoProblemIsStillSaid) {
    EXPECT_EQ(fault_of(502, "<html>bad gateway</html>").message,
              "the server answered 502 without saying why");
    EXPECT_EQ(fault_of(500, "{}").message, "the server answered 500");
    EXPECT_EQ(fault_of(500, R"({"title": 1, "detail": [], "errors": {}})").message,
              "the server answered 500");
}

// Of an empty list nobody would suspect that another program has made it.
TEST(ApiClient, ASuccessOfAnotherProgramIsNone) {
    EXPECT_THAT(fault_of(200, "<html></html>").message, HasSubstr("not as tidings does"));
}

TEST(ApiClient, AProblemCannotMoveTheTerminal) {
    const std::string text =
        fault_of(422, R"({"title": "a\u001b[2J", "errors": [{"pointer": "/\u001b", "detail": "\u001b"}]})")
            .message;
    EXPECT_EQ(text.find('\x1B'), std::string::npos);
}

TEST(ApiClient, NobodyThereIsSaidWithWhatToDo) {
    const auto answer = ApiClient("http://127.0.0.1:1", Secret()).get("/v1/x");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
    EXPECT_THAT(answer.error().message, HasSubstr("is `tidings serve` running?"));
}

TEST(ApiClient, WaitsNoLongerThanItIsTold) {
    http::Server silent(on_any_port(), [](http::Request&&, http::Responder&&) {});
    ASSERT_TRUE(silent.start());  // and never runs: it takes connections and says nothing
    ApiClient client("http://127.0.0.1:" + std::to_string(silent.port()), Secret());
    client.set_timeout(std::chrono::milliseconds{20});
    const auto answer = client.get("/v1/x");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::unavailable);
}

// What is asked of the gateway and what of the admin, where they are apart.
TEST(ApiClient, AsksTheGatewayOnlyForWhatIsItsOwn) {
    ScriptedServer gateway(ScriptedServer::always(200, "{}"));
    ScriptedServer admin(ScriptedServer::always(200, "{}"));
    ApiClient client(gateway.url(), Secret());
    client.set_admin_url(admin.url() + "/");
    for (const char* const path : {"/v1/events", "/v1/events/e1/cancel", "/v1/users/u1", "/v1/preview"}) {
        ASSERT_TRUE(client.ask("POST", path, json::object{}));
    }
    for (const char* const path : {"/v1/users/u1", "/v1/events/e1", "/readyz"}) ASSERT_TRUE(client.get(path));
    ASSERT_TRUE(client.ask("PUT", "/v1/templates/x/sms", json::object{}));
    EXPECT_EQ(gateway.asked(), "POST /v1/events\nPOST /v1/users/u1\nGET /readyz\n");
    EXPECT_EQ(admin.asked(),
              "POST /v1/events/e1/cancel\nPOST /v1/preview\nGET /v1/users/u1\nGET /v1/events/e1\n"
              "PUT /v1/templates/x/sms\n");
}

ScriptedServer::Script sends_on_to(std::string location) {
    return [location = std::move(location)](const http::Request& request) {
        http::Response response = http::respond(307, "application/json", "{}");
        response.headers.emplace_back("Location", location + request.path + "?" + request.query);
        return response;
    };
}

TEST(ApiClient, GoesWhereTheGatewaySendsIt) {
    ScriptedServer admin(ScriptedServer::always(200, R"({"a": 1})"));
    ScriptedServer gateway(sends_on_to(admin.url()));
    const auto answer = ApiClient(gateway.url(), Secret("tk_1_2"))
                            .ask("POST", "/v1/preview?x=1", json::object{{"type", "x"}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(json::write(*answer), R"({"a":1})");
    const auto request = admin.requests().at(0);
    EXPECT_EQ(request.method + request.path + request.query, "POST/v1/previewx=1");
    EXPECT_EQ(request.body, R"({"type":"x"})");
    EXPECT_EQ(*request.header("authorization"), "Bearer tk_1_2");
}

TEST(ApiClient, IsNotSentAroundInCircles) {
    std::optional<ScriptedServer> gateway;
    gateway.emplace([&](const http::Request& request) { return sends_on_to(gateway->url())(request); });
    EXPECT_FALSE(ApiClient(gateway->url(), Secret()).get("/v1/x?y=1"));
    EXPECT_EQ(gateway->requests().size(), 2U);
}

TEST(PathOf, EncodesWhatComesFromPeople) {
    EXPECT_EQ(path_of({"events", "a/b c"}), "/v1/events/a%2Fb%20c");
    EXPECT_EQ(path_of({"notifications"}, {{"user", "a&b"}, {"state", "sent"}}),
              "/v1/notifications?user=a%26b&state=sent");
    EXPECT_EQ(path_of({"users", ""}), "/v1/users/");
    EXPECT_EQ(path_of({"users", "../x"}), "/v1/users/..%2Fx");
}

}  // namespace
}  // namespace tidings::app
