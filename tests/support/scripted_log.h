#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ports/event_log.h"

namespace tidings::test {

// A log that does what another one does, unless the test has said otherwise.
class ScriptedLog final : public ports::EventLog {
public:
    using Polled = Result<std::vector<ports::Record>>;

    explicit ScriptedLog(ports::EventLog& log) : log_(log) {}

    // What comes of every append; nothing: what the log says.
    std::function<std::optional<Result<>>()> instead_of_append = [] { return std::nullopt; };

    // What every poll of every reader gives; nothing: what the log says.
    std::function<std::optional<Polled>()> instead_of_poll = [] { return std::nullopt; };

    Result<> append(std::span<const ports::NewRecord> records) override {
        const auto instead = instead_of_append();
        return instead ? *instead : log_.append(records);
    }
    Result<std::unique_ptr<ports::LogReader>> reader(std::vector<core::Topic> topics,
                                                     ports::Reading reading) override {
        auto reader = log_.reader(std::move(topics), reading);
        if (!reader) return reader.error();
        return std::unique_ptr<ports::LogReader>(std::make_unique<Reader>(std::move(*reader), *this));
    }
    Result<std::vector<ports::Extent>> extents(core::Topic topic) override { return log_.extents(topic); }
    void on_append(core::Topic topic, std::function<void()> wake) override {
        log_.on_append(topic, std::move(wake));
    }
    Result<> trim(ports::Partition partition, std::int64_t before) override {
        return log_.trim(partition, before);
    }

private:
    class Reader final : public ports::LogReader {
    public:
        Reader(std::unique_ptr<ports::LogReader> reader, ScriptedLog& log)
            : reader_(std::move(reader)), log_(log) {}
        Polled poll(std::size_t max) override {
            auto instead = log_.instead_of_poll();
            return instead ? std::move(*instead) : reader_->poll(max);
        }
        std::vector<ports::Partition> unpositioned() const override { return reader_->unpositioned(); }
        Result<> seek(ports::Partition partition, std::int64_t offset) override {
            return reader_->seek(partition, offset);
        }
        void unposition() override { reader_->unposition(); }

    private:
        std::unique_ptr<ports::LogReader> reader_;
        ScriptedLog& log_;
    };

    ports::EventLog& log_;
};

}  // namespace tidings::test
