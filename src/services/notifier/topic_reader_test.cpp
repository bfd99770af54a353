#include "services/notifier/topic_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/notifier_bench.h"

namespace tidings::notifier {
namespace {

constexpr ports::Partition kCommands{core::Topic::commands, 0};

class TopicReaderTest : public ::testing::Test {
protected:
    void write(std::initializer_list<std::string> values) {
        for (const auto& value : values) bench_.append({core::Topic::commands, "", {}, value});
    }
    std::vector<std::string> poll(std::size_t max = 100) {
        std::vector<std::string> out;
        polled_ = reader_.poll(max).value();
        for (const auto& record : polled_) out.push_back(record.value);
        return out;
    }
    Result<> commit(std::span<const ports::Record> records) {
        ports::Changes changes;
        reader_.move_offsets(records, changes);
        if (const auto committed = bench_.store.commit(changes); !committed) return committed;
        reader_.committed(changes);
        return {};
    }
    std::int64_t offset() { return bench_.store.offset(kCommands).value().value_or(0); }
    void another_owner_moves_to(std::int64_t to) {
        ports::Changes changes;
        changes.offsets = {{kCommands, offset(), to, {}}};
        ASSERT_TRUE(bench_.store.commit(changes));
    }

    using Values = std::vector<std::string>;
    test::NotifierBench bench_;
    TopicReader reader_{bench_.watched_log, bench_.watched_store, core::Topic::commands};
    std::vector<ports::Record> polled_;
};

TEST_F(TopicReaderTest, BeginsAtTheFirstRecordOfAPartitionNeverRead) {
    write({"a", "b"});
    EXPECT_EQ(poll(), (Values{"a", "b"}));
    EXPECT_EQ(poll(), Values{});
}

TEST_F(TopicReaderTest, BeginsWhereTheStoreIs) {
    write({"a", "b", "c"});
    another_owner_moves_to(2);
    EXPECT_EQ(poll(), Values{"c"});
}

TEST_F(TopicReaderTest, ReadsNoMoreThanItIsAskedFor) {
    write({"a", "b", "c"});
    EXPECT_EQ(poll(2), (Values{"a", "b"}));
    EXPECT_EQ(poll(2), Values{"c"});
}

TEST_F(TopicReaderTest, ACommitMovesTheOffsetBehindItsRecords) {
    write({"a", "b", "c"});
    poll(2);
    ASSERT_TRUE(commit(polled_));
    EXPECT_EQ(offset(), 2);
    poll();
    ASSERT_TRUE(commit(polled_));
    EXPECT_EQ(offset(), 3);
}

TEST_F(TopicReaderTest, AfterARewindWhatWasNotCommittedIsReadAgain) {
    write({"a", "b"});
    poll(1);
    ASSERT_TRUE(commit(polled_));
    poll();
    reader_.rewind();
    EXPECT_EQ(poll(), Values{"b"});
    ASSERT_TRUE(commit(polled_));
}

TEST_F(TopicReaderTest, AnotherOwnersMoveIsAConflictAndARewindFollowsIt) {
    write({"a", "b", "c"});
    poll();
    another_owner_moves_to(2);
    EXPECT_EQ(commit(polled_).error().code, Errc::conflict);
    reader_.rewind();
    EXPECT_EQ(poll(), Values{"c"});
    ASSERT_TRUE(commit(polled_));
    EXPECT_EQ(offset(), 3);
}

TEST_F(TopicReaderTest, WhatIsSetAsideIsKeptAndDoneWith) {
    write({"a", "b"});
    poll();
    ASSERT_TRUE(reader_.set_aside(polled_[0], Error{Errc::invalid, "no"}, bench_.clock.now()));
    EXPECT_EQ(offset(), 1);
    const auto dead = bench_.dead();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].reason, "refused");
    EXPECT_EQ(dead[0].value, "a");
    EXPECT_EQ(dead[0].partition, kCommands);
    EXPECT_EQ(bench_.read(core::Topic::dead).size(), 1U);
    ASSERT_TRUE(commit(std::span(polled_).subspan(1))) << "the reader goes on behind it";
    EXPECT_EQ(offset(), 2);
}

TEST_F(TopicReaderTest, WhatCannotBeSetAsideIsNotDoneWith) {
    write({"a"});
    poll();
    bench_.watched_store.before_commit = [](const auto&) { return Result<>(unavailable("no disk")); };
    EXPECT_FALSE(reader_.set_aside(polled_[0], Error{Errc::invalid, "no"}, bench_.clock.now()));
    EXPECT_EQ(offset(), 0);
    reader_.rewind();
    EXPECT_EQ(poll(), Values{"a"});
}

}  // namespace
}  // namespace tidings::notifier
