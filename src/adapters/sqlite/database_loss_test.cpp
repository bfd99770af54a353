#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/sqlite/database.h"
#include "base/random.h"
#include "support/files.h"
#include "support/temporary_folder.h"

// What a start makes of a folder from which something was taken: all of it is there again, or it is refused.
namespace tidings::adapters::sqlite {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using tidings::testing::content_of;
using tidings::testing::put;
using tidings::testing::TemporaryFolder;

constexpr int kCommits = 40;

Result<> insert(Database& database, int number) {
    return database.write([&](Connection& connection) -> Result<> {
        connection.use("INSERT INTO cancelled_events (source, event_id, at) VALUES ('s', ?, 0)")
            ->bind(std::to_string(number))
            .run();
        return {};
    });
}

Result<std::int64_t> count(Database& database) {
    return database.read([](Connection& connection) -> Result<std::int64_t> {
        const auto query = connection.use("SELECT count(*) FROM cancelled_events");
        query->bind().step();
        return query->integer(0);
    });
}

class DatabaseLoss : public ::testing::Test {
protected:
    // A process that commits and ends without a word, as a killed one does.
    void given_a_crash(int commits = kCommits, bool emptied_its_log = false) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto database = Database::open(folder_.path()).value();
            for (int i = 0; i < commits; ++i) insert(*database, i).value();
            if (emptied_its_log) restart_log(*database);
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    void given_a_clean_stop() {
        const auto database = Database::open(folder_.path()).value();
        for (int i = 0; i < kCommits; ++i) insert(*database, i).value();
    }
    // Puts all into the file, so that the log begins anew with the next commit.
    static void restart_log(Database& database) {
        const auto done =
            database.write([](Connection&) -> Result<> { return conflict("nothing to write"); });
        static_cast<void>(done);
        Connection other(database_file(database), Connection::Kind::writer, 64);
        other.execute("PRAGMA wal_checkpoint(RESTART)");
    }
    static std::string database_file(Database& database) {
        return database
            .read([](Connection& connection) -> Result<std::string> {
                const auto query = connection.use("PRAGMA database_list");
                query->bind().step();
                return query->text(2);
            })
            .value();
    }

    std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }
    std::filesystem::path log() const { return file("tidings.db-wal"); }

    void expect_all(std::int64_t commits = kCommits) {
        const auto opened = Database::open(folder_.path());
        ASSERT_TRUE(opened) << opened.error().message;
        EXPECT_EQ(count(**opened).value(), commits);
    }
    // Refused, with the words; a second time, too; and with everything left as it was.
    void expect_refused(const ::testing::Matcher<std::string>& said) {
        const auto before = sizes();
        for (int i = 0; i < 2; ++i) {
            const auto opened = Database::open(folder_.path());
            ASSERT_FALSE(opened);
            EXPECT_EQ(opened.error().code, Errc::invalid);
            EXPECT_THAT(opened.error().message,
                        AllOf(said, HasSubstr((folder_.path() / "tidings.db").string()),
                              HasSubstr("data.accept_loss")));
        }
        EXPECT_EQ(sizes(), before);
    }
    std::vector<std::uintmax_t> sizes() const {
        std::vector<std::uintmax_t> out;
        for (const char* name : {"tidings.db", "tidings.db-wal", "tidings.mark"}) {
            out.push_back(std::filesystem::exists(file(name)) ? std::filesystem::file_size(file(name)) : 0);
        }
        return out;
    }

    TemporaryFolder folder_;
};

TEST_F(DatabaseLoss, ACleanStopLeavesOneFileAndNoLog) {
    given_a_clean_stop();
    EXPECT_FALSE(std::filesystem::exists(log()));
    EXPECT_FALSE(std::filesystem::exists(file("tidings.db-shm")));
    expect_all();
}

TEST_F(DatabaseLoss, TheFileAloneIsABackupAfterACleanStop) {
    given_a_clean_stop();
    std::filesystem::remove(file("tidings.mark"));
    std::filesystem::remove(file("tidings.lock"));
    expect_all();
}

TEST_F(DatabaseLoss, ACrashIsRecoveredFrom) {
    given_a_crash();
    EXPECT_GT(std::filesystem::file_size(log()), 0U);
    expect_all();
    expect_all();
}

