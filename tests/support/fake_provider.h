#pragma once

#include <vector>

#include "ports/clock.h"
#include "ports/provider.h"

namespace tidings::test {

// Sends what it is told to, when it is told to.
class FakeProvider final : public ports::Provider {
public:
    explicit FakeProvider(const ports::Clock& clock) : clock_(clock) {}

    std::string_view name() const override { return "fake"; }
    std::size_t room() const override { return 10 - flying.size(); }
    void begin(std::vector<ports::Delivery> deliveries) override {
        for (auto& d : deliveries) {
            begun.push_back(d.task);
            flying.push_back(d.tag);
            begin_by = d.begin_by;
            leased_until = d.leased_until;
        }
    }
    void lease_until(std::uint64_t, SteadyTime until) override { leased_until = until; }
    void advance(std::vector<ports::Report>& reports) override {
        if (!answers) return;
        for (const auto tag : flying) {
            core::Outcome outcome;
            outcome.kind = answer;
            reports.push_back({tag, clock_.now(), clock_.now(), outcome});
        }
        flying.clear();
    }
    std::size_t in_flight() const override { return flying.size(); }

    bool answers = true;
    core::OutcomeKind answer = core::OutcomeKind::delivered;
    SteadyTime begin_by;  // of the last one
    SteadyTime leased_until;
    std::vector<core::Task> begun;
    std::vector<std::uint64_t> flying;

private:
    const ports::Clock& clock_;
};

}  // namespace tidings::test
