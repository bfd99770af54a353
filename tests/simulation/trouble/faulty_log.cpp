#include "simulation/trouble/faulty_log.h"

#include "core/words.h"

namespace tidings::simulation {

class FaultyLog::Reader final : public ports::LogReader {
public:
    Reader(std::unique_ptr<ports::LogReader> reader, Weather& weather)
        : reader_(std::move(reader)), weather_(weather) {}

    Result<std::vector<ports::Record>> poll(std::size_t max) override {
        return weather_.reading(Kind::log_faults, "poll", [&] { return reader_->poll(max); });
    }
    std::vector<ports::Partition> unpositioned() const override { return reader_->unpositioned(); }
    Result<> seek(ports::Partition partition, std::int64_t offset) override {
        return weather_.reading(Kind::log_faults, "seek", [&] { return reader_->seek(partition, offset); });
    }
    void unposition() override { reader_->unposition(); }
    void tell_done(ports::Partition partition, std::int64_t next) override {
        reader_->tell_done(partition, next);
    }

private:
    std::unique_ptr<ports::LogReader> reader_;
    Weather& weather_;
};

Result<> FaultyLog::append(std::span<const ports::NewRecord> records) {
    return weather_.through(
        Kind::log_faults, "append",
        [&] {
            const auto appended = log_.append(records);
            tell(records);
            wake(records);
            if (appended) repeat_one(records);
            return appended;
        },
        [&] {
            return [&log = log_, late = std::vector(records.begin(), records.end())] {
                static_cast<void>(log.append(late));
            };
        });
}

// What stands on a log may come to stand there once more, behind what was told since.
void FaultyLog::repeat_one(std::span<const ports::NewRecord> records) {
    if (records.empty() || !weather_.comes(Kind::twice, "append")) return;
    const std::vector again{records[weather_.draw(records.size())]};
    weather_.delay([&log = log_, again] { static_cast<void>(log.append(again)); });
}

void FaultyLog::tell(std::span<const ports::NewRecord> records) {
    if (!trace_.on()) return;
    for (const auto& record : records) {
        const bool status = record.topic == core::Topic::status;
        trace_.say("appends {} {} {}", core::name(record.topic), record.key, status ? record.value : "");
    }
}

void FaultyLog::wake(std::span<const ports::NewRecord> records) {
    for (const auto& record : records) {
        const auto [begin, end] = wakes_.equal_range(record.topic);
        for (auto wake = begin; wake != end; ++wake) wake->second();
    }
}

Result<std::unique_ptr<ports::LogReader>> FaultyLog::reader(std::vector<core::Topic> topics,
                                                            ports::Reading reading) {
    return weather_.reading(Kind::log_faults, "reader", [&]() -> Result<std::unique_ptr<ports::LogReader>> {
        auto made = log_.reader(std::move(topics), reading);
        if (!made) return made;
        return std::unique_ptr<ports::LogReader>(std::make_unique<Reader>(std::move(*made), weather_));
    });
}

Result<std::vector<ports::Extent>> FaultyLog::extents(core::Topic topic) {
    return weather_.reading(Kind::log_faults, "extents", [&] { return log_.extents(topic); });
}

void FaultyLog::on_append(core::Topic topic, std::function<void()> wake) {
    wakes_.emplace(topic, std::move(wake));
}

Result<> FaultyLog::trim(ports::Partition partition, std::int64_t before) {
    return weather_.through(Kind::log_faults, "trim", [&] { return log_.trim(partition, before); });
}

}  // namespace tidings::simulation
