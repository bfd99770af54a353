#include "embedded/postgres_migrations.h"

#include <thread>

#include <gmock/gmock.h>

#include "contract/postgres_engine.h"

// The schema: made once by however many programs, and never by guessing.
namespace tidings::testing {
namespace {

using adapters::postgres::Connection;
using adapters::postgres::migrate;
using adapters::postgres::PostgresStore;
using ::testing::HasSubstr;

class PostgresMigrations : public ::testing::Test {
protected:
    void SetUp() override {
        if (!postgres_server()) GTEST_SKIP() << "TIDINGS_TEST_POSTGRES names no PostgreSQL";
        database_ = std::make_unique<PostgresDatabase>("tidings_migrations");
    }
    std::int64_t number(const std::string& sql) {
        const auto connection = Connection::open(database_->options()).value();
        return connection->run_once(sql, {}).value()[0].integer(0);
    }

    std::unique_ptr<PostgresDatabase> database_;
    adapters::SystemClock clock_;
    std::vector<EmbeddedFile> two_{{"0001_a.sql", "CREATE TABLE a (x integer)"},
                                   {"0002_b.sql", "CREATE TABLE b (x integer); INSERT INTO b VALUES (7)"}};
};

TEST_F(PostgresMigrations, MakeTheDatabaseAndTheSchema) {
    migrate(database_->options()).value();
    const auto store = PostgresStore::open(database_->options(), clock_).value();
    EXPECT_EQ(store->ledger().value().decided, 0);
    EXPECT_EQ(number("SELECT count(*) FROM migrations"),
              static_cast<std::int64_t>(embedded::postgres_migrations().size()));
}

TEST_F(PostgresMigrations, ChangeNothingASecondTime) {
    migrate(database_->options()).value();
    database_->execute("INSERT INTO outgoing VALUES (now(), gen_random_uuid(), '{}')");
    migrate(database_->options()).value();
    EXPECT_EQ(number("SELECT count(*) FROM outgoing"), 1);
}

TEST_F(PostgresMigrations, AreDoneOnceByManyAtOnce) {
    std::vector<std::thread> programs;
    for (int i = 0; i < 4; ++i) {
        programs.emplace_back([&] {
            const auto done = migrate(database_->options());
            EXPECT_TRUE(done) << done.error().message;
        });
    }
    for (auto& program : programs) program.join();
    EXPECT_TRUE(PostgresStore::open(database_->options(), clock_));
}

TEST_F(PostgresMigrations, AStoreWithoutItsSchemaNamesTheCommandThatMakesIt) {
    migrate(database_->options(), {}).error();  // only the database
    const auto store = PostgresStore::open(database_->options(), clock_);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::invalid);
    EXPECT_THAT(store.error().message, HasSubstr("run `tidings migrate`"));
}

TEST_F(PostgresMigrations, AMissingDatabaseIsSaidToBeMissing) {
    const auto store = PostgresStore::open(database_->options(), clock_);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().code, Errc::not_found);
    EXPECT_THAT(store.error().message, HasSubstr(database_->name()));
}

TEST_F(PostgresMigrations, ANewerDatabaseIsLeftAlone) {
    migrate(database_->options()).value();
    database_->execute("INSERT INTO migrations (name, checksum) VALUES ('9999_later.sql', 'x')");
    for (const auto& refused :
         {migrate(database_->options()).error(), PostgresStore::open(database_->options(), clock_).error()}) {
        EXPECT_EQ(refused.code, Errc::invalid);
        EXPECT_THAT(refused.message, HasSubstr("9999_later.sql"));
        EXPECT_THAT(refused.message, HasSubstr("run a newer tidings"));
    }
}

TEST_F(PostgresMigrations, OneThatHasChangedIsRefused) {
    migrate(database_->options()).value();
    database_->execute("UPDATE migrations SET checksum = 'x'");
    const auto refused = migrate(database_->options());
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("0001_init.sql is another one"));
    EXPECT_FALSE(PostgresStore::open(database_->options(), clock_));
}

TEST_F(PostgresMigrations, GoOnWhereTheyStopped) {
    migrate(database_->options(), std::span(two_).first(1)).error();  // there are no partitions to make
    migrate(database_->options(), two_).error();
    EXPECT_EQ(number("SELECT x FROM b"), 7);
    EXPECT_EQ(number("SELECT count(*) FROM migrations"), 2);
}

TEST_F(PostgresMigrations, OneThatFailsLeavesNoTrace) {
    two_[1].bytes = "CREATE TABLE b (x integer); SELECT 1 / 0";
    const auto failed = migrate(database_->options(), two_);
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message, HasSubstr("0002_b.sql"));
    EXPECT_EQ(number("SELECT count(*) FROM migrations"), 1);
    EXPECT_EQ(number("SELECT to_regclass('b') IS NULL"), 1);
}

}  // namespace
}  // namespace tidings::testing