TEST_F(DatabaseLoss, CrashesInARowAreRecoveredFrom) {
    given_a_crash();
    given_a_crash(0);
    given_a_crash(0, /*emptied_its_log=*/true);
    given_a_crash(0);
    expect_all();
}

TEST_F(DatabaseLoss, ACrashBeforeTheFirstCommitIsNone) {
    given_a_crash(0);
    expect_all(0);
}

TEST_F(DatabaseLoss, TheSharedIndexIsMadeAgain) {
    given_a_crash();
    std::filesystem::remove(file("tidings.db-shm"));
    expect_all();
}

TEST_F(DatabaseLoss, ADeletedLogIsNoticed) {
    given_a_crash();
    std::filesystem::remove(log());
    expect_refused(HasSubstr("tidings.db-wal"));
}

TEST_F(DatabaseLoss, ADeletedLogIsNoticedEvenWhenTheFileHoldsEverything) {
    given_a_crash(kCommits, /*emptied_its_log=*/true);
    std::filesystem::remove(log());
    expect_refused(HasSubstr("tidings.db-wal"));
}

TEST_F(DatabaseLoss, AnEmptiedLogIsNoticed) {
    given_a_crash();
    std::filesystem::resize_file(log(), 0);
    expect_refused(HasSubstr("tidings.db-wal"));
}

TEST_F(DatabaseLoss, ALogThatWasCutShortIsNoticed) {
    given_a_crash();
    const auto size = std::filesystem::file_size(log());
    for (const auto cut : {size - 1, size - 5000, size / 2, std::uintmax_t{40}, std::uintmax_t{1}}) {
        std::filesystem::resize_file(log(), cut);
        expect_refused(HasSubstr("40 commits were acknowledged"));
    }
}

// Its frames are chained by checksums, so that all behind a flipped bit is lost.
TEST_F(DatabaseLoss, AFlippedBitInTheLogIsNoticed) {
    given_a_crash();
    const std::string good = content_of(log());
    Random random(3);
    for (int i = 0; i < 60; ++i) {
        std::string bad = good;
        const auto at = random.below(bad.size());
        bad[at] = static_cast<char>(bad[at] ^ (1 << random.below(8)));
        put(log(), bad);
        const auto opened = Database::open(folder_.path());
        if (!opened) continue;
        EXPECT_EQ(count(**opened).value(), kCommits) << "byte " << at;  // it was of no use
        return given_a_crash(0);                                        // the log has changed
    }
}

TEST_F(DatabaseLoss, AfterACrashTheFileAloneIsNoBackup) {
    given_a_crash();
    TemporaryFolder copy;
    std::filesystem::copy_file(file("tidings.db"), copy.path() / "tidings.db");
    const auto opened = Database::open(copy.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("tidings.db-wal"));
}

TEST_F(DatabaseLoss, AfterACrashFileAndLogWithoutTheMarkAreNoBackup) {
    given_a_crash();
    std::filesystem::remove(file("tidings.mark"));
    expect_refused(HasSubstr("tidings.mark"));
}

TEST_F(DatabaseLoss, AnOlderFileInItsPlaceIsNoticed) {
    given_a_clean_stop();
    std::filesystem::copy_file(file("tidings.db"), file("older"));
    {
        insert(*Database::open(folder_.path()).value(), 1000).value();
    }
    std::filesystem::rename(file("older"), file("tidings.db"));
    expect_refused(HasSubstr("are there"));
}

TEST_F(DatabaseLoss, AnEmptyFileInItsPlaceIsNoticed) {
    given_a_clean_stop();
    std::filesystem::resize_file(file("tidings.db"), 0);
    const auto opened = Database::open(folder_.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("0 are there"));
}

TEST_F(DatabaseLoss, ADeletedFileIsNoticed) {
    given_a_clean_stop();
    std::filesystem::remove(file("tidings.db"));
    const auto opened = Database::open(folder_.path());
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("0 are there"));
}

