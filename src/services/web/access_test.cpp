#include "services/web/access.h"

#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "services/web/answers.h"
#include "support/manual_clock.h"

namespace tidings::web {
namespace {

using namespace std::chrono_literals;

class AccessTest : public ::testing::Test {
protected:
    AccessTest() : access_(catalog_, clock_, {100, 1s}) {
        for (const auto scope : {Scope::send, Scope::read, Scope::admin}) {
            access_.add(router_, "GET", "/" + std::string(name(scope)), scope, inbox_, [](Visit&& visit) {
                visit.responder.answer(http::respond(200, "text/plain", visit.key_name));
            });
        }
        access_.add_open(router_, "GET", "/open", inbox_, [](Visit&& visit) {
            visit.responder.answer(http::respond(200, "text/plain", "open"));
        });
    }

    NewKey add_key(std::vector<std::string> scopes, std::int64_t rate = 0) {
        auto key = make_key("shop", std::move(scopes), clock_.now());
        key.entry.rate_per_second = rate;
        publish(key.entry);
        return key;
    }
    void publish(const records::ApiKeyEntry& entry) {
        const std::array record{records::write_catalog(entry)};
        log_.append(record).value();
        catalog_.refresh().value();
    }

    http::Response get(std::string path, const std::string& authorization = "") {
        http::Fields headers;
        if (!authorization.empty()) headers.emplace_back("authorization", authorization);
        return get_with(std::move(path), std::move(headers));
    }
    http::Response get_with(std::string path, http::Fields headers) {
        http::Request request;
        request.method = "GET";
        request.path = std::move(path);
        request.headers = std::move(headers);
        http::Response got{0, {}, {}};
        router_(std::move(request),
                http::Responder::to([&](http::Response&& response) { got = std::move(response); }));
        for (auto& visit : inbox_.take(10)) {
            const auto* handle = visit.handle;
            (*handle)(std::move(visit));
        }
        return got;
    }

