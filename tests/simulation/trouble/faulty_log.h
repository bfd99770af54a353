#pragma once

#include <map>

#include "ports/event_log.h"
#include "simulation/trouble/weather.h"

namespace tidings::simulation {

// A process's view of the log: what it has asked to be woken by ends with it, and calls fail with the
// weather.
class FaultyLog final : public ports::EventLog {
public:
    FaultyLog(ports::EventLog& log, Weather& weather, Trace& trace)
        : log_(log), weather_(weather), trace_(trace) {}

    Result<> append(std::span<const ports::NewRecord> records) override;
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override;
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override;
    void on_append(core::Topic topic, std::function<void()> wake) override;
    Result<> trim(ports::Partition partition, std::int64_t before) override;

private:
    class Reader;

    void repeat_one(std::span<const ports::NewRecord> records);
    void tell(std::span<const ports::NewRecord> records);
    void wake(std::span<const ports::NewRecord> records);

    ports::EventLog& log_;
    Weather& weather_;
    Trace& trace_;
    std::multimap<core::Topic, std::function<void()>> wakes_;
};

}  // namespace tidings::simulation
