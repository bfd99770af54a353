#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "contract/engines.h"

// ports::EventLog as facts. Partitions are the engine's affair: records of one key are compared, and offsets
// within one partition. What an engine reads at once must be there at once, and wakes once for each append;
// elsewhere both are waited for.
namespace tidings::testing {

using core::Topic;

class EventLogContract : public ::testing::TestWithParam<LogEngine> {
protected:
    void SetUp() override { opened_ = GetParam().open(clock_); }

    ports::EventLog& log() { return opened_->port(); }

    static ports::NewRecord record(Topic topic, std::string key, std::string value) {
        return {topic, std::move(key), {}, std::move(value)};
    }
    void append(Topic topic, const std::string& key, std::initializer_list<const char*> values) {
        std::vector<ports::NewRecord> records;
        for (const char* value : values) records.push_back(record(topic, key, value));
        ASSERT_TRUE(log().append(records));
    }
    // A reader that stands at the beginning of every partition.
    std::unique_ptr<ports::LogReader> reader_at_begin(std::vector<Topic> topics) {
        auto reader = log().reader(std::move(topics), ports::Reading::alone).value();
        for (const auto& partition : reader->unpositioned()) {
            EXPECT_TRUE(reader->seek(partition, 0));
        }
        return reader;
    }
    static std::vector<std::string> values(const std::vector<ports::Record>& records) {
        std::vector<std::string> out;
        for (const auto& r : records) out.push_back(r.value);
        return out;
    }
    // Calls `done` until it says so, or for too long.
    template <class Done>
    static void wait_until(const Done& done) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!done()) {
            if (std::chrono::steady_clock::now() > deadline) {
                ADD_FAILURE() << "waited for in vain";
                return;
            }
            std::this_thread::yield();
        }
    }
    // What polls of at most `max` give, until `enough(records)`; and what can be read beside it.
    template <class Enough>
    std::vector<ports::Record> read_until(ports::LogReader& reader, std::size_t max, const Enough& enough) {
        std::vector<ports::Record> out;
        const auto poll = [&] {
            const auto polled = reader.poll(max).value();
            EXPECT_LE(polled.size(), max);
            out.insert(out.end(), polled.begin(), polled.end());
            return !polled.empty();
        };
        wait_until([&] { return (!poll() && GetParam().at_once) || enough(out); });
        while (poll()) {
        }
        return out;
    }
    std::vector<ports::Record> read(ports::LogReader& reader, std::size_t count, std::size_t max = 100) {
        return read_until(reader, max, [&](const auto& records) { return records.size() >= count; });
    }
    std::vector<ports::Record> all(Topic topic) {
        std::map<ports::Partition, std::int64_t> ends;
        for (const auto& extent : log().extents(topic).value()) {
            if (extent.begin < extent.end) ends[extent.partition] = extent.end;
        }
        const auto reader = reader_at_begin({topic});
        return read_until(*reader, 100, [&](const auto& records) {
            for (const auto& r : records) {
                if (ends.contains(r.partition) && r.offset + 1 >= ends[r.partition]) ends.erase(r.partition);
            }
            return ends.empty();
        });
    }
    std::int64_t size_of(Topic topic) {
        std::int64_t size = 0;
        for (const auto& extent : log().extents(topic).value()) size += extent.end - extent.begin;
        return size;
    }

    ManualClock clock_;
    std::unique_ptr<Opened<ports::EventLog>> opened_;
};

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventLogContract);

TEST_P(EventLogContract, IsEmptyAtFirst) {
    for (const Topic topic : core::kTopics) {
        EXPECT_EQ(size_of(topic), 0);
        EXPECT_TRUE(all(topic).empty());
    }
}

