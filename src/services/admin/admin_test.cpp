#include "services/admin/admin_test.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;

struct Route {
    const char* scope;
    const char* method;
    const char* path;
};

constexpr std::array kRoutes{
    Route{"read", "GET", "/v1/events/x"},
    Route{"send", "POST", "/v1/events/x/cancel"},
    Route{"read", "GET", "/v1/notifications"},
    Route{"read", "GET", "/v1/notifications/x"},
    Route{"send", "POST", "/v1/notifications/x/cancel"},
    Route{"read", "GET", "/v1/outbox"},
    Route{"read", "GET", "/v1/dead-letters"},
    Route{"read", "GET", "/v1/dead-letters/x"},
    Route{"admin", "POST", "/v1/dead-letters/x/replay"},
    Route{"admin", "POST", "/v1/dead-letters/replay"},
    Route{"read", "GET", "/v1/users/x"},
    Route{"read", "GET", "/v1/suppressions"},
    Route{"read", "GET", "/v1/suppressions/email/a@b"},
    Route{"admin", "PUT", "/v1/suppressions/email/a@b"},
    Route{"admin", "DELETE", "/v1/suppressions/email/a@b"},
    Route{"read", "GET", "/v1/event-types"},
    Route{"read", "GET", "/v1/event-types/x"},
    Route{"admin", "PUT", "/v1/event-types/x"},
    Route{"read", "GET", "/v1/templates"},
    Route{"read", "GET", "/v1/templates/x/sms"},
    Route{"admin", "PUT", "/v1/templates/x/sms"},
    Route{"read", "GET", "/v1/templates/x/sms/en"},
    Route{"admin", "PUT", "/v1/templates/x/sms/en"},
    Route{"admin", "GET", "/v1/api-keys"},
    Route{"admin", "POST", "/v1/api-keys"},
    Route{"admin", "DELETE", "/v1/api-keys/x"},
    Route{"read", "POST", "/v1/preview"},
    Route{"read", "GET", "/v1/ledger"},
    Route{"read", "GET", "/v1/reasons"},
};

class RoutesTest : public AdminTest {
protected:
    std::string key_with(std::vector<std::string> scopes) {
        const auto key = web::make_key("somebody", std::move(scopes), stage_.clock.now());
        stage_.publish(key.entry);
        stage_.catalog.refresh().value();
        return key.text;
    }
    int status(const Route& route, const std::string& key) {
        return ask(route.method, route.path, "", {{"authorization", "Bearer " + key}}).status;
    }
};

TEST_F(RoutesTest, EachNeedsItsScopeAndAdminOpensAll) {
    const auto admin = key_with({"admin"});
    for (const std::string scope : {"send", "read"}) {
        const auto key = key_with({scope});
        for (const auto& route : kRoutes) {
            const int got = status(route, key);
            if (scope == route.scope)
                EXPECT_TRUE(got != 401 && got != 403) << route.method << " " << route.path << ": " << got;
            else
                EXPECT_EQ(got, 403) << route.method << " " << route.path;
        }
    }
    for (const auto& route : kRoutes) {
        EXPECT_EQ(ask(route.method, route.path).status, 401) << route.method << " " << route.path;
        const int got = status(route, admin);
        EXPECT_TRUE(got != 401 && got != 403) << route.method << " " << route.path << ": " << got;
    }
}

TEST_F(RoutesTest, EveryFailureIsAProblem) {
    for (const auto& route : kRoutes) {
        const auto answer = ask(route.method, route.path, "{");
        if (answer.status < 400) continue;
        EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << route.path;
        EXPECT_EQ(answer.text("/status"), std::to_string(answer.status)) << route.path;
        EXPECT_NE(answer.text("/title"), "") << route.path;
    }
}

TEST_F(RoutesTest, ABodyThatSaysItIsNoJsonIsNotRead) {
    for (const auto& route : kRoutes) {
        if (std::string_view(route.method) == "GET" || std::string_view(route.method) == "DELETE") continue;
        if (std::string_view(route.path).ends_with("cancel")) continue;
        if (std::string_view(route.path) == "/v1/dead-letters/x/replay") continue;
        EXPECT_EQ(ask(route.method, route.path, "{}", {{"content-type", "text/yaml"}}).status, 415)
            << route.method << " " << route.path;
    }
}

TEST_F(RoutesTest, OthersMethodsAre405WithThoseThatThereAre) {
    const auto refused = ask("PATCH", "/v1/templates/x/sms");
    EXPECT_EQ(refused.status, 405);
    EXPECT_EQ(refused.header("Allow"), "GET, HEAD, OPTIONS, PUT");
    EXPECT_EQ(ask("OPTIONS", "/v1/ledger").header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(ask("HEAD", "/v1/ledger").status, 200);
    EXPECT_EQ(get("/v1/ledger/").status, 404);
    EXPECT_EQ(get("/v1").status, 404);
}

class SmallRoomTest : public AdminTest {
protected:
    SmallRoomTest() : AdminTest(small()) {}
    static Options small() {
        Options options;
        options.waiting_max = 2;
        return options;
    }
};

TEST_F(SmallRoomTest, MoreRequestsThanMayWaitAreRefused) {
    std::vector<int> statuses;
    for (int i = 0; i < 3; ++i) {
        post("GET", "/v1/ledger", "", {},
             http::Responder::to([&](auto&& response) { statuses.push_back(response.status); }));
    }
    EXPECT_EQ(statuses, std::vector{503});
    EXPECT_EQ(admin_.step().value(), 2U);
    EXPECT_EQ(statuses, (std::vector{503, 200, 200}));
    EXPECT_EQ(admin_.step().value(), 0U);
}

TEST_F(SmallRoomTest, WhoeverRunsItIsWokenByARequest) {
    int woken = 0;
    admin_.on_request([&] { ++woken; });
    get("/v1/ledger");
    EXPECT_EQ(woken, 1);
}

}  // namespace
}  // namespace tidings::admin
