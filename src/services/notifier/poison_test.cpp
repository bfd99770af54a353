#include <gtest/gtest.h>

#include "services/notifier/notifier.h"
#include "services/worker/worker.h"
#include "support/notifier_bench.h"

// A message that ends the program each time it is sent: it becomes a dead letter, and its neighbours arrive.
namespace tidings::notifier {
namespace {

using namespace std::chrono_literals;
using core::State;

struct Crash {};

constexpr std::string_view kGuilty = "guilty@example.org";

// Ends the program where it is given the guilty message: when it begins it, or while it is under way. Answers
// the others at once.
class DeadlyProvider final : public ports::Provider {
public:
    DeadlyProvider(const ports::Clock& clock, bool later, int& sends)
        : clock_(clock), later_(later), sends_(sends) {}

    std::string_view name() const override { return "deadly"; }
    std::size_t room() const override { return 8 - flying_.size(); }
    void begin(std::vector<ports::Delivery> deliveries) override {
        for (auto& d : deliveries) {
            ++sends_;
            if (d.task.address == kGuilty && !later_) throw Crash();
            flying_.push_back(std::move(d));
        }
    }
    void lease_until(std::uint64_t, SteadyTime) override {}
    void advance(std::vector<ports::Report>& reports) override {
        for (const auto& d : flying_) {
            if (d.task.address == kGuilty) throw Crash();
            core::Outcome outcome;
            outcome.kind = core::OutcomeKind::delivered;
            reports.push_back({d.tag, clock_.now(), clock_.now(), outcome});
        }
        flying_.clear();
    }
    std::size_t in_flight() const override { return flying_.size(); }

private:
    const ports::Clock& clock_;
    bool later_;
    int& sends_;
    std::vector<ports::Delivery> flying_;
};

class PoisonTest : public ::testing::TestWithParam<bool> {
protected:
    // One life of the program over the log and the store that stay: until it dies, or has nothing left to do.
    bool dies() {
        adapters::MemoryTaskQueue queue(stage_.clock, 100, {});
        catalog::CatalogView catalog(stage_.log);
        Notifier notifier({stage_.log, stage_.store, stage_.store, queue, stage_.clock, catalog}, Options{},
                          Random(1));
        std::vector<worker::Route> routes;
        routes.push_back(
            {{core::Channel::email}, std::make_unique<DeadlyProvider>(stage_.clock, GetParam(), sends_)});
        Metrics metrics;
        worker::Worker worker(queue, stage_.log, stage_.clock, std::move(routes), {}, metrics);
        try {
            for (int idle = 0; idle < 3;) {
                const auto count = notifier.step().value() + worker.step().value();
                idle = count == 0 ? idle + 1 : 0;
                stage_.clock.advance(1ms);
            }
        } catch (const Crash&) {
            ++deaths_;
            return true;
        }
        return false;
    }
    void submit(int number, std::string address) {
        stage_.submit(test::an_event([&](auto& e) {
            e.id = core::EventId("order-" + std::to_string(number));
            e.received_at = stage_.clock.now();
            e.channels = std::vector{core::Channel::email};
            e.data.as_object()["email"] = address;
        }));
    }
    core::Notification guilty() {
        for (const auto& n : stage_.notifications()) {
            if (n.address == kGuilty) return n;
        }
        ADD_FAILURE() << "it was never decided";
        return {};
    }

    test::NotifierBench stage_;
    int deaths_ = 0;
    int sends_ = 0;
};

TEST_P(PoisonTest, IsADeadLetterAfterItHasEndedTheProgramFiveTimes) {
    for (int i = 1; i <= 30; ++i) submit(i, i == 17 ? std::string(kGuilty) : "fine@example.org");
    for (int life = 0; life < 20 && dies(); ++life) stage_.clock.advance(1s);
    EXPECT_EQ(deaths_, 5);
    EXPECT_EQ(guilty().state, State::failed);
    EXPECT_EQ(guilty().reason, core::Reason::poison);
    EXPECT_EQ(guilty().detail, "the program ended during the send, 5 times");
    EXPECT_EQ(guilty().attempt_count, 4) << "nobody knows of the first";
    for (const auto& n : stage_.notifications()) {
        if (n.address != kGuilty) {
            EXPECT_EQ(n.state, State::delivered);
        }
    }
}

TEST_P(PoisonTest, ItsNeighboursAreNotDrawnIntoItsEnd) {
    for (int i = 1; i <= 30; ++i) submit(i, i == 17 ? std::string(kGuilty) : "fine@example.org");
    for (int life = 0; life < 3; ++life) ASSERT_TRUE(dies());
    const auto before = sends_;
    while (dies()) {
    }
    for (const auto& n : stage_.notifications()) {
        if (n.address != kGuilty) {
            EXPECT_LE(n.returns, 2) << "one that was sent beside it";
        }
    }
    EXPECT_LE(sends_ - before, 29 + 2) << "once it is alone nobody else is sent twice";
}

TEST_P(PoisonTest, TwoOfThemAreToldApart) {
    for (int i = 1; i <= 10; ++i) submit(i, i % 5 == 0 ? std::string(kGuilty) : "fine@example.org");
    for (int life = 0; life < 40 && dies(); ++life) {
    }
    int poison = 0;
    for (const auto& n : stage_.notifications()) {
        EXPECT_EQ(n.state, n.address == kGuilty ? State::failed : State::delivered);
        if (n.reason == core::Reason::poison) ++poison;
    }
    EXPECT_EQ(poison, 2);
}

TEST_P(PoisonTest, AReplayGivesItFiveMoreLives) {
    submit(1, std::string(kGuilty));
    while (dies()) {
    }
    ASSERT_EQ(guilty().reason, core::Reason::poison);
    stage_.append(records::write_command(records::Replay{{guilty().id}}));
    deaths_ = 0;
    while (dies()) {
    }
    EXPECT_EQ(deaths_, 5);
    EXPECT_EQ(guilty().reason, core::Reason::poison);
}

INSTANTIATE_TEST_SUITE_P(, PoisonTest, ::testing::Bool(),
                         [](const auto& when) { return when.param ? "WhileItIsUnderWay" : "WhenItBegins"; });

}  // namespace
}  // namespace tidings::notifier
