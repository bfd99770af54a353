#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "ports/provider.h"
#include "support/manual_clock.h"

// ports::Provider as facts, under a clock that the test moves. A provider joins with one line,
// INSTANTIATE_TEST_SUITE_P(Name, ProviderContract, ::testing::Values(engine)).
namespace tidings::testing {

using core::OutcomeKind;

// A provider and what stands behind it. What is behind answers an e-mail as its address says: `+reject`,
// `+retry9` and `+timeout`, as the outbox does; all others are delivered.
class OpenedProvider {
public:
    virtual ~OpenedProvider() = default;
    virtual ports::Provider& port() = 0;
    virtual void destroy() = 0;

    // Whether so many `+timeout` messages have gone as far as they will.
    virtual bool has_unanswered(int count) = 0;
};

struct ProviderEngine {
    std::string name;
    Duration timeout;  // the provider's own
    std::function<std::unique_ptr<OpenedProvider>(ManualClock&)> open;
};

inline void PrintTo(const ProviderEngine& engine, std::ostream* out) {
    *out << engine.name;
}

class ProviderContract : public ::testing::TestWithParam<ProviderEngine> {
protected:
    void SetUp() override { opened_ = GetParam().open(clock_); }

    ports::Provider& provider() { return opened_->port(); }

    static ports::Delivery delivery(std::uint64_t tag, std::string address = "ann@example.org") {
        ports::Delivery d;
        d.tag = tag;
        d.task.id = {Uuid::from(from_micros(1'700'000'000'000'000), {static_cast<std::uint8_t>(tag)}), 1};
        d.task.channel = core::Channel::email;
        d.task.address = std::move(address);
        d.task.content = R"({"subject":"Hello","text":"Hi there"})";
        return d;
    }

    void begin(std::uint64_t tag, std::string address) {
        begin(std::vector{delivery(tag, std::move(address))});
    }
    void begin(std::vector<ports::Delivery> deliveries) {
        timed([&] { provider().begin(std::move(deliveries)); });
    }

    // Advances until `enough`, as a worker would.
    void advance_until(const std::function<bool()>& enough) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!enough()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end) << "nothing more happens";
            timed([&] { provider().advance(reports_); });
            std::this_thread::yield();
        }
    }
    void advance_until_reported(std::size_t count) {
        advance_until([&] { return reports_.size() >= count; });
    }
    void advance_until_unanswered(int count) {
        advance_until([&] { return opened_->has_unanswered(count); });
    }

    std::multiset<std::uint64_t> tags() const {
        std::multiset<std::uint64_t> all;
        for (const auto& report : reports_) all.insert(report.tag);
        return all;
    }

    // Far below any timeout: a call that waits for a peer that never answers is longer than this.
    template <class Call>
    static void timed(Call call) {
        const auto start = std::chrono::steady_clock::now();
        call();
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << "a method waited";
    }

    ManualClock clock_;
    std::unique_ptr<OpenedProvider> opened_;
    std::vector<ports::Report> reports_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ProviderContract);

TEST_P(ProviderContract, IsIdleAtFirst) {
    EXPECT_EQ(provider().name(), GetParam().name);
    EXPECT_EQ(provider().in_flight(), 0U);
    EXPECT_GT(provider().room(), 0U);
    provider().advance(reports_);
    EXPECT_TRUE(reports_.empty());
}

TEST_P(ProviderContract, ReportsAMessageOnceWithItsTimes) {
    const Time started = clock_.now();
    begin(17, "ann@example.org");
    EXPECT_EQ(provider().in_flight(), 1U);
    clock_.advance(std::chrono::milliseconds(5));
    advance_until_reported(1);
    ASSERT_EQ(reports_.size(), 1U);
    EXPECT_EQ(reports_[0].tag, 17U);
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::delivered);
    EXPECT_EQ(reports_[0].started_at, started);
    EXPECT_EQ(reports_[0].finished_at, clock_.now());
    EXPECT_EQ(provider().in_flight(), 0U);
    provider().advance(reports_);
    EXPECT_EQ(reports_.size(), 1U);
}

