#pragma once

#include <array>
#include <mutex>

#include "adapters/sqlite/database.h"
#include "ports/clock.h"
#include "ports/event_log.h"

namespace tidings::adapters::sqlite {

// The log of the embedded engine: a table for each topic, one partition (0) in each. Offsets begin at 0 and
// have no gaps, not even behind a trimmed end.
class SqliteEventLog final : public ports::EventLog {
public:
    SqliteEventLog(Database& database, const ports::Clock& clock) : database_(database), clock_(clock) {}

    Result<> append(std::span<const ports::NewRecord> records) override;
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading) override;
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override;
    void on_append(core::Topic topic, std::function<void()> wake) override;
    Result<> trim(ports::Partition partition, std::int64_t before) override;

private:
    void wake(std::span<const ports::NewRecord> records);

    Database& database_;
    const ports::Clock& clock_;
    std::mutex wakes_mutex_;
    std::array<std::vector<std::function<void()>>, core::kTopics.size()> wakes_;
};

}  // namespace tidings::adapters::sqlite
