#include "app/system_routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::app {
namespace {

using ::testing::HasSubstr;

const Result<> kGone = unavailable("it is gone");

class SystemRoutesTest : public ::testing::Test {
protected:
    SystemRoutesTest() { add_system_routes(router, metrics, readiness); }

    http::Response get(const std::string& path) {
        http::Response answer;
        http::Request request;
        request.method = "GET";
        request.path = path;
        router(std::move(request),
               http::Responder::to([&](http::Response&& given) { answer = std::move(given); }));
        return answer;
    }

    Metrics metrics;
    SteadyTime now{};
    Readiness readiness{[this] { return now; }};
    http::Router router;
};

TEST_F(SystemRoutesTest, ItIsAliveHoweverItFeels) {
    readiness.set({{"log", true, kGone}, {"store", true, kGone}});
    readiness.draining = true;
    EXPECT_EQ(get("/healthz").status, 200);
    EXPECT_EQ(get("/healthz").body, "ok\n");
}

struct ReadyCase {
    bool log;
    bool store;
    bool draining;
    int status;
};

class ReadyTest : public SystemRoutesTest, public ::testing::WithParamInterface<ReadyCase> {};

TEST_P(ReadyTest, NeedsEachPartAndNamesIt) {
    readiness.set({{"log", true, GetParam().log ? Result<>() : kGone},
                   {"store", true, GetParam().store ? Result<>() : kGone}});
    readiness.draining = GetParam().draining;
    const http::Response answer = get("/readyz");
    EXPECT_EQ(answer.status, GetParam().status);
    const json::value body = json::read(answer.body).value();
    EXPECT_EQ(json::find(body, "/ready")->as_bool(), GetParam().status == 200);
    EXPECT_EQ(json::find(body, "/parts/log")->as_bool(), GetParam().log);
    EXPECT_EQ(json::find(body, "/parts/store")->as_bool(), GetParam().store);
    EXPECT_EQ(json::find(body, "/draining")->as_bool(), GetParam().draining);
}

INSTANTIATE_TEST_SUITE_P(All, ReadyTest,
                         ::testing::Values(ReadyCase{true, true, false, 200},
                                           ReadyCase{false, true, false, 503},
                                           ReadyCase{true, false, false, 503},
                                           ReadyCase{true, true, true, 503},
                                           ReadyCase{false, false, true, 503}));

TEST_F(SystemRoutesTest, APartThatItsRolesDoNotNeedIsNamedAndNoMore) {
    readiness.set({{"log", true, {}}, {"queue", false, kGone}});
    const http::Response answer = get("/readyz");
    EXPECT_EQ(answer.status, 200);
    EXPECT_FALSE(json::find(json::read(answer.body).value(), "/parts/queue")->as_bool());
}

TEST_F(SystemRoutesTest, APartThatStandsStillIsNoGood) {
    readiness.set({{"log", true, {}}, {"store", true, {}}});
    readiness.turns_to("log");
    now += std::chrono::seconds{4};
    readiness.turns_to("store");
    now += std::chrono::seconds{4};
    EXPECT_EQ(get("/readyz").status, 200);
    now += std::chrono::seconds{2};
    const http::Response answer = get("/readyz");
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(json::find(json::read(answer.body).value(), "/parts/log")->as_bool());
    EXPECT_FALSE(json::find(json::read(answer.body).value(), "/parts/store")->as_bool());
    readiness.set({{"log", true, {}}, {"store", true, {}}});
    EXPECT_EQ(get("/readyz").status, 200);
}

TEST_F(SystemRoutesTest, MetricsAreThoseOfTheMoment) {
    metrics.counter("tidings_accepted_total", "Accepted.").add();
    EXPECT_THAT(get("/metrics").body, HasSubstr("tidings_accepted_total 1\n"));
    metrics.counter("tidings_accepted_total", "Accepted.").add();
    EXPECT_THAT(get("/metrics").body, HasSubstr("tidings_accepted_total 2\n"));
}

TEST_F(SystemRoutesTest, TheDescriptionIsTheOneOfTheInterface) {
    const auto description = json::read(get("/openapi.json").body);
    ASSERT_TRUE(description);
    EXPECT_NE(json::find(*description, "/openapi"), nullptr);
    EXPECT_NE(json::find(*description, "/paths"), nullptr);
}

}  // namespace
}  // namespace tidings::app