TEST_P(ProviderContract, TakesAsMuchAsThereIsRoom) {
    const std::size_t room = std::min<std::size_t>(provider().room(), 200);
    std::vector<ports::Delivery> deliveries;
    std::multiset<std::uint64_t> begun;
    for (std::uint64_t tag = 1; tag <= room; ++tag) {
        deliveries.push_back(delivery(tag));
        begun.insert(tag);
    }
    const std::size_t before = provider().room();
    begin(std::move(deliveries));
    EXPECT_EQ(provider().room(), before - room);
    EXPECT_EQ(provider().in_flight(), room);
    advance_until_reported(room);
    EXPECT_EQ(tags(), begun);
    EXPECT_EQ(provider().room(), before);
    EXPECT_EQ(provider().in_flight(), 0U);
}

TEST_P(ProviderContract, WorksOnAfterManyRounds) {
    const std::size_t before = provider().room();
    for (std::uint64_t round = 1; round <= 50; ++round) {
        begin(2 * round, "ann@example.org");
        begin(2 * round + 1, "bob+reject@example.org");
        advance_until_reported(2 * round);
    }
    EXPECT_EQ(reports_.size(), 100U);
    const auto all = tags();
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), 100U);
    EXPECT_EQ(provider().room(), before);
}

TEST_P(ProviderContract, BeginningNothingIsNothing) {
    begin(std::vector<ports::Delivery>{});
    EXPECT_EQ(provider().in_flight(), 0U);
}

TEST_P(ProviderContract, AddsToTheReportsThatAreThere) {
    reports_.resize(2);
    reports_[0].tag = 99;
    begin(1, "ann@example.org");
    advance_until_reported(3);
    EXPECT_EQ(reports_[0].tag, 99U);
    EXPECT_EQ(reports_[2].tag, 1U);
}

TEST_P(ProviderContract, TellsForGoodFromForNow) {
    begin({delivery(1, "ann+reject@example.org"), delivery(2, "ann+retry9@example.org"), delivery(3)});
    advance_until_reported(3);
    std::sort(reports_.begin(), reports_.end(), [](const auto& a, const auto& b) { return a.tag < b.tag; });
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::rejected);
    EXPECT_EQ(reports_[1].outcome.kind, OutcomeKind::retry);
    EXPECT_EQ(reports_[2].outcome.kind, OutcomeKind::delivered);
}

TEST_P(ProviderContract, AnAddressThatCannotBeOneIsRejectedAndNotNamed) {
    begin({delivery(1, "canary"), delivery(2, "canary@example.org>\r\nRCPT TO:<eve@example.org")});
    advance_until_reported(2);
    for (const auto& report : reports_) {
        EXPECT_EQ(report.outcome.kind, OutcomeKind::rejected);
        EXPECT_EQ(report.outcome.reason, core::Reason::bad_address);
        EXPECT_EQ(report.outcome.detail.find("canary"), std::string::npos);
    }
}

TEST_P(ProviderContract, WhatMayHaveBeenTakenIsUnknownAtTheTimeoutAndNotBefore) {
    begin(1, "ann+timeout@example.org");
    advance_until_unanswered(1);
    clock_.advance(GetParam().timeout - Duration{1});
    provider().advance(reports_);
    EXPECT_TRUE(reports_.empty());
    EXPECT_EQ(provider().in_flight(), 1U);
    clock_.advance(Duration{1});
    provider().advance(reports_);
    ASSERT_EQ(reports_.size(), 1U);
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::unknown);
    EXPECT_EQ(provider().in_flight(), 0U);
}

TEST_P(ProviderContract, WhatCannotBeginInTimeIsStaleAndLeavesNothingBehind) {
    const std::size_t before = provider().room();
    auto late = delivery(1, "ann+timeout@example.org");
    late.begin_by = clock_.steady() - Duration{1};
    begin(std::vector{late, delivery(2)});
    advance_until_reported(2);
    std::ranges::sort(reports_, {}, &ports::Report::tag);
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(reports_[1].outcome.kind, OutcomeKind::delivered);
    EXPECT_EQ(provider().in_flight(), 0U);
    EXPECT_EQ(provider().room(), before);
    EXPECT_FALSE(opened_->has_unanswered(1));
}

TEST_P(ProviderContract, WhatBeginsAtTheLastMomentIsInTime) {
    auto last = delivery(1);
    last.begin_by = clock_.steady();
    begin(std::vector{last});
    advance_until_reported(1);
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::delivered);
}

