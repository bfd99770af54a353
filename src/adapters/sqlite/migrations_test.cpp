#include "adapters/sqlite/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using ::testing::HasSubstr;

class Migrations : public ::testing::Test {
protected:
    bool has_table(const std::string& name) {
        Statement query(connection_.handle(), "SELECT 1 FROM sqlite_master WHERE name = ?");
        query.bind(name);
        return query.step();
    }

    tidings::testing::TemporaryFolder folder_;
    Connection connection_{(folder_.path() / "a.db").string(), Connection::Kind::writer, 64};
    EmbeddedFile first_{"0001_a.sql", "CREATE TABLE a (x); CREATE TABLE b (x);"};
    EmbeddedFile second_{"0002_c.sql", "CREATE TABLE c (x);"};
};

TEST_F(Migrations, RunInOrderAndOnce) {
    ASSERT_TRUE(migrate(connection_, std::vector{first_}));
    EXPECT_TRUE(has_table("b"));
    ASSERT_TRUE(migrate(connection_, std::vector{first_, second_}));
    EXPECT_TRUE(has_table("c"));
    EXPECT_TRUE(migrate(connection_, std::vector{first_, second_}));
}

TEST_F(Migrations, ThatHaveChangedAreRefused) {
    ASSERT_TRUE(migrate(connection_, std::vector{first_}));
    const auto migrated =
        migrate(connection_, std::vector{EmbeddedFile{"0001_a.sql", "CREATE TABLE z (x);"}});
    ASSERT_FALSE(migrated);
    EXPECT_EQ(migrated.error().code, Errc::invalid);
    EXPECT_THAT(migrated.error().message, HasSubstr("0001_a.sql is another one"));
}

TEST_F(Migrations, OfANewerProgramAreRefused) {
    ASSERT_TRUE(migrate(connection_, std::vector{first_, second_}));
    const auto migrated = migrate(connection_, std::vector{first_});
    ASSERT_FALSE(migrated);
    EXPECT_EQ(migrated.error().code, Errc::invalid);
    EXPECT_THAT(migrated.error().message, HasSubstr("0002_c.sql"));
    EXPECT_THAT(migrated.error().message, HasSubstr("newer"));
}

TEST_F(Migrations, GoForwardOnly) {
    ASSERT_TRUE(migrate(connection_, std::vector{second_}));
    const auto migrated = migrate(connection_, std::vector{first_, second_});
    ASSERT_FALSE(migrated);
    EXPECT_FALSE(has_table("a"));
}

TEST_F(Migrations, ThatFailLeaveNothingHalf) {
    const EmbeddedFile broken{"0002_c.sql", "CREATE TABLE c (x); CREATE TABLE a (x);"};
    EXPECT_THROW(static_cast<void>(migrate(connection_, std::vector{first_, broken})), SQLite::Exception);
    EXPECT_TRUE(has_table("a"));
    EXPECT_FALSE(has_table("c"));
    EXPECT_TRUE(migrate(connection_, std::vector{first_, second_}));
}

}  // namespace
}  // namespace tidings::adapters::sqlite