TEST_P(EventLogContract, GivesBackAllOfARecord) {
    const ports::NewRecord written{
        Topic::events, "user-1", {{"ce_type", "a"}, {"x", ""}, {"ce_type", "b"}}, std::string("va\0lue", 6)};
    ASSERT_TRUE(log().append(std::span(&written, 1)));
    const auto read = all(Topic::events);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].partition.topic, Topic::events);
    EXPECT_EQ(read[0].key, written.key);
    EXPECT_EQ(read[0].headers, written.headers);
    EXPECT_EQ(read[0].value, written.value);
    EXPECT_EQ(read[0].appended_at, clock_.now());
}

TEST_P(EventLogContract, TakesEmptyValuesAndKeys) {
    append(Topic::dead, "", {""});
    ASSERT_EQ(all(Topic::dead).size(), 1U);
    EXPECT_EQ(all(Topic::dead)[0].value, "");
}

TEST_P(EventLogContract, TakesNothingFromAnEmptyAppend) {
    EXPECT_TRUE(log().append({}));
    EXPECT_EQ(size_of(Topic::events), 0);
}

TEST_P(EventLogContract, KeepsTheOrderOfAKey) {
    append(Topic::status, "k", {"1", "2"});
    append(Topic::status, "k", {"3"});
    append(Topic::status, "k", {"4", "5"});
    EXPECT_THAT(values(all(Topic::status)), ::testing::ElementsAre("1", "2", "3", "4", "5"));
}

TEST_P(EventLogContract, KeepsTopicsApart) {
    const std::vector records{record(Topic::events, "k", "a"), record(Topic::status, "k", "b"),
                              record(Topic::events, "k", "c")};
    ASSERT_TRUE(log().append(records));
    EXPECT_THAT(values(all(Topic::events)), ::testing::ElementsAre("a", "c"));
    EXPECT_THAT(values(all(Topic::status)), ::testing::ElementsAre("b"));
}

TEST_P(EventLogContract, OffsetsRiseWithinAPartition) {
    append(Topic::events, "k", {"a", "b", "c"});
    std::int64_t last = -1;
    for (const auto& r : all(Topic::events)) {
        EXPECT_GT(r.offset, last);
        last = r.offset;
    }
}

TEST_P(EventLogContract, ExtentsHoldWhatWasAppended) {
    append(Topic::events, "k", {"a", "b", "c"});
    EXPECT_EQ(size_of(Topic::events), 3);
}

TEST_P(EventLogContract, KnowsWhetherAnEventHasEverCome) {
    append(Topic::catalog, "k", {"a"});
    EXPECT_FALSE(ports::has_had_events(log()).value());
    append(Topic::events_critical, "k", {"a"});
    EXPECT_TRUE(ports::has_had_events(log()).value());
    const auto read = all(Topic::events_critical);
    ASSERT_TRUE(log().trim(read[0].partition, read[0].offset + 1));
    EXPECT_TRUE(ports::has_had_events(log()).value()) << "also once it is purged";
}

TEST_P(EventLogContract, PollGivesAtMostWhatWasAsked) {
    append(Topic::events, "k", {"a", "b", "c"});
    const auto reader = reader_at_begin({Topic::events});
    if (GetParam().at_once) {
        EXPECT_THAT(values(reader->poll(2).value()), ::testing::ElementsAre("a", "b"));
        EXPECT_THAT(values(reader->poll(2).value()), ::testing::ElementsAre("c"));
    } else {
        EXPECT_THAT(values(read(*reader, 3, 2)), ::testing::ElementsAre("a", "b", "c"));
    }
    EXPECT_TRUE(reader->poll(2).value().empty());
    append(Topic::events, "k", {"d"});
    EXPECT_TRUE(reader->poll(0).value().empty());
    EXPECT_THAT(values(read(*reader, 1)), ::testing::ElementsAre("d"));
}

