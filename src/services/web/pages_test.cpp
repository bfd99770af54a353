#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "services/web/access.h"
#include "support/manual_clock.h"

namespace tidings::web {
namespace {

using std::chrono::seconds;

class PagesTest : public ::testing::Test {
protected:
    void SetUp() override {
        access_.add(router_, "GET", "/read", Scope::read, inbox_, [](Visit&&) {});
        access_.add(router_, "POST", "/write", Scope::admin, inbox_, [](Visit&&) {});
    }

    // 200 for a request that gets through, else its refusal's status.
    int ask(const std::string& method, http::Fields headers) {
        http::Request request;
        request.method = method;
        request.path = method == "GET" ? "/read" : "/write";
        request.headers = std::move(headers);
        router_(std::move(request),
                http::Responder::to([this](http::Response&& r) { last_ = std::move(r); }));
        for (auto& visit : inbox_.take(1)) {
            key_name_ = visit.key_name;
            visit.responder.answer({200, {}, {}});
        }
        return last_.status;
    }
    testing::ManualClock clock_;
    adapters::MemoryEventLog log_{clock_};
    catalog::CatalogView catalog_{log_};
    Access access_{catalog_, clock_, {1'000, seconds{1}}};
    http::Router router_;
    Inbox inbox_{10};
    http::Response last_;
    std::string key_name_;
};

TEST_F(PagesTest, WithoutKeysProgramsMayCall) {
    for (const auto* host : {"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "gateway:8080",
                             "tidings.localhost", "10.0.0.7"}) {
        EXPECT_EQ(ask("POST", {{"host", host}}), 200) << host;
    }
    EXPECT_EQ(ask("POST", {}), 200);
    EXPECT_EQ(key_name_, "local");
}

TEST_F(PagesTest, WithoutKeysPagesOfOtherSitesMayNot) {
    for (const auto* origin : {"https://evil.example", "http://127.0.0.1:3000", "null", ""}) {
        EXPECT_EQ(ask("POST", {{"host", "127.0.0.1:8080"}, {"origin", origin}}), 403) << origin;
    }
    EXPECT_EQ(ask("POST", {{"host", "127.0.0.1:8080"}, {"origin", "http://127.0.0.1:8080"}}), 200);
}

TEST_F(PagesTest, WithoutKeysANameThatWasMadeToLeadHereMayNot) {
    const http::Fields rebound{{"host", "evil.example:8080"}, {"origin", "http://evil.example:8080"}};
    EXPECT_EQ(ask("POST", rebound), 403);
    EXPECT_EQ(ask("GET", {{"host", "127.0.0.1.evil.example"}}), 403);
}

TEST_F(PagesTest, WithAKeyAnyNameWillDo) {
    const auto key = make_key("shop", {"admin"}, clock_.now());
    ASSERT_TRUE(log_.append(std::array{records::write_catalog(key.entry)}));
    ASSERT_TRUE(catalog_.refresh());
    EXPECT_EQ(ask("POST", {{"authorization", "Bearer " + key.text}, {"host", "notify.example.org"}}), 200);
    EXPECT_EQ(key_name_, "shop");
}

}  // namespace
}  // namespace tidings::web
