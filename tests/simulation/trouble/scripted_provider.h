#pragma once

#include <functional>
#include <map>

#include "base/random.h"
#include "ports/clock.h"
#include "ports/provider.h"
#include "simulation/trouble/weather.h"

namespace tidings::simulation {

// A provider whose answers come with the weather, after a time that its seed says. It dies with its process.
class ScriptedProvider final : public ports::Provider {
public:
    static constexpr std::size_t kRoom = 8;
    static constexpr Duration kTimeout = std::chrono::seconds{60};

    using Witness = std::function<void(const core::Task&, core::OutcomeKind)>;

    // `witness` sees each message that goes out; those of `poison` end the process that sends them.
    ScriptedProvider(std::string name, Weather& weather, const ports::Clock& clock, Random random,
                     Witness witness, std::function<bool(const core::Task&)> is_poison);

    std::string_view name() const override { return name_; }
    std::size_t room() const override { return kRoom - flying_.size(); }
    void begin(std::vector<ports::Delivery> deliveries) override;
    void lease_until(std::uint64_t, SteadyTime) override {}
    void advance(std::vector<ports::Report>& reports) override;
    std::size_t in_flight() const override { return flying_.size(); }

private:
    struct Flight {
        SteadyTime lands;
        Time started_at;
        core::Outcome outcome;
    };

    core::Outcome answer();
    Duration time_to_answer(core::Outcome& outcome);

    std::string name_;
    Weather& weather_;
    const ports::Clock& clock_;
    Random random_;
    Witness witness_;
    std::function<bool(const core::Task&)> is_poison_;
    std::map<std::uint64_t, Flight> flying_;
};

}  // namespace tidings::simulation