TEST_P(EventLogContract, PollEndsWithTheRecordThatFillsIt) {
    const std::string large(ports::kPollBytes / 2, 'x');
    append(Topic::events, "k", {large.c_str(), large.c_str(), large.c_str()});
    append(Topic::events_critical, "k", {large.c_str()});
    const auto reader = reader_at_begin({Topic::events_critical, Topic::events});
    std::vector<std::size_t> sizes;
    std::size_t records = 0;
    wait_until([&] {
        sizes.push_back(reader->poll(10).value().size());
        records += sizes.back();
        return records == 4 || (sizes.back() == 0 && GetParam().at_once);
    });
    EXPECT_THAT(sizes, ::testing::Each(::testing::Le(2U)));
    if (GetParam().at_once) {
        EXPECT_THAT(sizes, ::testing::ElementsAre(2U, 2U));
    }
    EXPECT_TRUE(reader->poll(10).value().empty());
}

TEST_P(EventLogContract, AnEarlierTopicOfTheListIsReadFirst) {
    std::atomic<int> critical = 0;
    std::atomic<int> others = 0;
    log().on_append(Topic::events_critical, [&] { ++critical; });
    log().on_append(Topic::events, [&] { ++others; });
    const auto reader = reader_at_begin({Topic::events_critical, Topic::events});
    append(Topic::events, "k", {"to begin with"});
    append(Topic::events_critical, "k", {"to begin with"});
    EXPECT_EQ(read(*reader, 2).size(), 2U);
    const auto append_both = [&](const char* to_events, const char* to_critical) {
        critical = others = 0;
        append(Topic::events, "k", {to_events});
        append(Topic::events_critical, "k", {to_critical});
        wait_until([&] { return critical > 0 && others > 0; });
    };
    append_both("later", "first");
    EXPECT_THAT(values(reader->poll(10).value()), ::testing::ElementsAre("first", "later"));
    append_both("2", "1");
    EXPECT_THAT(values(reader->poll(1).value()), ::testing::ElementsAre("1"));
}

TEST_P(EventLogContract, GivesNothingBeforeItWasPositioned) {
    append(Topic::events, "k", {"a"});
    const auto reader = log().reader({Topic::events}, ports::Reading::alone).value();
    EXPECT_TRUE(reader->poll(10).value().empty());
    EXPECT_FALSE(reader->unpositioned().empty());
}

TEST_P(EventLogContract, EveryPartitionIsUnpositionedAtFirst) {
    const auto reader = log().reader({Topic::events, Topic::status}, ports::Reading::alone).value();
    std::size_t partitions = log().extents(Topic::events).value().size();
    partitions += log().extents(Topic::status).value().size();
    EXPECT_EQ(reader->unpositioned().size(), partitions);
    for (const auto& partition : reader->unpositioned()) EXPECT_TRUE(reader->seek(partition, 0));
    EXPECT_TRUE(reader->unpositioned().empty());
}

TEST_P(EventLogContract, ReadsFromWhereItWasToldTo) {
    append(Topic::events, "k", {"a", "b", "c"});
    const auto written = all(Topic::events);
    const auto reader = log().reader({Topic::events}, ports::Reading::alone).value();
    ASSERT_TRUE(reader->seek(written[1].partition, written[1].offset));
    EXPECT_THAT(values(read(*reader, 2)), ::testing::ElementsAre("b", "c"));
    ASSERT_TRUE(reader->seek(written[0].partition, written[0].offset));
    EXPECT_THAT(values(read(*reader, 3)), ::testing::ElementsAre("a", "b", "c"));
}

TEST_P(EventLogContract, WhatWasUnpositionedWaitsForItsPlaceAgain) {
    append(Topic::events, "k", {"a", "b"});
    const auto reader = reader_at_begin({Topic::events});
    const auto written = read(*reader, 2);
    ASSERT_EQ(written.size(), 2U);
    reader->unposition();
    append(Topic::events, "k", {"c"});
    EXPECT_TRUE(reader->poll(10).value().empty());
    EXPECT_EQ(reader->unpositioned().size(), log().extents(Topic::events).value().size());
    ASSERT_TRUE(reader->seek(written[1].partition, written[1].offset));
    EXPECT_THAT(values(read(*reader, 2)), ::testing::ElementsAre("b", "c"));
}

