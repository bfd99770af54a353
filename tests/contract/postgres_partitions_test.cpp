#include <gmock/gmock.h>

#include "adapters/postgres/partitions.h"
#include "contract/postgres_engine.h"
#include "contract/store_samples.h"

// The weeks of the large tables: made ahead, filled, and dropped when they are empty.
namespace tidings::testing {
namespace {

using adapters::postgres::Connection;
using adapters::postgres::drop_partitions;
using adapters::postgres::make_partitions;
using ports::Changes;

class PostgresPartitions : public ::testing::Test {
protected:
    void SetUp() override {
        if (!postgres_server()) GTEST_SKIP() << "TIDINGS_TEST_POSTGRES names no PostgreSQL";
        database_ = std::make_unique<PostgresDatabase>("tidings_partitions");
        adapters::postgres::migrate(database_->options()).value();
        connection_ = Connection::open(database_->options()).value();
    }
    std::int64_t number(const std::string& sql) {
        return connection_->run_once(sql, {}).value()[0].integer(0);
    }
    std::int64_t weeks_of(const std::string& table) {
        return number("SELECT count(*) FROM pg_inherits WHERE inhparent = '" + table + "'::regclass") - 1;
    }
    bool has(const std::string& table) {
        return number("SELECT to_regclass('" + table + "') IS NOT NULL") == 1;
    }
    // Partitions of a time long ago.
    void given_an_old_week() {
        connection_
            ->execute(
                "CREATE TABLE events_20200101 PARTITION OF events FOR VALUES FROM (1) TO (1000); "
                "CREATE TABLE contents_20200101 PARTITION OF contents FOR VALUES FROM "
                "('00000000-0000-0000-0000-000000000000') TO ('00000000-0000-0000-0000-0000000000ff')")
            .value();
    }
    static std::string this_week(const std::string& table) {
        const auto day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
        const std::chrono::weekday weekday(day);
        const std::chrono::year_month_day date(day - std::chrono::days{weekday.iso_encoding() - 1});
        return fmt::format("{}_{:04}{:02}{:02}", table, static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    }

    std::unique_ptr<PostgresDatabase> database_;
    std::unique_ptr<Connection> connection_;
    adapters::SystemClock clock_;
};

TEST_F(PostgresPartitions, AMigratedDatabaseHasThoseOfTheWeeksAround) {
    for (const char* table : {"events", "notifications", "contents", "attempts"}) {
        EXPECT_GE(weeks_of(table), 2) << table;
        EXPECT_TRUE(has(this_week(table)));
    }
    const auto before = weeks_of("events");
    make_partitions(*connection_).value();
    drop_partitions(*connection_).value();
    EXPECT_EQ(weeks_of("events"), before) << "the young ones are empty, too";
}

TEST_F(PostgresPartitions, WhatComesNowGoesToItsWeekAndWhatIsOldToTheRest) {
    const auto store = adapters::postgres::PostgresStore::open(database_->options(), clock_).value();
    Changes changes;
    changes.events = {sample_event(1), sample_event(2)};
    changes.notifications = {sample_notification(1, changes.events[0]),
                             sample_notification(2, changes.events[1])};
    changes.notifications[0].notification.id = core::notification_id(
        clock_.now(), core::Source("s"), core::EventId("e"), core::UserId("u"), "email");
    changes.attempts = {sample_attempt(changes.notifications[0].notification.id)};
    store->commit(changes).value();
    EXPECT_EQ(number("SELECT count(*) FROM " + this_week("events")), 2);
    for (const char* table : {"notifications", "contents"}) {
        EXPECT_EQ(number("SELECT count(*) FROM " + this_week(table)), 1) << table;
        EXPECT_EQ(number(fmt::format("SELECT count(*) FROM {}_default", table)), 1) << table;
    }
    EXPECT_EQ(number("SELECT count(*) FROM " + this_week("attempts")), 1);
}

TEST_F(PostgresPartitions, AWeekOfWhichTheRestHasRowsStaysThere) {
    connection_
        ->execute("DROP TABLE " + this_week("contents") +
                  "; INSERT INTO contents VALUES (encode(substring("
                  "int8send((extract(epoch FROM now()) * 1000)::int8) FROM 3) || '\\x70008000000000000001', "
                  "'hex')::uuid, 'x')")
        .value();
    make_partitions(*connection_).value();
    EXPECT_FALSE(has(this_week("contents")));
    EXPECT_EQ(number("SELECT count(*) FROM contents_default"), 1);
}

TEST_F(PostgresPartitions, OldOnesAreDroppedOnceTheyAreEmpty) {
    given_an_old_week();
    connection_->execute("INSERT INTO contents VALUES ('00000000-0000-0000-0000-000000000001', 'x')").value();
    drop_partitions(*connection_).value();
    EXPECT_FALSE(has("events_20200101"));
    EXPECT_TRUE(has("contents_20200101"));
    connection_->execute("DELETE FROM contents").value();
    drop_partitions(*connection_).value();
    EXPECT_FALSE(has("contents_20200101"));
}

TEST_F(PostgresPartitions, NobodyIsHeldUpByOneThatIsInUse) {
    given_an_old_week();
    const auto reader = Connection::open(database_->options()).value();
    reader->execute("BEGIN; SELECT count(*) FROM events").value();
    drop_partitions(*connection_).value();
    EXPECT_TRUE(has("events_20200101"));
    reader->execute("COMMIT").value();
    drop_partitions(*connection_).value();
    EXPECT_FALSE(has("events_20200101"));
}

TEST_F(PostgresPartitions, AStoreMaintainsThem) {
    given_an_old_week();
    connection_->execute("DROP TABLE " + this_week("attempts")).value();
    const auto store = adapters::postgres::PostgresStore::open(database_->options(), clock_).value();
    store->maintain().value();
    EXPECT_TRUE(has(this_week("attempts")));
    EXPECT_FALSE(has("events_20200101"));
}

}  // namespace
}  // namespace tidings::testing
