#pragma once

#include <memory>

#include "adapters/kafka/fetcher.h"
#include "adapters/kafka/member.h"

namespace tidings::adapters::kafka {

// Reads all partitions of its topics.
class LoneReader final : public ports::LogReader {
public:
    LoneReader(std::unique_ptr<Fetcher> fetcher, const ports::Clock& clock,
               const std::vector<ports::Partition>& partitions);

    Result<std::vector<ports::Record>> poll(std::size_t max) override;
    std::vector<ports::Partition> unpositioned() const override { return fetcher_->unpositioned(); }
    Result<> seek(ports::Partition partition, std::int64_t offset) override {
        return fetcher_->seek(partition, offset);
    }
    void unposition() override { fetcher_->unposition(); }

private:
    void look_for_new();

    std::unique_ptr<Fetcher> fetcher_;
    const ports::Clock& clock_;
    SteadyTime look_at_;
};

// Reads what the consumer groups of its topics have given it.
class SharedReader final : public ports::LogReader {
public:
    SharedReader(Options options, const ports::Clock& clock, std::shared_ptr<Wakes> wakes,
                 std::shared_ptr<Standing> standing, const std::vector<core::Topic>& topics,
                 std::unique_ptr<Fetcher> fetcher);

    // Leaves the groups; waits at most kLeaveWithin, and kLeaveAgainWithin where no broker answers or another
    // waited in vain.
    ~SharedReader() override;

    static constexpr Duration kLeaveWithin = std::chrono::seconds{5};
    static constexpr Duration kLeaveAgainWithin = std::chrono::milliseconds{500};

    // Becomes a member of the groups.
    Result<> join();

    Result<std::vector<ports::Record>> poll(std::size_t max) override;
    std::vector<ports::Partition> unpositioned() const override { return fetcher_->unpositioned(); }
    Result<> seek(ports::Partition partition, std::int64_t offset) override {
        return fetcher_->seek(partition, offset);
    }
    void unposition() override { fetcher_->unposition(); }
    void tell_done(ports::Partition partition, std::int64_t next) override;

private:
    struct Membership {
        core::Topic topic;
        std::unique_ptr<Member> member;
        SteadyTime join_at;
    };

    Result<> join(Membership& membership);
    Result<> serve(Membership& membership);

    const Options options_;
    const ports::Clock& clock_;
    std::shared_ptr<Wakes> wakes_;
    std::shared_ptr<Standing> standing_;
    std::unique_ptr<Fetcher> fetcher_;
    std::vector<Membership> memberships_;  // end first: members give their partitions back
};

// Of no topic.
class EmptyReader final : public ports::LogReader {
public:
    Result<std::vector<ports::Record>> poll(std::size_t) override { return std::vector<ports::Record>{}; }
    std::vector<ports::Partition> unpositioned() const override { return {}; }
    Result<> seek(ports::Partition, std::int64_t) override { return invalid("this reader reads nothing"); }
    void unposition() override {}
};

}  // namespace tidings::adapters::kafka
