#include "services/gateway/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "support/manual_clock.h"

namespace tidings::gateway {
namespace {

// Keeps what is appended, and fails where it is told to.
class WatchedLog final : public ports::EventLog {
public:
    explicit WatchedLog(const ports::Clock& clock) : log_(clock) {}

    Result<> append(std::span<const ports::NewRecord> records) override {
        if (failing) return unavailable("the disk is away");
        appends.emplace_back(records.begin(), records.end());
        return log_.append(records);
    }
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics) override {
        return log_.reader(std::move(topics));
    }
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override { return log_.extents(topic); }
    void on_append(core::Topic topic, std::function<void()> wake) override { log_.on_append(topic, wake); }
    Result<> trim(ports::Partition partition, std::int64_t before) override {
        return log_.trim(partition, before);
    }

    bool failing = false;
    std::vector<std::vector<ports::NewRecord>> appends;

private:
    adapters::MemoryEventLog log_;
};

class GatewayTest : public ::testing::Test {
protected:
    void SetUp() override { gateway_.add_routes(router_, access_); }

    void put_user(const std::string& id, std::string body) { send("PUT", id, std::move(body)); }
    void send(std::string method, const std::string& user, std::string body) {
        http::Request request;
        request.method = std::move(method);
        request.path = "/v1/users/" + user;
        request.body = std::move(body);
        router_(std::move(request), http::Responder::to([this](http::Response&& response) {
                    statuses_.push_back(response.status);
                }));
    }
    // A profile whose record is somewhat larger than this.
    static std::string profile_of(std::size_t bytes) {
        return json::write(json::object{{"categories", json::object{{std::string(bytes, 'x'), true}}}});
    }

    testing::ManualClock clock_;
    WatchedLog log_{clock_};
    catalog::CatalogView catalog_{log_};
    Metrics metrics_;
    web::Access access_{catalog_, clock_, {1'000, std::chrono::seconds{1}}};
    http::Router router_;
    Gateway gateway_{log_,
                     clock_,
                     catalog_,
                     web::UnsubscribeTokens(Secret("key"), "http://here"),
                     [] { return std::int64_t{0}; },
                     {.append_bytes = 1000},
                     Random(1),
                     metrics_};
    std::vector<int> statuses_;
};

TEST_F(GatewayTest, OneAppendServesAllThatHaveComeIn) {
    for (const auto* user : {"ann", "bob", "eve"}) put_user(user, "{}");
    EXPECT_TRUE(statuses_.empty());
    EXPECT_EQ(gateway_.step().value(), 3U);
    EXPECT_EQ(statuses_, std::vector(3, 202));
    ASSERT_EQ(log_.appends.size(), 1U);
    EXPECT_EQ(log_.appends[0].size(), 6U);  // each change is on both topics of events
}

TEST_F(GatewayTest, LargeRecordsDoNotGather) {
    for (int i = 0; i < 3; ++i) put_user("ann", profile_of(1000));
    EXPECT_EQ(gateway_.step().value(), 3U);
    EXPECT_EQ(statuses_, std::vector(3, 202));
    ASSERT_EQ(log_.appends.size(), 3U);
    for (const auto& records : log_.appends) EXPECT_EQ(records.size(), 2U);
}

TEST_F(GatewayTest, WhatTheLogRefusesIsNotAccepted) {
    log_.failing = true;
    put_user("ann", "{}");
    put_user("bob", "{}");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_, std::vector(2, 503));

    log_.failing = false;
    put_user("ann", "{}");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_.back(), 202);
    ASSERT_EQ(log_.appends.size(), 1U);
    EXPECT_EQ(log_.appends[0].size(), 2U);
}

TEST_F(GatewayTest, FaultsAreAnsweredWithoutTheLog) {
    log_.failing = true;
    put_user("ann", R"({"email": "none"})");
    EXPECT_TRUE(gateway_.step());
    EXPECT_EQ(statuses_, std::vector{422});
}

TEST_F(GatewayTest, APatchTakesMembersAway) {
    for (const auto* patch : {R"({"email": null})", R"({"channels": {"sms": null}})",
                              R"({"categories": {"orders": null, "news": true}})"}) {
        send("PATCH", "ann", patch);
    }
    send("PATCH", "ann", R"({"channels": {"pigeon": true}})");
    send("PATCH", "ann", "[]");
    send("PUT", "ann", R"({"channels": {"sms": null}})");
    EXPECT_TRUE(gateway_.step());
    EXPECT_THAT(statuses_, ::testing::UnorderedElementsAre(202, 202, 202, 422, 422, 422));
}

}  // namespace
}  // namespace tidings::gateway
