#pragma once

#include <map>
#include <vector>

#include "base/random.h"
#include "ports/clock.h"
#include "ports/event_log.h"

namespace tidings::simulation {

// A log of several partitions that readers share as Kafka's consumers do: who has which changes as readers
// come and go, and whenever the world wants it; a reader that has lost a partition reads on in it until it
// hears of that. Not for several threads.
class GroupLog final : public ports::EventLog {
public:
    // As long as the partitions of a reader that has gone without a word are nobody's, at most.
    static constexpr Duration kSession = std::chrono::seconds{10};

    GroupLog(const ports::Clock& clock, std::int32_t partitions, Random random)
        : clock_(clock), partitions_(partitions), random_(random) {}

    // Divides all shared topics anew.
    void rebalance();

    // From now on readers hear at once of what they have lost, and what is nobody's is given out.
    void calm_down() { calm_ = true; }

    Result<> append(std::span<const ports::NewRecord> records) override;
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override;
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override;
    void on_append(core::Topic, std::function<void()>) override {}
    Result<> trim(ports::Partition, std::int64_t) override { return {}; }

private:
    class Reader;
    struct Group {
        std::vector<Reader*> readers;                // in the order in which they came
        std::map<ports::Partition, Reader*> owners;  // nullptr: nobody's yet
        SteadyTime nobodys_until{};
    };

    void join(Reader& reader);
    void leave(Reader& reader);
    void give_out(Group& group);
    void divide(Group& group);
    std::int32_t partitions_of(core::Topic topic) const {
        return topic == core::Topic::catalog ? 1 : partitions_;
    }
    std::vector<ports::Partition> all_of(const std::vector<core::Topic>& topics) const;

    const ports::Clock& clock_;
    std::int32_t partitions_;
    Random random_;
    bool calm_ = false;
    std::map<ports::Partition, std::vector<ports::Record>> records_;
    std::map<std::vector<core::Topic>, Group> groups_;
};

}  // namespace tidings::simulation