TEST_P(EventLogContract, ReadsBeyondTheEndOnceItIsThere) {
    append(Topic::events, "k", {"a"});
    const auto reader = log().reader({Topic::events}, ports::Reading::alone).value();
    const auto partition = all(Topic::events)[0].partition;
    ASSERT_TRUE(reader->seek(partition, all(Topic::events)[0].offset + 1));
    EXPECT_TRUE(reader->poll(10).value().empty());
    append(Topic::events, "k", {"b"});
    EXPECT_THAT(values(read(*reader, 1)), ::testing::ElementsAre("b"));
}

TEST_P(EventLogContract, RefusesToSeekWhereItDoesNotRead) {
    const auto reader = log().reader({Topic::events}, ports::Reading::alone).value();
    const auto sought = reader->seek({Topic::status, 0}, 0);
    ASSERT_FALSE(sought);
    EXPECT_EQ(sought.error().code, Errc::invalid);
}

TEST_P(EventLogContract, ReadersDoNotDisturbEachOther) {
    append(Topic::events, "k", {"a", "b"});
    const auto one = reader_at_begin({Topic::events});
    const auto other = reader_at_begin({Topic::events});
    EXPECT_EQ(read(*one, 2).size(), 2U);
    EXPECT_EQ(read(*other, 2).size(), 2U);
}

TEST_P(EventLogContract, WakesAfterRecordsHaveBecomeReadable) {
    std::atomic<int> wakes = 0;
    log().on_append(Topic::events, [&] { ++wakes; });
    const auto reader = reader_at_begin({Topic::events});
    append(Topic::events, "k", {"a", "b"});
    if (GetParam().at_once) {
        EXPECT_EQ(wakes, 1);
    }
    std::vector<std::string> seen;
    wait_until([&] {
        if (wakes.exchange(0) == 0) return false;
        for (const auto& value : values(reader->poll(10).value())) seen.push_back(value);
        return seen.size() >= 2;
    });
    EXPECT_THAT(seen, ::testing::ElementsAre("a", "b"));
    if (GetParam().at_once) {
        append(Topic::status, "k", {"not for it"});
        EXPECT_EQ(wakes, 0);
    }
}

TEST_P(EventLogContract, WhoIsWokenFindsWhatItWasWokenFor) {
    if (!GetParam().at_once) GTEST_SKIP() << "who is woken may not read";
    std::vector<std::size_t> seen;
    log().on_append(Topic::events, [&] { seen.push_back(all(Topic::events).size()); });
    append(Topic::events, "k", {"a", "b"});
    append(Topic::status, "k", {"not for it"});
    EXPECT_THAT(seen, ::testing::ElementsAre(2U));
}

TEST_P(EventLogContract, WakesEveryoneWhoAsked) {
    std::atomic<int> one = 0;
    std::atomic<int> other = 0;
    log().on_append(Topic::events, [&] { ++one; });
    log().on_append(Topic::events, [&] { ++other; });
    const auto reader = reader_at_begin({Topic::events});
    append(Topic::events, "k", {"a"});
    wait_until([&] { return one > 0 && other > 0; });
    EXPECT_EQ(one, other);
    if (GetParam().at_once) {
        EXPECT_EQ(one, 1);
    }
}

TEST_P(EventLogContract, TrimDeletesWhatStandsBelow) {
    append(Topic::events, "k", {"a", "b", "c"});
    const auto read = all(Topic::events);
    ASSERT_TRUE(log().trim(read[2].partition, read[2].offset));
    EXPECT_THAT(values(all(Topic::events)), ::testing::ElementsAre("c"));
    EXPECT_EQ(size_of(Topic::events), 1);
}

TEST_P(EventLogContract, OffsetsGoOnBehindATrimmedEnd) {
    append(Topic::events, "k", {"a", "b"});
    const auto last = all(Topic::events)[1];
    ASSERT_TRUE(log().trim(last.partition, last.offset + 1));
    EXPECT_EQ(size_of(Topic::events), 0);
    opened_->reopen();
    append(Topic::events, "k", {"c"});
    const auto read = all(Topic::events);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].offset, last.offset + 1);
}

