#include "providers/outbox/outbox.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::providers {
namespace {

using namespace std::chrono_literals;
using core::OutcomeKind;
using ports::Delivery;
using ports::Report;

class FixedClock final : public ports::Clock {
public:
    Time now() const override { return Time{1'700'000'000s} + passed; }
    SteadyTime steady() const override { return SteadyTime{passed}; }
    Duration passed{0};
};

class OutboxProvider : public ::testing::Test {
protected:
    std::unique_ptr<ports::Provider> make(const Settings& settings = {}) {
        return outbox_kind().make(settings, clock_).value();
    }

    static Delivery to(std::string address, std::uint64_t tag = 1) {
        Delivery delivery;
        delivery.tag = tag;
        delivery.task.channel = core::Channel::email;
        delivery.task.address = std::move(address);
        delivery.task.content = "{}";
        return delivery;
    }

    static std::vector<Report> advance(ports::Provider& provider) {
        std::vector<Report> reports;
        provider.advance(reports);
        return reports;
    }

    FixedClock clock_;
};

TEST_F(OutboxProvider, AnswersAtTheNextAdvance) {
    const auto outbox = make();
    outbox->begin({to("ann@example.org", 7), to("bob+reject@example.org", 8)});
    EXPECT_EQ(outbox->in_flight(), 2U);
    clock_.passed = 3ms;
    const auto reports = advance(*outbox);
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].tag, 7U);
    EXPECT_EQ(reports[0].outcome.kind, OutcomeKind::delivered);
    EXPECT_EQ(reports[0].started_at, Time{1'700'000'000s});
    EXPECT_EQ(reports[0].finished_at, Time{1'700'000'000s} + 3ms);
    EXPECT_EQ(reports[1].tag, 8U);
    EXPECT_EQ(reports[1].outcome.kind, OutcomeKind::rejected);
    EXPECT_EQ(outbox->in_flight(), 0U);
    EXPECT_TRUE(advance(*outbox).empty());
}

TEST_F(OutboxProvider, SilenceEndsAtTheTimeoutAndNotBefore) {
    const auto outbox = make({{"timeout", "30s"}});
    outbox->begin({to("ann+timeout@example.org")});
    clock_.passed = 30s - 1us;
    EXPECT_TRUE(advance(*outbox).empty());
    EXPECT_EQ(outbox->in_flight(), 1U);
    clock_.passed = 30s;
    const auto reports = advance(*outbox);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].outcome.kind, OutcomeKind::unknown);
    EXPECT_EQ(reports[0].outcome.detail, "no answer within 30s");
    EXPECT_EQ(outbox->in_flight(), 0U);
}

TEST_F(OutboxProvider, SilenceHoldsNobodyElseUp) {
    const auto outbox = make();
    outbox->begin({to("ann+timeout@example.org", 1), to("bob@example.org", 2)});
    const auto reports = advance(*outbox);
    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].tag, 2U);
}

TEST_F(OutboxProvider, WhatIsInFlightTakesRoom) {
    const auto outbox = make();
    const auto room = outbox->room();
    std::vector<Delivery> many(room, to("ann+timeout@example.org"));
    outbox->begin(std::move(many));
    EXPECT_EQ(outbox->room(), 0U);
    clock_.passed = 1h;
    EXPECT_EQ(advance(*outbox).size(), room);
    EXPECT_EQ(outbox->room(), room);
}

TEST_F(OutboxProvider, ATryThatCannotBeWrittenIsARetry) {
    const auto outbox = make({{"file", "/dev/full"}});
    outbox->begin({to("ann@example.org"), to("bob+reject@example.org")});
    const auto reports = advance(*outbox);
    ASSERT_EQ(reports.size(), 2U);
    for (const Report& report : reports) {
        EXPECT_EQ(report.outcome.kind, OutcomeKind::retry);
        EXPECT_EQ(report.outcome.detail, "cannot append to the outbox file: No space left on device");
    }
}

TEST_F(OutboxProvider, WhatCameTooLateIsNoTry) {
    std::string path = ::testing::TempDir() + "tidings-outbox-late.jsonl";
    std::filesystem::remove(path);
    const auto outbox = make({{"file", path}});
    auto late = to("ann@example.org", 1);
    late.begin_by = clock_.steady() - 1ms;
    outbox->begin({late, to("bob@example.org", 2)});
    EXPECT_EQ(outbox->in_flight(), 2U);
    auto reports = advance(*outbox);
    ASSERT_EQ(reports.size(), 2U);
    std::ranges::sort(reports, {}, &Report::tag);
    EXPECT_EQ(reports[0].outcome.kind, OutcomeKind::stale);
    EXPECT_EQ(reports[1].outcome.kind, OutcomeKind::delivered);
    std::ifstream file(path);
    std::string line;
    ASSERT_TRUE(std::getline(file, line));
    EXPECT_NE(line.find("bob@example.org"), std::string::npos);
    EXPECT_FALSE(std::getline(file, line));
    std::filesystem::remove(path);
}

TEST_F(OutboxProvider, RefusesSettingsThatMakeNoSense) {
    EXPECT_FALSE(outbox_kind().make({{"timeout", "0s"}}, clock_));
    EXPECT_FALSE(outbox_kind().make({{"file", "/no/such/folder/file"}}, clock_));
    EXPECT_FALSE(outbox_kind().make({{"flie", "x"}}, clock_));
}

}  // namespace
}  // namespace tidings::providers