    testing::ManualClock clock_;
    adapters::MemoryEventLog log_{clock_};
    catalog::CatalogView catalog_{log_};
    http::Router router_;
    Inbox inbox_{10};
    Access access_;
};

TEST_F(AccessTest, BeforeTheFirstKeyEverybodyMay) {
    EXPECT_EQ(get("/admin").body, "local");
}

TEST_F(AccessTest, WithoutKeysOnlyALocalNameOrAnAddressLeadsHere) {
    struct Case {
        std::string host;
        int status;
    };
    for (const auto& [host, status] : std::vector<Case>{{"127.0.0.1", 200},
                                                        {"127.0.0.1:8080", 200},
                                                        {"192.168.7.20:80", 200},
                                                        {"[::1]:8080", 200},
                                                        {"localhost", 200},
                                                        {"LocalHost:8080", 200},
                                                        {"shop.localhost:8080", 200},
                                                        {"Shop.LOCALHOST", 200},
                                                        {"tidings:8080", 200},
                                                        {"rebound.example.com", 403},
                                                        {"rebound.example.com:8080", 403},
                                                        {"127.0.0.1.example.com", 403},
                                                        {"localhost.example.com", 403},
                                                        {"notlocalhost.evillocalhost", 403}}) {
        EXPECT_EQ(get_with("/admin", {{"host", host}}).status, status) << host;
    }
}

TEST_F(AccessTest, WithoutKeysAPageOfAnotherOriginIsRefused) {
    struct Case {
        std::string origin;
        int status;
    };
    for (const auto& [origin, status] : std::vector<Case>{{"http://localhost:8080", 200},
                                                          {"https://LOCALHOST:8080", 200},
                                                          {"http://localhost:8081", 403},
                                                          {"http://localhost", 403},
                                                          {"http://example.com", 403},
                                                          {"http://example.com/localhost:8080", 403},
                                                          {"null", 403},
                                                          {"localhost:8080", 403},
                                                          {"", 403}}) {
        const auto answer = get_with("/admin", {{"host", "localhost:8080"}, {"origin", origin}});
        EXPECT_EQ(answer.status, status) << origin;
    }
}

TEST_F(AccessTest, AKeyIsEnoughFromAnyPage) {
    const auto key = add_key({"read"});
    const auto answer = get_with("/read", {{"host", "tidings.example.com"},
                                           {"origin", "https://elsewhere.example.com"},
                                           {"authorization", "Bearer " + key.text}});
    EXPECT_EQ(answer.status, 200);
}

TEST_F(AccessTest, AnAuthorizationThatHoldsNoKeyIsTold) {
    add_key({"admin"});
    const auto without = get("/read").body;
    for (const auto* header : {"Bearer", "Bearer ", "Bear", "Basic c2hvcA==", "tk_1_2"})
        EXPECT_EQ(get("/read", header).body, without) << header;
    EXPECT_NE(get("/read", "Bearer tk_").body, without);
}

TEST_F(AccessTest, OfTwoKeysNeitherCounts) {
    const auto key = "Bearer " + add_key({"admin"}).text;
    EXPECT_EQ(get_with("/read", {{"authorization", key}, {"authorization", key}}).status, 401);
}

TEST_F(AccessTest, FromTheFirstKeyOnOneIsNeeded) {
    const auto key = add_key({"admin"});
    const auto refused = get("/read");
    EXPECT_EQ(refused.status, 401);
    ASSERT_NE(http::find(refused.headers, "WWW-Authenticate"), nullptr);
    EXPECT_EQ(get("/read", "Bearer " + key.text).body, "shop");
    EXPECT_EQ(get("/read", "bEARER " + key.text).status, 200);
    EXPECT_EQ(get("/read", "Basic " + key.text).status, 401);
    EXPECT_EQ(get("/open").status, 200);
}

TEST_F(AccessTest, AScopeAllowsItselfAndAdminAllowsAll) {
    const auto admin = add_key({"admin"});
    const auto send = add_key({"send"});
    for (const auto* path : {"/send", "/read", "/admin"}) {
        EXPECT_EQ(get(path, "Bearer " + admin.text).status, 200) << path;
        EXPECT_EQ(get(path, "Bearer " + send.text).status, std::string(path) == "/send" ? 200 : 403) << path;
    }
}

TEST_F(AccessTest, WrongUnknownAndRevokedKeysAreRefusedAlike) {
    auto key = add_key({"admin"});
    std::string wrong = key.text;
    wrong.back() = wrong.back() == '0' ? '1' : '0';
    const auto body = get("/read", "Bearer " + wrong).body;
    EXPECT_EQ(get("/read", "Bearer " + wrong).status, 401);
    EXPECT_EQ(get("/read", "Bearer tk_00000000_" + std::string(64, '0')).body, body);
    EXPECT_EQ(get("/read", "Bearer nonsense").body, body);
    key.entry.revoked = true;
    publish(key.entry);
    EXPECT_EQ(get("/read", "Bearer " + key.text).body, body);
}

TEST_F(AccessTest, OnlyTheHashOfAKeyIsKept) {
    const auto key = make_key("shop", {"send"}, clock_.now());
    EXPECT_EQ(records::write_catalog(key.entry).value.find(key.text.substr(12)), std::string::npos);
    EXPECT_EQ(key.entry.hash.size(), 64U);
    EXPECT_NE(make_key("shop", {"send"}, clock_.now()).text, key.text);
}

TEST_F(AccessTest, AKeyHasItsOwnRate) {
    const auto slow = add_key({"admin"}, 2);
    const auto other = add_key({"admin"});
    for (const auto* left : {"1", "0"}) {
        const auto answer = get("/read", "Bearer " + slow.text);
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(*http::find(answer.headers, "RateLimit-Limit"), "2");
        EXPECT_EQ(*http::find(answer.headers, "RateLimit-Remaining"), left);
        EXPECT_EQ(*http::find(answer.headers, "RateLimit-Reset"), "2");
    }
    const auto refused = get("/read", "Bearer " + slow.text);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(*http::find(refused.headers, "RateLimit-Limit"), "2");
    EXPECT_EQ(*http::find(refused.headers, "RateLimit-Remaining"), "0");
    EXPECT_EQ(*http::find(refused.headers, "Retry-After"), *http::find(refused.headers, "RateLimit-Reset"));
    EXPECT_EQ(get("/read", "Bearer " + other.text).status, 200);
    clock_.advance(2s);
    EXPECT_EQ(get("/read", "Bearer " + slow.text).status, 200);
}

TEST_F(AccessTest, WhoWaitsAsLongAsToldIsLetInAndNobodyWaitsASecondMore) {
    const auto key = add_key({"read"}, 1);
    EXPECT_EQ(get("/read", "Bearer " + key.text).status, 200);
    const auto at_once = get("/read", "Bearer " + key.text);
    EXPECT_EQ(*http::find(at_once.headers, "Retry-After"), "2");
    clock_.advance(100ms);
    const auto later = get("/read", "Bearer " + key.text);
    EXPECT_EQ(later.status, 429);
    EXPECT_EQ(*http::find(later.headers, "Retry-After"), "1");
    clock_.advance(1s);
    EXPECT_EQ(get("/read", "Bearer " + key.text).status, 200);
}

TEST_F(AccessTest, WhoeverAnswersKnowsWhetherAKeyWasShown) {
    std::vector<bool> with_key;
    access_.add(router_, "GET", "/who", Scope::read, inbox_, [&](Visit&& visit) {
        with_key.push_back(visit.with_key);
        visit.responder.answer({204, {}, {}});
    });
    get("/who");
    const auto key = add_key({"read"});
    get("/who", "Bearer " + key.text);
    EXPECT_EQ(with_key, (std::vector{false, true}));
}

TEST_F(AccessTest, ARefusedScopeCostsNothingOfTheRate) {
    const auto key = add_key({"read"}, 1);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/admin", "Bearer " + key.text).status, 403);
    EXPECT_EQ(get("/read", "Bearer " + key.text).status, 200);
}

TEST_F(AccessTest, GuessingIsToldToWaitAndHoldsNobodyElseUp) {
    const auto key = add_key({"read"});
    const std::string guess = "Bearer tk_00000000_" + std::string(64, '0');
    for (int i = 0; i < Strangers::kLimit.count; ++i) EXPECT_EQ(get("/read", guess).status, 401);
    const auto refused = get("/read", guess);
    EXPECT_EQ(refused.status, 429);
    EXPECT_NE(http::find(refused.headers, "Retry-After"), nullptr);
    EXPECT_EQ(get("/read", "Bearer " + key.text).status, 200);
    EXPECT_EQ(get("/read").status, 401) << "no key is no guess";
    clock_.advance(2min);
    EXPECT_EQ(get("/read", guess).status, 401);
}

TEST_F(AccessTest, OpenRoutesHaveTheRateOfOneKey) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(get("/open").status, 200);
    const auto refused = get("/open");
    EXPECT_EQ(refused.status, 429);
    EXPECT_NE(http::find(refused.headers, "Retry-After"), nullptr);
    clock_.advance(2s);
    EXPECT_EQ(get("/open").status, 200);
}

TEST_F(AccessTest, EachRefusalIsTold) {
    std::vector<std::string> told;
    access_.on_refused([&](std::string_view reason) { told.emplace_back(reason); });
    get_with("/read", {{"host", "localhost"}, {"origin", "https://evil.example"}});
    const auto key = add_key({"read"}, 1);
    get("/read");
    get("/read", "Bearer nonsense");
    get("/admin", "Bearer " + key.text);
    get("/read", "Bearer " + key.text);
    get("/read", "Bearer " + key.text);
    for (int i = 0; i < Strangers::kLimit.count; ++i) get("/read", "Bearer nonsense");
    EXPECT_EQ(told.back(), "guessing");
    std::erase(told, "unknown_key");
    EXPECT_EQ(told, (std::vector<std::string>{"foreign_page", "no_key", "scope", "rate", "guessing"}));
}

TEST(Scopes, ReadBackByTheirNames) {
    for (const auto scope : {Scope::send, Scope::read, Scope::admin})
        EXPECT_EQ(parse_scope(name(scope)), scope);
    EXPECT_EQ(parse_scope("root"), std::nullopt);
}

}  // namespace
}  // namespace tidings::web