// Those that wait behind others for their turn, too: of a full house, each has begun or is given back.
TEST_P(ProviderContract, NothingBeginsAfterItsTime) {
    const std::size_t count = std::min<std::size_t>(provider().room(), 200);
    std::vector<ports::Delivery> deliveries;
    for (std::uint64_t tag = 1; tag <= count; ++tag) {
        deliveries.push_back(delivery(tag, "ann+timeout@example.org"));
        deliveries.back().begin_by = clock_.steady() + std::chrono::milliseconds(250);
    }
    begin(std::move(deliveries));
    advance_until_unanswered(1);
    clock_.advance(std::chrono::milliseconds(251));
    provider().advance(reports_);
    const std::size_t given_back = reports_.size();
    for (const auto& report : reports_) EXPECT_EQ(report.outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(provider().in_flight(), count - given_back);
    clock_.advance(GetParam().timeout);
    advance_until_reported(count);
    EXPECT_EQ(provider().in_flight(), 0U);
    EXPECT_FALSE(opened_->has_unanswered(static_cast<int>(count - given_back) + 1));
}

TEST_P(ProviderContract, WhatIsNoLongerLeasedIsStaleAndLeavesNothingBehind) {
    auto late = delivery(1, "ann+timeout@example.org");
    late.leased_until = clock_.steady() - Duration{1};
    auto last = delivery(2);
    last.leased_until = clock_.steady();
    begin(std::vector{late, last});
    advance_until_reported(2);
    std::ranges::sort(reports_, {}, &ports::Report::tag);
    EXPECT_EQ(reports_[0].outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(reports_[1].outcome.kind, OutcomeKind::delivered);
    EXPECT_FALSE(opened_->has_unanswered(1));
}

// Of a full house, each may have been taken or is given up when its lease ends; none goes out later.
TEST_P(ProviderContract, NothingGoesOutAfterItsLease) {
    const std::size_t count = std::min<std::size_t>(provider().room(), 200);
    const SteadyTime lease = clock_.steady() + std::chrono::milliseconds(250);
    std::vector<ports::Delivery> deliveries;
    for (std::uint64_t tag = 1; tag <= count; ++tag) {
        deliveries.push_back(delivery(tag, "ann+timeout@example.org"));
        deliveries.back().leased_until = lease;
    }
    begin(std::move(deliveries));
    advance_until_unanswered(1);
    for (std::uint64_t tag = 1; tag <= count; ++tag) {
        provider().lease_until(tag, lease + std::chrono::milliseconds(250));
    }
    clock_.advance(std::chrono::milliseconds(251));
    provider().advance(reports_);
    EXPECT_TRUE(reports_.empty()) << "the lease was renewed";
    clock_.advance(std::chrono::milliseconds(250));
    provider().advance(reports_);
    const std::size_t given_up = reports_.size();
    for (const auto& report : reports_) {
        const auto kind = report.outcome.kind;
        EXPECT_TRUE(kind == OutcomeKind::stale || kind == OutcomeKind::throttled) << core::name(kind);
    }
    clock_.advance(GetParam().timeout);
    advance_until_reported(count);
    EXPECT_EQ(provider().in_flight(), 0U);
    EXPECT_FALSE(opened_->has_unanswered(static_cast<int>(count - given_up) + 1));
}

TEST_P(ProviderContract, OneThatIsNotAnsweredHoldsNoOtherUp) {
    begin({delivery(1, "ann+timeout@example.org"), delivery(2), delivery(3), delivery(4)});
    advance_until_reported(3);
    EXPECT_EQ(tags(), (std::multiset<std::uint64_t>{2, 3, 4}));
    EXPECT_EQ(provider().in_flight(), 1U);
}

TEST_P(ProviderContract, TheSameNotificationMayBeSentAgain) {
    for (std::size_t attempt = 1; attempt <= 2; ++attempt) {
        ports::Delivery again = delivery(1, "ann+retry1@example.org");
        again.task.attempt = static_cast<int>(attempt);
        begin(std::vector{again});
        advance_until_reported(attempt);
    }
    EXPECT_EQ(reports_.size(), 2U);
}

TEST_P(ProviderContract, MayBeDestroyedWithMessagesInFlight) {
    begin({delivery(1, "ann+timeout@example.org"), delivery(2)});
    advance_until_unanswered(1);
    timed([&] { opened_->destroy(); });
}

}  // namespace tidings::testing