TEST_P(EventLogContract, TrimNeverBringsBackNorCutsBeyondTheEnd) {
    append(Topic::events, "k", {"a", "b"});
    const auto read = all(Topic::events);
    ASSERT_TRUE(log().trim(read[1].partition, read[1].offset));
    ASSERT_TRUE(log().trim(read[1].partition, read[0].offset));
    EXPECT_THAT(values(all(Topic::events)), ::testing::ElementsAre("b"));
    ASSERT_TRUE(log().trim(read[1].partition, read[1].offset + 100));
    append(Topic::events, "k", {"c"});
    EXPECT_EQ(all(Topic::events)[0].offset, read[1].offset + 1);
}

TEST_P(EventLogContract, ReadersGoOnBehindWhatWasTrimmed) {
    append(Topic::events, "k", {"a", "b", "c"});
    const auto earlier = reader_at_begin({Topic::events});
    const auto written = all(Topic::events);
    ASSERT_TRUE(log().trim(written[1].partition, written[1].offset));
    if (GetParam().at_once) {  // elsewhere it may have read ahead
        EXPECT_THAT(values(earlier->poll(10).value()), ::testing::ElementsAre("b", "c"));
    }
    const auto later = reader_at_begin({Topic::events});
    EXPECT_THAT(values(read(*later, 2)), ::testing::ElementsAre("b", "c"));
}

TEST_P(EventLogContract, KeepsEverythingOverAReopen) {
    if (!GetParam().durable) GTEST_SKIP() << "not durable";
    append(Topic::events, "k", {"a", "b"});
    append(Topic::catalog, "k", {"c"});
    opened_->reopen();
    EXPECT_THAT(values(all(Topic::events)), ::testing::ElementsAre("a", "b"));
    EXPECT_THAT(values(all(Topic::catalog)), ::testing::ElementsAre("c"));
}

TEST_P(EventLogContract, ThreadsMayAppendWhileOthersRead) {
    constexpr int kThreads = 4;
    constexpr int kEach = 25;
    std::vector<std::thread> writers;
    for (int t = 0; t < kThreads; ++t) {
        writers.emplace_back([this, t] {
            for (int i = 0; i < kEach; ++i) {
                const auto r = record(Topic::events, std::to_string(t), std::to_string(i));
                ASSERT_TRUE(log().append(std::span(&r, 1)));
            }
        });
    }
    std::map<std::string, int> next;
    const auto reader = reader_at_begin({Topic::events});
    for (int read = 0; read < kThreads * kEach;) {
        for (const auto& r : reader->poll(7).value()) {
            EXPECT_EQ(r.value, std::to_string(next[r.key]++));
            ++read;
        }
        std::this_thread::yield();
    }
    for (auto& writer : writers) writer.join();
    EXPECT_TRUE(reader->poll(7).value().empty());
}

