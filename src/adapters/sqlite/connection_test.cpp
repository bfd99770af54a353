#include "adapters/sqlite/connection.h"

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sqlite3.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

class ConnectionTest : public ::testing::Test {
protected:
    ConnectionTest() {
        connection_.execute(
            "CREATE TABLE t (k INTEGER PRIMARY KEY, u TEXT UNIQUE, n TEXT NOT NULL DEFAULT '', "
            "c INTEGER CHECK (c < 10), b BLOB) STRICT");
    }

    Error error_from(const std::string& sql) {
        try {
            connection_.execute(sql);
        } catch (const SQLite::Exception& failure) {
            return error_of(failure);
        }
        ADD_FAILURE() << sql << " did not fail";
        return {};
    }

    tidings::testing::TemporaryFolder folder_;
    std::string file_ = (folder_.path() / "a.db").string();
    Connection connection_{file_, Connection::Kind::writer, 64};
};

TEST_F(ConnectionTest, GivesBackEveryKindOfValue) {
    enum class Word { zero, one, two };
    const Uuid id = Uuid::from(Time{}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    const std::string bytes("a\0\xff", 3);
    const std::string text = "grüße";
    const auto query = connection_.use("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?");
    query->bind(std::numeric_limits<std::int64_t>::min(), true, Word::two, from_micros(-5), id, Blob{bytes},
                text, std::optional<int>(), std::optional<std::int64_t>(7));
    ASSERT_TRUE(query->step());
    EXPECT_EQ(query->integer(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(query->integer(1), 1);
    EXPECT_EQ(query->as<Word>(2), Word::two);
    EXPECT_EQ(query->time(3), from_micros(-5));
    EXPECT_EQ(query->uuid(4), id);
    EXPECT_EQ(query->bytes(5), bytes);
    EXPECT_EQ(query->text(6), "grüße");
    EXPECT_TRUE(query->is_null(7));
    EXPECT_EQ(query->integer(8), 7);
    EXPECT_FALSE(query->step());
}

TEST_F(ConnectionTest, EmptyTextsAndBytesAreNotNull) {
    const auto query = connection_.use("SELECT ?, ?");
    query->bind(std::string_view(), Blob{});
    ASSERT_TRUE(query->step());
    EXPECT_FALSE(query->is_null(0));
    EXPECT_FALSE(query->is_null(1));
    EXPECT_EQ(query->text(0), "");
    EXPECT_EQ(query->bytes(1), "");
}

TEST_F(ConnectionTest, AnIdThatIsTooShortIsFilledUp) {
    const auto query = connection_.use("SELECT x'0102'");
    ASSERT_TRUE(query->step());
    EXPECT_EQ(query->uuid(0).bytes[1], 2);
    EXPECT_EQ(query->uuid(0).bytes[15], 0);
}

TEST_F(ConnectionTest, AStatementThatWasGivenBackBeginsAnew) {
    constexpr const char* kSql = "SELECT k FROM t ORDER BY k";
    connection_.execute("INSERT INTO t (k) VALUES (1), (2)");
    for (int i = 0; i < 2; ++i) {
        const auto query = connection_.use(kSql);
        ASSERT_TRUE(query->step());
        EXPECT_EQ(query->integer(0), 1);
    }
    // Nothing is left open that would hold up a checkpoint.
    EXPECT_NO_THROW(connection_.execute("DROP TABLE t"));
}

TEST_F(ConnectionTest, RunSaysHowManyRowsChanged) {
    EXPECT_EQ(connection_.use("INSERT INTO t (k) VALUES (1), (2), (3)")->run(), 3);
    EXPECT_EQ(connection_.use("UPDATE t SET c = 1 WHERE k > ?")->bind(1).run(), 2);
    EXPECT_EQ(connection_.use("DELETE FROM t WHERE k > 9")->run(), 0);
}

TEST_F(ConnectionTest, KnowsWhetherItIsInATransaction) {
    EXPECT_FALSE(connection_.in_transaction());
    connection_.run("BEGIN IMMEDIATE");
    EXPECT_TRUE(connection_.in_transaction());
    connection_.run("ROLLBACK");
    EXPECT_FALSE(connection_.in_transaction());
}

TEST_F(ConnectionTest, AReaderWritesNothing) {
    Connection reader(file_, Connection::Kind::reader, 64);
    EXPECT_THROW(reader.execute("INSERT INTO t (k) VALUES (1)"), SQLite::Exception);
    EXPECT_NO_THROW(reader.execute("SELECT count(*) FROM t"));
}

TEST_F(ConnectionTest, WhatExistsIsAConflictAndWhatIsRefusedInvalid) {
    connection_.execute("INSERT INTO t (k, u) VALUES (1, 'a')");
    EXPECT_EQ(error_from("INSERT INTO t (k) VALUES (1)").code, Errc::conflict);
    EXPECT_EQ(error_from("INSERT INTO t (u) VALUES ('a')").code, Errc::conflict);
    EXPECT_EQ(error_from("INSERT INTO t (c) VALUES (10)").code, Errc::invalid);
    EXPECT_EQ(error_from("INSERT INTO t (n) VALUES (NULL)").code, Errc::invalid);
    EXPECT_EQ(error_from("INSERT INTO t (c) VALUES ('x')").code, Errc::invalid);
    EXPECT_EQ(error_from("INSERT INTO t (b) VALUES (zeroblob(2000000000))").code, Errc::invalid);
}

TEST_F(ConnectionTest, AFileThatMayNotGrowIsFull) {
    connection_.execute("PRAGMA max_page_count = 8");
    const auto error = error_from("INSERT INTO t (b) VALUES (zeroblob(1000000))");
    EXPECT_EQ(error.code, Errc::full);
    EXPECT_NE(error.message.find("free some space"), std::string::npos);
    EXPECT_NO_THROW(connection_.execute("INSERT INTO t (k) VALUES (1)"));
}

TEST_F(ConnectionTest, WhoeverWaitsInVainForAnotherWriterFindsItUnavailable) {
    Connection other(file_, Connection::Kind::writer, 64);
    sqlite3_busy_timeout(connection_.handle(), 1);
    other.run("BEGIN IMMEDIATE");
    EXPECT_EQ(error_from("INSERT INTO t (k) VALUES (1)").code, Errc::unavailable);
    other.run("ROLLBACK");
    EXPECT_NO_THROW(connection_.execute("INSERT INTO t (k) VALUES (1)"));
}

TEST_F(ConnectionTest, WhatNoCallerCanHelpIsAFault) {
    const auto error = error_from("SELECT * FROM nowhere");
    EXPECT_EQ(error.code, Errc::internal);
    EXPECT_NE(error.message.find("nowhere"), std::string::npos);
}

TEST(ConnectionDamage, IsWhatTheFileSaysNobodyWrote) {
    for (const int code : {SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CORRUPT_INDEX}) {
        EXPECT_TRUE(is_damage(SQLite::Exception("x", code))) << code;
    }
    for (const int code : {SQLITE_FULL, SQLITE_BUSY, SQLITE_IOERR, SQLITE_ERROR}) {
        EXPECT_FALSE(is_damage(SQLite::Exception("x", code))) << code;
    }
}

}  // namespace
}  // namespace tidings::adapters::sqlite
