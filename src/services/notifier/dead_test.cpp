#include "services/notifier/dead.h"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/builders.h"

namespace tidings::notifier {
namespace {

ports::Record a_record(core::Topic topic = core::Topic::events, std::int32_t partition = 2,
                       std::int64_t offset = 41) {
    ports::Record record;
    record.partition = {topic, partition};
    record.offset = offset;
    record.key = "ann";
    record.headers = {{"ce_id", "order-1"}};
    record.value = "{";
    record.appended_at = test::kNoon;
    return record;
}

Time later() {
    return test::kNoon + std::chrono::hours{1};
}

TEST(Dead, KeepsTheRecordAsItCame) {
    const auto dead = dead_record(a_record(), "unreadable", "not JSON", later());
    EXPECT_EQ(dead.partition, a_record().partition);
    EXPECT_EQ(dead.offset, 41);
    EXPECT_EQ(dead.reason, "unreadable");
    EXPECT_EQ(dead.detail, "not JSON");
    EXPECT_EQ(dead.key, "ann");
    EXPECT_EQ(dead.headers, a_record().headers);
    EXPECT_EQ(dead.value, "{");
    EXPECT_EQ(dead.at, later());
}

TEST(Dead, HasTheSameIdEachTimeItIsRead) {
    const auto first = dead_record(a_record(), "unreadable", "a", test::kNoon);
    EXPECT_EQ(dead_record(a_record(), "refused", "b", later()).id, first.id);
}

TEST(Dead, RecordsFromElsewhereHaveOtherIds) {
    const std::set<Uuid> ids{
        dead_record(a_record(), "", "", later()).id,
        dead_record(a_record(core::Topic::events_critical), "", "", later()).id,
        dead_record(a_record(core::Topic::events, 3), "", "", later()).id,
        dead_record(a_record(core::Topic::events, 2, 42), "", "", later()).id,
    };
    EXPECT_EQ(ids.size(), 4U);
}

TEST(Dead, TheCopySaysWhyAndWhereFrom) {
    const auto copy = dead_copy(dead_record(a_record(), "unreadable", "not JSON", later()));
    EXPECT_EQ(copy.topic, core::Topic::dead);
    EXPECT_EQ(copy.key, "ann");
    EXPECT_EQ(copy.value, "{");
    EXPECT_EQ(copy.headers, (ports::Headers{{"ce_id", "order-1"},
                                            {"tidings_reason", "unreadable"},
                                            {"tidings_detail", "not JSON"},
                                            {"tidings_topic", std::string(core::name(core::Topic::events))},
                                            {"tidings_partition", "2"},
                                            {"tidings_offset", "41"}}));
}

TEST(Dead, ACopyThatNoLogWouldTakeSaysOnlyWhyAndWhereFrom) {
    auto record = a_record();
    record.value.assign(16 << 20, 'x');
    const auto copy = dead_copy(dead_record(record, "unreadable", "not JSON", later()));
    EXPECT_EQ(copy.value, "");
    EXPECT_NE(ports::header(copy.headers, "tidings_left_out"), "");
    EXPECT_EQ(ports::header(copy.headers, "tidings_offset"), "41");
}

TEST(Dead, WhatTheStoreRefusedIsKeptWithTheStoresWords) {
    ports::Changes changes;
    const auto copy =
        bury(a_record(), "refused", Error{Errc::invalid, "a NUL in the text"}, later(), changes);
    ASSERT_EQ(changes.dead.size(), 1U);
    EXPECT_EQ(changes.dead[0].reason, "refused");
    EXPECT_EQ(changes.dead[0].detail, "a NUL in the text");
    EXPECT_EQ(ports::header(copy.headers, "tidings_detail"), "a NUL in the text");
}

}  // namespace
}  // namespace tidings::notifier
