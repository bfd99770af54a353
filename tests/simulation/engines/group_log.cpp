#include "simulation/engines/group_log.h"

#include <algorithm>
#include <functional>

#include "core/words.h"

namespace tidings::simulation {

using ports::Partition;

class GroupLog::Reader final : public ports::LogReader {
public:
    Reader(GroupLog& log, std::vector<core::Topic> topics, ports::Reading reading)
        : log_(log), topics_(std::move(topics)), reading_(reading) {
        if (reading_ == ports::Reading::shared) {
            log_.join(*this);
        } else {
            for (const auto& partition : log_.all_of(topics_)) mine_[partition] = std::nullopt;
        }
    }
    ~Reader() override {
        if (reading_ == ports::Reading::shared) log_.leave(*this);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    const std::vector<core::Topic>& topics() const { return topics_; }

    Result<std::vector<ports::Record>> poll(std::size_t max) override {
        if (reading_ == ports::Reading::shared) hear();
        std::vector<ports::Record> out;
        for (const auto topic : topics_) {
            for (auto& [partition, next] : mine_) {
                if (partition.topic == topic && next) read(partition, *next, max, out);
            }
        }
        return out;
    }

    std::vector<Partition> unpositioned() const override {
        std::vector<Partition> out;
        for (const auto& [partition, next] : mine_) {
            if (!next) out.push_back(partition);
        }
        return out;
    }

    Result<> seek(Partition partition, std::int64_t offset) override {
        const auto found = mine_.find(partition);
        if (found == mine_.end()) return invalid("the partition is not this reader's");
        found->second = offset;
        return {};
    }

    void unposition() override {
        for (auto& [partition, next] : mine_) next = std::nullopt;
    }

private:
    // What has been given to it, and what was taken from it, unless word of that is on its way still.
    void hear() {
        Group& group = log_.groups_[topics_];
        log_.give_out(group);
        const bool is_late = !log_.calm_ && log_.random_.below(3) == 0;
        for (const auto& [partition, owner] : group.owners) {
            if (owner == this) {
                mine_.try_emplace(partition, std::nullopt);
            } else if (!is_late) {
                mine_.erase(partition);
            }
        }
    }

    void read(Partition partition, std::int64_t& next, std::size_t max, std::vector<ports::Record>& out) {
        const auto& records = log_.records_[partition];
        const auto end = static_cast<std::int64_t>(records.size());
        for (; next < end && out.size() < max; ++next) out.push_back(records[static_cast<std::size_t>(next)]);
    }

    GroupLog& log_;
    std::vector<core::Topic> topics_;
    ports::Reading reading_;
    std::map<Partition, std::optional<std::int64_t>> mine_;
};

Result<> GroupLog::append(std::span<const ports::NewRecord> records) {
    for (const auto& record : records) {
        const auto spread =
            std::hash<std::string>{}(record.key) % static_cast<std::size_t>(partitions_of(record.topic));
        const Partition partition{record.topic, static_cast<std::int32_t>(spread)};
        auto& line = records_[partition];
        line.push_back({partition, static_cast<std::int64_t>(line.size()), clock_.now(), record.key,
                        record.headers, record.value});
    }
    return {};
}

Result<std::unique_ptr<ports::LogReader>> GroupLog::reader(std::vector<core::Topic> topics,
                                                           ports::Reading reading) {
    return std::unique_ptr<ports::LogReader>(std::make_unique<Reader>(*this, std::move(topics), reading));
}

Result<std::vector<ports::Extent>> GroupLog::extents(core::Topic topic) {
    std::vector<ports::Extent> out;
    for (const auto& partition : all_of({topic})) {
        out.push_back({partition, 0, static_cast<std::int64_t>(records_[partition].size())});
    }
    return out;
}

std::vector<Partition> GroupLog::all_of(const std::vector<core::Topic>& topics) const {
    std::vector<Partition> out;
    for (const auto topic : topics) {
        for (std::int32_t i = 0; i < partitions_of(topic); ++i) out.push_back({topic, i});
    }
    return out;
}

void GroupLog::join(Reader& reader) {
    Group& group = groups_[reader.topics()];
    group.readers.push_back(&reader);
    for (const auto& partition : all_of(reader.topics())) group.owners.try_emplace(partition, nullptr);
    divide(group);
}

// It may have gone without a word: then a session has to end first.
void GroupLog::leave(Reader& reader) {
    Group& group = groups_[reader.topics()];
    std::erase(group.readers, &reader);
    bool had_any = false;
    for (auto& [partition, owner] : group.owners) {
        if (owner != &reader) continue;
        owner = nullptr;
        had_any = true;
    }
    if (had_any && random_.below(2) == 0) group.nobodys_until = clock_.steady() + kSession;
}

void GroupLog::give_out(Group& group) {
    if (!calm_ && clock_.steady() < group.nobodys_until) return;
    const auto is_nobodys = [](const auto& owned) { return owned.second == nullptr; };
    if (std::ranges::any_of(group.owners, is_nobodys)) divide(group);
}

// Each to any of the readers.
void GroupLog::divide(Group& group) {
    if (group.readers.empty()) return;
    for (auto& [partition, owner] : group.owners) {
        owner = group.readers[random_.below(group.readers.size())];
    }
}

void GroupLog::rebalance() {
    for (auto& [topics, group] : groups_) divide(group);
}

}  // namespace tidings::simulation
