#include "adapters/sqlite/sqlite_event_log.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/files.h"
#include "support/manual_clock.h"
#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using core::Topic;
using tidings::testing::content_of;
using tidings::testing::ManualClock;
using tidings::testing::put;
using tidings::testing::TemporaryFolder;

constexpr int kRecords = 200;

void given_records(const std::filesystem::path& folder, const ManualClock& clock) {
    const auto database = Database::open(folder).value();
    SqliteEventLog log(*database, clock);
    std::vector<ports::NewRecord> records;
    for (int i = 0; i < kRecords; ++i) {
        records.push_back({Topic::events, "k", {}, "record " + std::to_string(i) + std::string(500, '.')});
    }
    ASSERT_TRUE(log.append(records));
}

// Some of them had been read when it failed; whoever asks again is given all.
TEST(SqliteEventLog, APollThatFailsHalfWayIsRepeatedWithoutALoss) {
    const TemporaryFolder folder;
    const ManualClock clock;
    given_records(folder.path(), clock);
    const auto file = folder.path() / "tidings.db";
    const auto good = content_of(file);
    auto bad = good;
    const auto late = bad.find("record 150.");
    ASSERT_NE(late, std::string::npos);
    bad[late] ^= 1;
    put(file, bad);

    const auto database = Database::open(folder.path()).value();
    SqliteEventLog log(*database, clock);
    const auto reader = log.reader({Topic::events}, ports::Reading::alone).value();
    ASSERT_TRUE(reader->seek({Topic::events, 0}, 0));
    const auto failed = reader->poll(kRecords);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, Errc::internal);

    std::fstream(file, std::ios::binary | std::ios::in | std::ios::out)
        .seekp(static_cast<std::streamoff>(late))
        .put(good[late]);
    const auto read = reader->poll(kRecords).value();
    ASSERT_EQ(read.size(), static_cast<std::size_t>(kRecords));
    EXPECT_EQ(read.front().offset, 0);
    EXPECT_TRUE(reader->poll(kRecords).value().empty());
}

}  // namespace
}  // namespace tidings::adapters::sqlite
