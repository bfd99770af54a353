#include "services/intake/orders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/memory/memory_event_log.h"
#include "services/records/catalog_record.h"
#include "support/builders.h"
#include "support/manual_clock.h"
#include "support/watched_ports.h"

namespace tidings::intake {
namespace {

// Gives the same orders until they are done with.
class ListedOrders final : public ports::OrderQueue {
public:
    Result<std::vector<ports::Order>> take(std::size_t max, Duration) override {
        return std::vector(waiting.begin(), waiting.begin() + std::min(max, waiting.size()));
    }
    Result<> acknowledge(std::span<const ports::Order> orders) override {
        for (const auto& order : orders) remove(order);
        return {};
    }
    Result<> release(std::span<const ports::Order> orders) override {
        released += orders.size();
        return {};
    }
    Result<> refuse(const ports::Order& order, std::string_view reason) override {
        refused.emplace_back(reason);
        remove(order);
        return {};
    }
    void remove(const ports::Order& order) {
        std::erase_if(waiting, [&](const auto& other) { return other.name == order.name; });
    }

    std::vector<ports::Order> waiting;
    std::vector<std::string> refused;
    std::size_t released = 0;
};

class OrdersTest : public ::testing::Test {
protected:
    OrdersTest() { log_.append(std::array{records::write_catalog(test::a_type())}).value(); }
    void given(json::object kwargs, int count = 1) {
        for (int i = 0; i < count; ++i) {
            const auto name = std::to_string(queue_.waiting.size());
            queue_.waiting.push_back({name, "task-" + name, {"order.completed"}, kwargs, ""});
        }
    }
    std::int64_t on_the_log() {
        std::int64_t sum = 0;
        for (const auto& extent : log_.extents(core::Topic::events).value()) sum += extent.end - extent.begin;
        return sum;
    }

    testing::ManualClock clock_;
    adapters::MemoryEventLog memory_{clock_};
    test::WatchedLog log_{memory_};
    catalog::CatalogView catalog_{log_};
    ListedOrders queue_;
    Orders orders_{queue_, log_, catalog_};
};

TEST_F(OrdersTest, AreOnTheLogBeforeTheyAreAcknowledged) {
    given({{"user", "ann"}}, 2);
    log_.after_append = [&] {
        EXPECT_EQ(queue_.waiting.size(), 2U);
        EXPECT_EQ(on_the_log(), 2);
        return Result<>();
    };
    EXPECT_EQ(orders_.step().value(), 2U);
    EXPECT_TRUE(queue_.waiting.empty());
    EXPECT_EQ(orders_.step().value(), 0U);
}

TEST_F(OrdersTest, AreGivenBackWhereTheLogDoesNotTakeThem) {
    given({{"user", "ann"}}, 2);
    log_.before_append = [] { return unavailable("away"); };
    EXPECT_EQ(orders_.step().error().code, Errc::unavailable);
    EXPECT_EQ(queue_.waiting.size(), 2U);
    EXPECT_EQ(queue_.released, 2U);
    log_.before_append = [] { return Result<>(); };
    EXPECT_TRUE(orders_.step());
    EXPECT_EQ(on_the_log(), 2);
}

TEST_F(OrdersTest, WhatBreaksALimitIsRefusedWithTheReasonAndStopsNothing) {
    given({{"user", "ann"}});
    given({{"users", json::array{}}});
    given({{"user", "bob"}});
    EXPECT_EQ(orders_.step().value(), 3U);
    EXPECT_THAT(queue_.refused, ::testing::ElementsAre("users must not be empty"));
    EXPECT_EQ(on_the_log(), 2);
    EXPECT_TRUE(queue_.waiting.empty());
}

TEST_F(OrdersTest, LargeOnesAreAppendedAFewAtATime) {
    constexpr std::size_t kUsers = 100;
    given({{"users", json::array(kUsers, "ann")}, {"data", {{"text", std::string(60'000, 'x')}}}}, 10);
    log_.appends = 0;
    EXPECT_EQ(orders_.step().value(), 10U);
    EXPECT_EQ(log_.appends, 5) << "of 12 MB each";
    EXPECT_EQ(on_the_log(), 1000);
    EXPECT_TRUE(queue_.waiting.empty());
}

TEST_F(OrdersTest, WhatIsOnTheLogWhenItFailsStaysAcknowledged) {
    given({{"users", json::array(100, "ann")}, {"data", {{"text", std::string(60'000, 'x')}}}}, 4);
    log_.appends = 0;
    log_.before_append = [&] { return log_.appends == 1 ? Result<>() : unavailable("away"); };
    EXPECT_FALSE(orders_.step());
    EXPECT_EQ(queue_.waiting.size(), 2U);
    EXPECT_EQ(on_the_log(), 200);
}

}  // namespace
}  // namespace tidings::intake