TEST_F(DatabaseLoss, AcceptedItGoesOnWithWhatIsThereAndStandsOnItsOwnAgain) {
    given_a_crash();
    const auto size = std::filesystem::file_size(log());
    std::filesystem::resize_file(log(), size / 2);
    std::int64_t left = 0;
    {
        const auto database = Database::open(folder_.path(), Database::Loss::accept).value();
        left = count(*database).value();
        EXPECT_GT(left, 0);
        EXPECT_LT(left, kCommits);
        ASSERT_TRUE(insert(*database, 1000));
    }
    expect_all(left + 1);
}

// The head of a page says what stands in it.
TEST_F(DatabaseLoss, WhatIsNotWholeInItselfIsNotAccepted) {
    given_a_clean_stop();
    std::fstream bytes(file("tidings.db"), std::ios::binary | std::ios::in | std::ios::out);
    bytes.seekp(4096 * 3).write("damage", 6);
    bytes.close();
    std::ofstream(file("tidings.mark")) << "0000000000000001000\n";
    const auto opened = Database::open(folder_.path(), Database::Loss::accept);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("damaged"));
}

TEST_F(DatabaseLoss, DamageThatIsMetMakesMaintenanceFailForGood) {
    given_a_clean_stop();
    const auto pages = std::filesystem::file_size(file("tidings.db")) / 4096;
    {
        std::fstream bytes(file("tidings.db"), std::ios::binary | std::ios::in | std::ios::out);
        for (std::uintmax_t page = 8; page < pages; ++page) {
            bytes.seekp(static_cast<std::streamoff>(page * 4096 + 4000)).write("damage", 6);
        }
    }
    const auto opened = Database::open(folder_.path());
    if (!opened) {
        EXPECT_THAT(opened.error().message, HasSubstr("damaged"));
        return;
    }
    EXPECT_TRUE((*opened)->maintain());
    const auto counted = count(**opened);
    ASSERT_FALSE(counted);
    EXPECT_EQ(counted.error().code, Errc::internal);
    EXPECT_THAT(counted.error().message, HasSubstr("damaged"));
    EXPECT_FALSE((*opened)->maintain());
    EXPECT_FALSE((*opened)->maintain());
}

// What is taken away from under a running program.
class DatabaseMoved : public DatabaseLoss, public ::testing::WithParamInterface<const char*> {
protected:
    // Nothing is acknowledged any more, and `maintain` says why, which makes /readyz say so.
    void expect_refusals(Database& database) {
        const auto refused = insert(database, 1);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::unavailable);
        EXPECT_THAT(refused.error().message,
                    AllOf(HasSubstr(file(GetParam()).string()), HasSubstr("while it was in use")));
        EXPECT_FALSE(database.maintain());
        EXPECT_FALSE(insert(database, 2));
    }
};

TEST_P(DatabaseMoved, OneThatWasDeletedTakesNoMore) {
    const auto database = Database::open(folder_.path()).value();
    insert(*database, 0).value();
    std::filesystem::remove(file(GetParam()));
    expect_refusals(*database);
}

TEST_P(DatabaseMoved, OneThatWasReplacedTakesNoMore) {
    const auto database = Database::open(folder_.path()).value();
    insert(*database, 0).value();
    put(file("copy"), content_of(file(GetParam())));
    std::filesystem::rename(file("copy"), file(GetParam()));
    expect_refusals(*database);
}

TEST_P(DatabaseMoved, OneThatIsPutBackTakesTheNext) {
    const auto database = Database::open(folder_.path()).value();
    std::filesystem::rename(file(GetParam()), file("away"));
    expect_refusals(*database);
    std::filesystem::rename(file("away"), file(GetParam()));
    EXPECT_TRUE(database->maintain());
    EXPECT_TRUE(insert(*database, 3));
}

TEST_F(DatabaseLoss, WhatWasDeletedInUseIsMissedByTheNextStart) {
    {
        const auto database = Database::open(folder_.path()).value();
        for (int i = 0; i < kCommits; ++i) insert(*database, i).value();
        std::filesystem::remove(file("tidings.db"));
        std::filesystem::remove(log());
    }
    EXPECT_FALSE(Database::open(folder_.path()));
}

INSTANTIATE_TEST_SUITE_P(Files, DatabaseMoved, ::testing::Values("tidings.db", "tidings.db-wal"));

}  // namespace
}  // namespace tidings::adapters::sqlite