TEST_P(EventLogContract, ManyRecordsAreReadOnceAndInOrderWhateverTheBatches) {
    constexpr int kRecords = 1500;
    std::vector<ports::NewRecord> records;
    for (int i = 0; i < kRecords; ++i) records.push_back(record(Topic::status, "k", std::to_string(i)));
    ASSERT_TRUE(log().append(records));
    for (const std::size_t batch : {1, 7, 500, 10'000}) {
        const auto reader = reader_at_begin({Topic::status});
        int next = 0;
        for (const auto& r : read(*reader, kRecords, batch)) ASSERT_EQ(r.value, std::to_string(next++));
        EXPECT_EQ(next, kRecords);
    }
}

TEST_P(EventLogContract, TakesALargeRecord) {
    std::string large(9 << 20, '\0');
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i % 251);
    const ports::NewRecord written{
        Topic::events, std::string(1000, 'k'), {{"h", std::string(20'000, 'v')}}, large};
    ASSERT_TRUE(log().append(std::span(&written, 1)));
    const auto read = all(Topic::events);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_TRUE(read[0].value == large);
    EXPECT_EQ(read[0].key, written.key);
    EXPECT_EQ(read[0].headers, written.headers);
}

TEST_P(EventLogContract, ExtentsBeginWhereTheLogWasTrimmed) {
    append(Topic::events, "k", {"a", "b", "c"});
    const auto read = all(Topic::events);
    ASSERT_TRUE(log().trim(read[1].partition, read[1].offset));
    for (const auto& extent : log().extents(Topic::events).value()) {
        if (extent.partition != read[1].partition) continue;
        EXPECT_EQ(extent.begin, read[1].offset);
        EXPECT_EQ(extent.end, read[2].offset + 1);
    }
}

TEST_P(EventLogContract, TrimmingOneTopicLeavesOthersAlone) {
    append(Topic::events, "k", {"a", "b"});
    append(Topic::status, "k", {"c", "d"});
    const auto read = all(Topic::events);
    ASSERT_TRUE(log().trim(read[1].partition, read[1].offset + 1));
    EXPECT_TRUE(all(Topic::events).empty());
    EXPECT_THAT(values(all(Topic::status)), ::testing::ElementsAre("c", "d"));
}

TEST_P(EventLogContract, PartitionsThatDoNotExistAreRefused) {
    const auto trimmed = log().trim({Topic::events, 9999}, 1);
    ASSERT_FALSE(trimmed);
    EXPECT_EQ(trimmed.error().code, Errc::invalid);
    const auto reader = log().reader({Topic::events}, ports::Reading::alone).value();
    EXPECT_FALSE(reader->seek({Topic::events, 9999}, 0));
    EXPECT_FALSE(reader->seek({Topic::events, 0}, -1));
}

TEST_P(EventLogContract, AReaderOfNothingReadsNothing) {
    append(Topic::events, "k", {"a"});
    const auto reader = log().reader({}, ports::Reading::alone).value();
    EXPECT_TRUE(reader->unpositioned().empty());
    EXPECT_TRUE(reader->poll(10).value().empty());
}

TEST_P(EventLogContract, WhoIsWokenMayAppend) {
    std::atomic<bool> is_answered = false;
    log().on_append(Topic::events, [&] {
        if (!is_answered.exchange(true)) append(Topic::status, "k", {"an answer"});
    });
    const auto reader = reader_at_begin({Topic::events});
    append(Topic::events, "k", {"a"});
    wait_until([&] { return size_of(Topic::status) > 0; });
    EXPECT_EQ(all(Topic::status).size(), 1U);
}

TEST_P(EventLogContract, TrimmingBesideAppendsAndReadsNeitherLosesNorRepeats) {
    constexpr int kRecords = 200;
    std::atomic<std::int64_t> read_up_to = 0;
    std::atomic<std::int32_t> number = 0;  // of the key's partition, once a record of it was read
    std::atomic<bool> over = false;
    std::thread writer([this] {
        for (int i = 0; i < kRecords; ++i) {
            const auto r = record(Topic::events, "k", std::to_string(i));
            ASSERT_TRUE(log().append(std::span(&r, 1)));
        }
    });
    std::thread trimmer([&] {
        while (!over) {
            ASSERT_TRUE(log().trim({Topic::events, number}, read_up_to));
            std::this_thread::yield();
        }
    });
    const auto reader = reader_at_begin({Topic::events});
    for (int next = 0; next < kRecords;) {
        for (const auto& r : reader->poll(7).value()) {
            EXPECT_EQ(r.value, std::to_string(next++));
            number = r.partition.number;
            read_up_to = r.offset + 1;
        }
        if (HasFailure()) break;
    }
    over = true;
    writer.join();
    trimmer.join();
    ASSERT_TRUE(log().trim({Topic::events, number}, read_up_to));
    EXPECT_EQ(size_of(Topic::events), 0);
}

}  // namespace tidings::testing
